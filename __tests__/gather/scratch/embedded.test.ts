import { expect, test } from 'vitest';
import { UndeterminedError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import { bootEmbedded } from '../../../src/gather/scratch/embedded';
import { openScratch } from '../../../src/gather/scratch/open-scratch';
import { replay } from '../../../src/gather/scratch/replay';
import { ServerError } from '../../../src/postgres/connection';
import { migrationFile } from '../../support/migration-file';
import { plainSession, useScratch } from '../../support/scratch';

const scratch = useScratch('embedded');

test('sessions begin empty and do not see each other, also two at once', async () => {
  await scratch.session(async (first) => {
    await first.connection.script('CREATE TABLE t (a int); CREATE ROLE r');
    await scratch.session(async (second) => {
      await second.connection.script('CREATE TABLE t (b text); CREATE ROLE r');
      expect(
        await first.connection.query(
          "SELECT attname AS name FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0",
        ),
      ).toEqual([{ name: 'a' }]);
    });
  });
  expect(scratch.server.label).toMatch(/^PGlite 1\d\.\d+$/);
});

test('the extensions of PGlite and pgvector can be created and used, but for those that look into files and pages', async () => {
  await scratch.session(async ({ connection }) => {
    const names = await connection.query<{ name: string }>('SELECT name FROM pg_available_extensions');
    expect(names.length).toBeGreaterThan(35);
    const refused: string[] = [];
    for (const { name } of names) {
      await connection.script(`CREATE EXTENSION IF NOT EXISTS "${name}" CASCADE`).catch((error: ServerError) => {
        expect(error).toMatchObject({ code: '42501' });
        refused.push(name);
      });
    }
    expect(refused.sort()).toEqual(['file_fdw', 'pageinspect', 'pg_logicalinspect', 'pg_surgery', 'pg_visibility']);
    const [used] = await connection.query(`SELECT 'A'::citext = 'a' AS citext, '[1,2]'::vector <-> '[1,3]' AS vector,
      length(uuid_generate_v4()::text) AS uuid, encode(digest('a', 'md5'), 'hex') AS pgcrypto, similarity('ab', 'ab') AS trgm,
      'a=>1'::hstore -> 'a' AS hstore`);
    expect(used).toEqual({
      citext: true,
      vector: 1,
      uuid: 36,
      pgcrypto: '0cc175b9c0f1b6a831c399e269772661',
      trgm: 1,
      hstore: '1',
    });
  });
});

test('the protocol: values, errors and what follows them, long messages both ways, COPY', async () => {
  await scratch.session(async ({ connection }) => {
    expect(await connection.query('SELECT $1::int + 1 AS n, $2::text AS t', [41, 'é😀'])).toEqual([
      { n: 42, t: 'é😀' },
    ]);
    await expect(connection.query('SELECT $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
    await expect(connection.script('SELECT 1; SELECT nope')).rejects.toMatchObject({ code: '42703', position: 18 });
    const long = 'x'.repeat(3_000_000);
    expect(await connection.query('SELECT $1::text AS long', [long])).toEqual([{ long }]);
    await connection.script('CREATE TABLE t (a int)');
    await expect(connection.script('COPY t FROM STDIN')).rejects.toMatchObject({ code: '57014' });
    await connection.script('BEGIN');
    await expect(connection.script('SELECT 1/0')).rejects.toBeInstanceOf(ServerError);
    await expect(connection.script('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    await connection.script('ROLLBACK');
    expect(await connection.query('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 0 }]);
  });
});

test('a crash in the middle of a script is never taken for success', async () => {
  // Too deep for the thread's stack, where the regular expressions of PostgreSQL do not look at the depth.
  const nested = `SELECT 'x' ~ '${'('.repeat(100_000)}${')'.repeat(100_000)}';`;
  await scratch.session(async ({ connection }) => {
    const migration = migrationFile('1', `CREATE TABLE s (a int);\n${nested}\nCREATE TABLE t (a int);`);
    const failure = await replay(connection, [migration], { prismaVersion: null });
    expect(failure?.undetermined).toContain('use scratch: local');
    await expect(connection.query('SELECT 1')).rejects.toBeInstanceOf(UndeterminedError);
  });
  await scratch.session(async ({ connection }) => expect(await connection.query('SELECT 1 AS n')).toEqual([{ n: 1 }]));
});

test('the server says itself when its stack is too deep, and goes on', async () => {
  await scratch.session(async ({ connection }) => {
    const endless = 'CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(n + 1); END $$;';
    await expect(connection.script(`${endless} SELECT f(1)`)).rejects.toMatchObject({ code: '54001' });
    await expect(connection.script(`SELECT ${'1 + '.repeat(20_000)}1`)).rejects.toMatchObject({ code: '54001' });
    expect(await connection.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

test('closing the server ends a session that is still being made', async () => {
  const server = openScratch({ kind: 'embedded' }, [], silentLog);
  const opening = server.session(plainSession);
  opening.catch(() => {});
  await server.close();
  await expect(opening).rejects.toBeInstanceOf(UndeterminedError);
});

test('a loop that never ends is stopped', async () => {
  const { connection, close } = await bootEmbedded({ limits: { message: 2_000 } });
  const failure = await replay(connection, [migrationFile('1', 'DO $$ BEGIN LOOP END LOOP; END $$;')], {
    prismaVersion: null,
  });
  expect(failure).toMatchObject({
    migration: '1',
    undetermined:
      'The embedded PostgreSQL was stopped because it was busy with one message for longer than 2 s: use scratch: local or a service container.',
  });
  await expect(connection.query('SELECT 1')).rejects.toBeInstanceOf(UndeterminedError);
  await close();
  await scratch.session(async ({ connection }) => expect(await connection.query('SELECT 1 AS n')).toEqual([{ n: 1 }]));
});

test('variables of the environment that steer PostgreSQL clients have no say', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    PGOPTIONS: '-c search_path=nowhere',
    PGSSLMODE: 'require',
    PGUSER: 'x',
    PGDATABASE: 'x',
    PGHOST: 'x',
  });
  try {
    await scratch.session(
      async ({ connection }) => {
        const [row] = await connection.query("SELECT current_user AS u, current_setting('search_path') AS p");
        expect(row).toEqual({ u: 'postgres', p: 'app' });
        await connection.script('RESET search_path');
        expect(await connection.query("SELECT current_setting('search_path') AS p")).toEqual([
          { p: '"$user", public' },
        ]);
      },
      { ...plainSession, defaultSchema: 'app' },
    );
  } finally {
    process.env = before;
  }
});
