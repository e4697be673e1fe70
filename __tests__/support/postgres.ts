import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';
import { type Cluster, startCluster } from '../../src/gather/scratch/cluster';

/** Majors that a package or Debian's usual place can provide. */
export type Major = 13 | 15 | 16 | 18;

const running = new Map<string, Promise<Cluster>>();

afterAll(async () => {
  for (const cluster of running.values()) await (await cluster).stop();
  running.clear();
});

/** A real PostgreSQL server for the tests of the importing file: started once, stopped after its last test. */
export function startPostgres(major: Major, settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
  const key = JSON.stringify([major, settings]);
  const known = running.get(key);
  if (known !== undefined) return known;
  const started = startCluster({ binDirectory: serverBinaries(major), settings, loopback: true });
  running.set(key, started);
  return started;
}

/** Makes an empty database on the server, runs the SQL in it, and returns its URL. */
export async function createDatabase(server: Cluster, sql?: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server.url, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  if (sql !== undefined) await execute(url.href, sql);
  return url.href;
}

/** Runs a script on its own connection and returns the rows of its last statement. */
export async function execute(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results = (await client.query(sql)) as pg.QueryResult | pg.QueryResult[];
    return (Array.isArray(results) ? results.at(-1) : results)?.rows ?? [];
  } finally {
    await client.end();
  }
}

/** Directory of `initdb` and `postgres` of a major version: the npm package, else Debian's. */
export function serverBinaries(major: Major): string {
  const native = resolve('node_modules', `postgres-${major}`, 'native');
  if (!existsSync(native)) return `/usr/lib/postgresql/${major}/bin`;
  linkLibraries(native);
  return join(native, 'bin');
}

/** What the package's install script would do; install scripts are off. Safe to run by several processes at once. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  for (const name of ['initdb', 'pg_ctl', 'postgres']) chmodSync(join(native, 'bin', name), 0o755);
}
