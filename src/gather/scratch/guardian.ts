import { readFile } from 'node:fs/promises';
import { UndeterminedError } from '../../base/errors';

/**
 * Runs the server and deletes its directory when it ends or when standard input does, which is also what happens when
 * this process is killed in a way it cannot handle. Arguments: directory, directory of binaries, superuser, whether to be
 * offline, server arguments. Offline, the server gets no network where a user may make a namespace without one (Linux, unshare(1)); before 15
 * it needs the loopback for its statistics. Memory is bounded where the system can; the password file goes as soon as it
 * has been read.
 * `C.UTF-8` is what container images and hosted servers commonly have; systems without it have `C`.
 */
export const guardian = `
dir=$1 bin=$2 user=$3 offline=$4; shift 4
exec 3<&0 </dev/null
server= stop=
trap 'stop=1; test -z "$server" || kill -INT "$server"' TERM
trap '' INT HUP
( read -r _ <&3; kill -TERM $$ ) & watcher=$!
exec 3<&-
initialise() {
  "$bin/initdb" -D "$dir/data" -U "$user" -E UTF8 --locale="$1" --auth=scram-sha-256 --pwfile="$dir/password" --no-sync >/dev/null
}
if initialise C.UTF-8 2>/dev/null || { rm -rf "$dir/data"; initialise C; }; then
  code=0
  rm -f "$dir/password"
  ulimit -c 0 2>/dev/null; ulimit -v 8388608 2>/dev/null
  alone=
  if test "$offline" && unshare --user --map-current-user --net true 2>/dev/null; then alone='unshare --user --map-current-user --net'; fi
  if test -z "$stop"; then
    $alone "$bin/postgres" -D "$dir/data" "$@" & server=$!
    test -z "$stop" || kill -INT "$server"
    while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
  fi
else code=1; fi
kill "$watcher" 2>/dev/null
rm -rf "$dir"
exit $code
`;

/** A socket in its own directory is all that it listens on. Speed over durability: the directory is deleted anyway. Replays of long histories in one transaction need the locks. */
export const scratchSettings: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  jit: 'off',
  max_locks_per_transaction: '1024',
  max_connections: '50',
  timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
};

/** Whom the server runs as when we are root; initdb wants a user with a name, so one of /etc/passwd. */
export async function serverUser(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'nobody') ?? users.find(([name]) => name === 'postgres');
  if (user === undefined) {
    throw new UndeterminedError(
      'scratch: local cannot run as root on a machine without a user "nobody" or "postgres": run as another user, or use scratch: embedded.',
    );
  }
  return { uid: Number(user[2]), gid: Number(user[3]) };
}
