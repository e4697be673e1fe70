import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, execute, serverBinaries, startPostgres } from '../../support/postgres';

/** Opens a session as its arguments say, prints what it sees, then ends as they say; 7 tells that closing came to its end. */
const program = `
import { openScratch } from './gather/scratch/open-scratch.js';
import { replay } from './gather/scratch/replay.js';
import { silentLog } from './base/log.js';
const [kind, ending, url] = process.argv.slice(2);
const options = { defaultSchema: 'public', roles: [], schemas: [], extensions: [], init: null };
const sql = 'CREATE EXTENSION citext; CREATE ROLE made_by_migration; CREATE TABLE t (a citext)';
async function main() {
  const server = openScratch({ kind, url }, [], silentLog);
  const { connection } = await server.session(options);
  const failure = await replay(connection, [{ name: '1', sql }, { name: '2', sql: 'SELECT nope' }], { prismaVersion: null });
  console.log(JSON.stringify({ label: server.label, line: failure.line, kilobytes: process.resourceUsage().maxRSS }));
  if (ending === 'close') {
    await server.close();
    process.exitCode = 7;
  }
  if (ending === 'throw') throw new Error('a bug');
  if (ending === 'wait') setInterval(() => {}, 1000);
}
main();
`;

const work = resolve('node_modules', '.cache', 'prisma-migration-gate', `bundle-${process.pid}`);
let home: string;

beforeAll(async () => {
  const lib = join(work, 'lib');
  mkdirSync(lib, { recursive: true });
  try {
    execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', lib], { stdio: 'ignore' });
  } catch {
    // Types are checked elsewhere; what matters here is what runs.
  }
  writeFileSync(join(lib, 'program.js'), program);
  const bundle = join(work, 'bundle');
  execFileSync('node_modules/.bin/ncc', ['build', join(lib, 'program.js'), '--out', bundle, '--no-cache'], {
    stdio: 'ignore',
  });
  execFileSync(process.execPath, [
    '--input-type=module',
    '-e',
    "import { copyEmbeddedAssets } from './scripts/embedded-assets.mjs'; await copyEmbeddedAssets(process.argv[1]);",
    join(bundle, 'assets'),
  ]);
  // Outside of the repository, so that no node_modules is found; readable by the user the server runs as.
  home = mkdtempSync(join(tmpdir(), 'bundle-'));
  chmodSync(home, 0o755);
  cpSync(bundle, join(home, 'dist'), { recursive: true });
  cpSync('node_modules/libpg-query/wasm/libpg-query.wasm', join(home, 'dist', 'libpg-query.wasm'));
});

const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of [work, home]) rmSync(directory, { recursive: true, force: true });
});

function start(...args: string[]): { child: ChildProcess; temporary: string } {
  const temporary = mkdtempSync(join(home, 'tmp-'));
  chmodSync(temporary, 0o777);
  const child = spawn(process.execPath, [join('dist', 'index.js'), ...args], {
    cwd: home,
    // Its own group, as a job of a shell has: Ctrl-C reaches everything in it.
    detached: true,
    env: { PATH: `${serverBinaries(15)}${delimiter}${process.env.PATH}`, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return { child, temporary };
}

async function firstLine(child: ChildProcess): Promise<{ label: string; line: number; kilobytes: number }> {
  let output = '';
  child.stdout?.setEncoding('utf8');
  for await (const chunk of child.stdout ?? []) {
    output += chunk;
    if (output.includes('\n')) break;
  }
  return JSON.parse(output.split('\n')[0] ?? '');
}

/** Waits until the directory is empty; the guardian of a server has a moment longer than its owner. */
async function untilEmpty(directory: string): Promise<string[]> {
  for (let tries = 0; tries < 100 && readdirSync(directory).length > 0; tries++) await delay(100);
  return readdirSync(directory);
}

test('the bundle has each asset once and replays in an empty folder, within 700 MB', async () => {
  const { child } = start('embedded', 'close');
  const closed = once(child, 'close');
  const { label, line, kilobytes } = await firstLine(child);
  expect(await closed).toEqual([7, null]);
  expect({ label, line }).toEqual({ label: expect.stringMatching(/^PGlite 1\d/), line: 1 });
  expect(kilobytes).toBeLessThan(700_000);
  const files = readdirSync(join(home, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => /pglite\.(wasm|data)$|initdb/.test(file)).sort()).toEqual([
    'assets/pglite.data',
    'assets/pglite.wasm',
  ]);
});

test.each([
  { ending: 'close', signal: null, code: 7 },
  { ending: 'throw', signal: null, code: 1 },
  { ending: 'wait', signal: 'SIGINT', code: null },
  { ending: 'wait', signal: 'SIGTERM', code: null },
  { ending: 'wait', signal: 'SIGKILL', code: null },
] as const)('a local server and its directory are gone after: $ending $signal', async ({ ending, signal, code }) => {
  const { child, temporary } = start('local', ending);
  const closed = once(child, 'exit');
  expect((await firstLine(child)).label).toMatch(/^PostgreSQL 15\./);
  if (signal !== null) {
    expect(readdirSync(temporary)).toHaveLength(1);
    process.kill(-(child.pid ?? 0), signal);
  }
  expect(await closed).toEqual([code, signal]);
  expect(await untilEmpty(temporary)).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a scratch database on a server of others is gone after %s',
  async (signal) => {
    const server = await startPostgres(15);
    const url = await createDatabase(server);
    const inventory = () =>
      execute(url, 'SELECT datname AS name FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1');
    const before = await inventory();
    const { child } = start('remote', 'wait', url);
    const closed = once(child, 'exit');
    await firstLine(child);
    expect(await inventory()).toHaveLength(before.length + 3);
    process.kill(-(child.pid ?? 0), signal);
    expect(await closed).toEqual([null, signal]);
    expect(await inventory()).toEqual(before);
  },
);

test('a scratch database that is being made when the signal comes is gone too', async () => {
  const server = await startPostgres(15);
  const url = await createDatabase(server);
  const inventory = () => execute(url, 'SELECT datname AS name FROM pg_database ORDER BY 1');
  const before = await inventory();
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE "migration_gate_%' AND wait_event_type = 'Lock'`;
  const blocker = new pg.Client({ connectionString: url });
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE pg_database IN SHARE MODE');
  const { child } = start('remote', 'wait', url);
  const closed = once(child, 'exit');
  while ((await execute(url, waiting)).length === 0) await delay(20);
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await delay(200);
  await blocker.query('COMMIT');
  await blocker.end();
  expect(await closed).toEqual([null, 'SIGTERM']);
  expect(await inventory()).toEqual(before);
});
