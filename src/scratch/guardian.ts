import { readFile } from 'node:fs/promises';
import { UndeterminedError } from '../errors';

/**
 * Runs the server and deletes its directory when it ends or when standard input does, which is also what happens when
 * this process is killed in a way it cannot handle. Arguments: directory, directory of binaries, server arguments.
 * `C.UTF-8` is what container images and hosted servers commonly have; systems without it have `C`.
 */
export const guardian = `
dir=$1 bin=$2; shift 2
exec 3<&0 </dev/null
server= stop=
trap 'stop=1; test -z "$server" || kill -INT "$server"' TERM
trap '' INT HUP
( read -r _ <&3; kill -TERM $$ ) & watcher=$!
exec 3<&-
initialise() {
  "$bin/initdb" -D "$dir/data" -U postgres -E UTF8 --locale="$1" --auth=scram-sha-256 --pwfile="$dir/password" --no-sync >/dev/null
}
if initialise C.UTF-8 2>/dev/null || { rm -rf "$dir/data"; initialise C; }; then
  code=0
  if test -z "$stop"; then
    "$bin/postgres" -D "$dir/data" "$@" & server=$!
    test -z "$stop" || kill -INT "$server"
    while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
  fi
else code=1; fi
kill "$watcher" 2>/dev/null
rm -rf "$dir"
exit $code
`;

/** Speed over durability: the directory is deleted anyway. Replays of long histories in one transaction need the locks. */
export const scratchSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
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
