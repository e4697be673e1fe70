import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { UndeterminedError } from '../../base/errors';
import { programFolders } from '../../git/paths';
import { findServerBinaries } from './binaries';
import { guardian, scratchSettings, serverUser } from './guardian';
import { clusterPrefix, sweepClusters } from './sweep';

export interface ClusterOptions {
  /** Directory of `initdb` and `postgres`; absent: found on the machine. */
  readonly binDirectory?: string;
  /** Server settings on top of ours, such as `{ wal_level: 'logical' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Name of the superuser. Default: `postgres`. */
  readonly superuser?: string;
  /** Also on a free port of 127.0.0.1, as a server that others use. Default: only on a socket in its own directory. */
  readonly loopback?: boolean;
}

/** A PostgreSQL server of our own. */
export interface Cluster {
  /** Of the superuser and the database `postgres`; the password is random. */
  readonly url: string;
  readonly port: number;
  /** Such as `15.18`. */
  readonly version: string;
  /** Process id of the server's guardian, a shell that owns the server and its directory. */
  readonly pid: number;
  /** Stops the server and deletes its directory; calling it again does nothing more. */
  stop(): Promise<void>;
}

const portAttempts = 3;
/** Only part of the socket's name. */
const socketPort = 5432;
/** A socket's path has 103 bytes on macOS and 107 on Linux, of which ours takes up to 50. */
const longestHome = 53;
const startTimeoutMs = 60_000;

/**
 * Starts a temporary PostgreSQL server: on a socket that only its user reaches, random password, no fsync. It ends with this
 * process, however that ends. As root it runs under the user `nobody`, because PostgreSQL refuses root.
 * @throws UndeterminedError when there are no binaries or the server does not start.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const folders = programFolders(process.env.GITHUB_WORKSPACE || process.cwd());
  const binDirectory = options.binDirectory ?? (await findServerBinaries(folders));
  const owner = await serverUser();
  const home = await clusterHome(owner !== null);
  await sweepClusters(home);
  const place = { binDirectory, owner, home, path: folders.join(delimiter) };
  const version = await serverVersion(binDirectory);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(place, version, options);
    } catch (error) {
      // Between finding a free port and listening on it another process can take it.
      if (attempt === portAttempts || !/address already in use/i.test(String(error))) throw error;
    }
  }
}

/** Where the server's programs are, whom it runs as (null: as we do), and where its directory goes. */
interface ServerPlace {
  readonly binDirectory: string;
  readonly owner: Awaited<ReturnType<typeof serverUser>>;
  readonly home: string;
  /** `PATH` of its guardian. */
  readonly path: string;
}

async function startOnce(
  { binDirectory, owner, home, path }: ServerPlace,
  version: string,
  { settings = {}, superuser = 'postgres', loopback = false }: ClusterOptions,
): Promise<Cluster> {
  const directory = await mkdtemp(join(home, `${clusterPrefix}${process.pid}-`));
  const password = randomBytes(16).toString('hex');
  try {
    await writeFile(join(directory, 'password'), password, { mode: 0o600 });
    if (owner !== null) {
      await chown(join(directory, 'password'), owner.uid, owner.gid);
      await chown(directory, owner.uid, owner.gid);
    }
    const port = loopback ? await freePort() : socketPort;
    const listen = loopback ? { listen_addresses: '127.0.0.1' } : {};
    const place = { unix_socket_directories: directory, port: String(port) };
    const all = { ...scratchSettings, ...place, ...listen, ...settings };
    // Before 15 the statistics go over the loopback (PostgreSQL manual of 14, 28.2).
    const offline = !loopback && Number.parseInt(version, 10) >= 15;
    const child = spawn(
      '/bin/sh',
      [
        '-c',
        guardian,
        'sh',
        directory,
        binDirectory,
        superuser,
        offline ? 'offline' : '',
        ...Object.entries(all).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      {
        ...owner,
        cwd: directory,
        // Nothing of this process's environment: it can hold credentials, and PG* variables would redirect the server.
        env: { PATH: path, LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['pipe', 'ignore', 'pipe'],
        // Its own process group: Ctrl-C in a terminal must reach us only, or the shell dies before it has cleaned up.
        detached: true,
      },
    );
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
    const stop = async () => {
      // Awaited from now on: with nothing else to do the process would end here, as if all were done.
      child.ref();
      child.stdin?.destroy();
      await exited;
      await rm(directory, { recursive: true, force: true });
    };
    try {
      await waitUntilReady(child, join(directory, 'data', 'postmaster.pid'));
    } catch (error) {
      await stop();
      throw error;
    }
    // A server that nobody stops must not keep the process alive: it ends with it.
    child.unref();
    for (const stream of [child.stdin, child.stderr]) (stream as unknown as { unref(): void }).unref();
    return {
      url: loopback
        ? `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`
        : `postgres://${superuser}:${password}@localhost:${port}/postgres?host=${encodeURIComponent(directory)}`,
      port,
      version,
      pid: child.pid ?? 0,
      stop,
    };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/**
 * The temporary directory, or another one when the path of a socket in it would be too long; for a server that runs as
 * another user, one that everybody may enter, which a TMPDIR of root's own is not.
 */
async function clusterHome(isForOther: boolean): Promise<string> {
  for (const directory of [tmpdir(), '/tmp', '/var/tmp'])
    if (directory.length <= longestHome && (!isForOther || (await isOpenToAll(directory)))) return directory;
  return tmpdir();
}

/** True when every folder on the way lets others through. */
async function isOpenToAll(directory: string): Promise<boolean> {
  const found = await stat(directory).catch(() => null);
  if (found === null || (found.mode & 0o001) === 0) return false;
  return dirname(directory) === directory || isOpenToAll(dirname(directory));
}

/** The eighth line of `postmaster.pid` says `ready` (PostgreSQL source, src/include/utils/pidfile.h). */
async function waitUntilReady(child: ChildProcess, pidFile: string): Promise<void> {
  let output = '';
  let ended = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-4000);
  });
  child.once('error', (error) => {
    output += error.message;
    ended = true;
  });
  child.once('close', () => {
    ended = true;
  });
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    if (lines[7]?.trim() === 'ready') return;
    if (ended) throw new UndeterminedError(`A temporary PostgreSQL server did not start: ${oneLine(output)}`);
    await delay(10);
  }
  throw new UndeterminedError(
    `A temporary PostgreSQL server was not ready within ${startTimeoutMs / 1000} s. ${oneLine(output)}`,
  );
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(-600) || 'it said nothing.';
}

async function serverVersion(binDirectory: string): Promise<string> {
  const { stdout } = await promisify(execFile)(join(binDirectory, 'postgres'), ['--version']);
  return /\d+(?:\.\d+|devel|beta\d+|rc\d+)?/.exec(stdout)?.[0] ?? stdout.trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
