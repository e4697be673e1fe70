import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log';
import { openScratch } from '../../../src/gather/scratch/open-scratch';
import { replay } from '../../../src/gather/scratch/replay';
import type { ScratchServer } from '../../../src/gather/scratch/server';
import { migrationFile } from '../../support/migration-file';
import { execute, startPostgres } from '../../support/postgres';
import { plainSession } from '../../support/scratch';

const marker = `/tmp/migration-gate-outside-${process.pid}`;

async function run(server: ScratchServer, sql: string) {
  const { connection, close } = await server.session(plainSession);
  const failure = await replay(connection, [migrationFile('1', `CREATE TABLE seen (a int);\n\n${sql};`)], {
    prismaVersion: null,
  });
  const [table] = await connection.query("SELECT to_regclass('public.seen') AS seen");
  await close();
  return { failure, table };
}

describe('on a server that is not embedded nothing of a migration runs that reaches outside its database', () => {
  test.each(['local', 'remote'] as const)('%s', async (kind) => {
    const server = openScratch(
      kind === 'local' ? { kind } : { kind, url: (await startPostgres(16)).url },
      [],
      silentLog,
    );
    const { failure, table } = await run(server, `COPY seen TO PROGRAM 'touch ${marker}'`);
    expect(failure).toMatchObject({
      line: 3,
      code: '42501',
      statement: `COPY seen TO PROGRAM 'touch ${marker}'`,
      message: 'permission denied for COPY … TO PROGRAM, which reaches outside the database',
      undetermined: expect.stringContaining('scratch-trust: full'),
    });
    expect(table).toEqual({ seen: null });
    for (const sql of ['CREATE ROLE power SUPERUSER', 'DROP DATABASE nowhere', 'DELETE FROM pg_depend', "LOAD 'x'"])
      expect((await run(server, sql)).failure).toMatchObject({ line: 3, undetermined: expect.any(String) });
    expect((await run(server, 'CREATE ROLE plain NOSUPERUSER')).failure).toBeNull();
    await server.close();
    expect(existsSync(marker)).toBe(false);
  });

  test('as a role that may not make another', async () => {
    const { url } = await startPostgres(16);
    await execute(url, "CREATE ROLE maker LOGIN CREATEDB PASSWORD 'x'");
    const own = new URL(url);
    own.username = 'maker';
    own.password = 'x';
    await execute(own.href, 'CREATE DATABASE of_maker');
    const server = openScratch({ kind: 'remote', url: own.href }, [], silentLog);
    expect((await run(server, 'DROP DATABASE of_maker')).failure).toMatchObject({
      line: 3,
      undetermined: expect.any(String),
    });
    await server.close();
    expect(await execute(url, "SELECT datname FROM pg_database WHERE datname = 'of_maker'")).toHaveLength(1);
    await execute(url, 'DROP DATABASE of_maker');
  });
});

test('scratch-trust: full sends it', async () => {
  const server = openScratch({ kind: 'local' }, [], silentLog, 'full');
  const { failure, table } = await run(server, 'CREATE ROLE power SUPERUSER');
  expect(failure).toBeNull();
  expect(table).toEqual({ seen: 'seen' });
  await server.close();
});

test('on the embedded server, which has nothing outside, it runs as far as the role may', async () => {
  const server = openScratch({ kind: 'embedded' }, [], silentLog);
  expect((await run(server, 'CREATE ROLE power SUPERUSER')).failure).toBeNull();
  expect((await run(server, "COPY seen TO PROGRAM 'id'")).failure).toMatchObject({ line: 3, code: '42501' });
  await server.close();
});
