import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log';
import { LocalServer } from '../../../src/gather/scratch/local-server';
import { openScratch } from '../../../src/gather/scratch/open-scratch';
import { replay } from '../../../src/gather/scratch/replay';
import type { ScratchServer, ScratchSession } from '../../../src/gather/scratch/server';
import type { Connection } from '../../../src/postgres/connection';
import { migrationFile } from '../../support/migration-file';
import { execute, type Major, serverBinaries, startPostgres } from '../../support/postgres';
import { plainSession } from '../../support/scratch';

/** A file that only the owner of this process may read; the server runs as another user or as this one. */
const secret = join(mkdtempSync(join(tmpdir(), 'secret-')), 'secret');
writeFileSync(secret, 'secret', { mode: 0o644 });

type Kind = 'embedded' | 'local' | 'remote';

const places: readonly { kind: Kind; major: Major }[] = [
  { kind: 'embedded', major: 18 },
  { kind: 'local', major: 13 },
  { kind: 'local', major: 15 },
  { kind: 'local', major: 18 },
  { kind: 'remote', major: 15 },
  { kind: 'remote', major: 16 },
];

async function serverOf(kind: Kind, major: Major): Promise<ScratchServer> {
  if (kind === 'embedded') return openScratch({ kind }, [], silentLog);
  if (kind === 'local') {
    const path = process.env.PATH;
    process.env.PATH = `${serverBinaries(major)}:${path}`;
    const server = new LocalServer('least', silentLog);
    await (await server.session(plainSession)).close();
    process.env.PATH = path;
    return server;
  }
  const { url } = await startPostgres(major);
  return openScratch({ kind: 'remote', url }, [], silentLog);
}

describe.each(places)('on a $kind server, PostgreSQL $major', ({ kind, major }) => {
  let server: ScratchServer;
  let session: ScratchSession;
  beforeAll(async () => {
    server = await serverOf(kind, major);
    session = await server.session(plainSession);
  });
  afterAll(() => server.close());

  const run = (connection: Connection, ...sql: string[]) =>
    replay(
      connection,
      sql.map((text, index) => migrationFile(String(index + 1), text)),
      { prismaVersion: null },
    );
  const fresh = async <Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> => {
    const own = await server.session(plainSession);
    try {
      return await work(own.connection);
    } finally {
      await own.close();
    }
  };

  test.each([
    `COPY x FROM PROGRAM 'id'`,
    `COPY (SELECT 1) TO PROGRAM 'id'`,
    `COPY x FROM '${secret}'`,
    `COPY (SELECT 1) TO '/tmp/migration-gate-was-here'`,
    `SELECT pg_read_file('${secret}')`,
    `SELECT pg_ls_dir('/')`,
    `SELECT lo_import('${secret}')`,
    `SELECT lo_export(lo_from_bytea(0, 'x'), '/tmp/migration-gate-was-here')`,
    `LOAD '/tmp/nothing.so'`,
    `CREATE FUNCTION c() RETURNS int LANGUAGE c AS 'nothing', 'nothing'`,
    `CREATE FUNCTION i() RETURNS int LANGUAGE internal AS 'pg_backend_pid'`,
    `CREATE EXTENSION dblink`,
    `CREATE EXTENSION postgres_fdw`,
    `CREATE EXTENSION file_fdw`,
    `ALTER SYSTEM SET work_mem = '1GB'`,
    `CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false)`,
    `SELECT pg_create_physical_replication_slot('s')`,
    `SELECT pg_reload_conf()`,
    `CREATE DATABASE other`,
    ...(kind === 'embedded' ? [] : ['DROP DATABASE template1']),
    `SET SESSION AUTHORIZATION pg_monitor`,
    `CREATE TABLESPACE t LOCATION '/tmp'`,
    `UPDATE pg_catalog.pg_authid SET rolsuper = true`,
    `CREATE OR REPLACE FUNCTION pg_catalog.format_type(oid, integer) RETURNS text LANGUAGE sql AS 'SELECT ''text'''`,
    `DO $$ BEGIN EXECUTE 'ALTER ROLE CURRENT_USER SUPERUSER'; END $$`,
    `DO $$ BEGIN EXECUTE 'GRANT pg_execute_server_program TO CURRENT_USER'; END $$`,
    `DO $$ BEGIN EXECUTE 'GRANT migration_gate_administrator TO CURRENT_USER'; END $$`,
    `SELECT * FROM pg_migration_gate.secret`,
    `SELECT pg_migration_gate.run('plain', '', 'ALTER ROLE CURRENT_USER SUPERUSER', '', NULL)`,
    `CREATE FUNCTION pg_migration_gate.digest(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1'`,
  ])('%s is refused, and undetermined', async (sql) => {
    const failure = await run(session.connection, `CREATE TABLE IF NOT EXISTS x (a text)`, `\n\n${sql}`);
    expect(failure).toMatchObject({
      migration: '2',
      line: 3,
      // On a server of our own before 16 the roles with power are not there, on the embedded one two extensions are not.
      code: expect.stringMatching(/^(42501|42704|0A000)$/),
      undetermined: expect.any(String),
    });
    const [who] = await session.connection.query<{ super: boolean }>(
      'SELECT rolsuper AS super FROM pg_roles WHERE rolname = session_user',
    );
    expect(who?.super ?? false).toBe(false);
  });

  test('what ordinary histories do works', async () => {
    await fresh(async (connection) => {
      const [who] = await connection.query<{ user: string }>('SELECT current_user AS user');
      expect(who).toEqual({ user: 'postgres' });
      const failure = await run(
        connection,
        `CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
         COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';
         CREATE TABLE public.t (id int PRIMARY KEY, parent int REFERENCES public.t);
         ALTER TABLE public.t OWNER TO postgres; ALTER SCHEMA public OWNER TO postgres;
         CREATE SCHEMA app AUTHORIZATION postgres;
         ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;`,
        `CREATE SCHEMA ext; CREATE EXTENSION citext; ALTER EXTENSION citext SET SCHEMA ext; ALTER EXTENSION citext SET SCHEMA public;
         CREATE EXTENSION pg_buffercache; CREATE TABLE c (a citext);
         DROP EXTENSION pg_buffercache;`,
        `CREATE ROLE app_owner NOSUPERUSER NOCREATEDB; CREATE USER app_user WITH PASSWORD 'x'; GRANT app_owner TO app_user;
         ALTER ROLE app_user NOSUPERUSER NOCREATEROLE NOCREATEDB LOGIN NOREPLICATION NOBYPASSRLS;
         ALTER TABLE c OWNER TO app_owner; GRANT SELECT ON t TO app_user;
         ALTER TABLE t ENABLE ROW LEVEL SECURITY;
         CREATE POLICY p ON t TO app_user, postgres USING (true);
         ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT ON TABLES TO app_user;
         GRANT pg_monitor TO app_user; SET ROLE app_owner; CREATE TEMP TABLE own (a int); RESET ROLE; DROP ROLE IF EXISTS nobody_here;`,
        'ALTER TABLE t DISABLE TRIGGER ALL; INSERT INTO t VALUES (1, 7); ALTER TABLE t ENABLE TRIGGER ALL;',
        'CREATE PUBLICATION everything FOR ALL TABLES; DROP PUBLICATION everything;',
        `CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.seen VALUES (current_user); END';
         CREATE TABLE public.seen (who text);
         CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch(); CREATE TABLE after (a int);`,
      );
      expect(failure).toBeNull();
      expect(await connection.query('SELECT who FROM public.seen')).toEqual([{ who: 'postgres' }]);
      expect(await connection.query("SELECT roles::text AS r FROM pg_policies WHERE policyname = 'p'")).toEqual([
        { r: '{app_user,postgres}' },
      ]);
    });
  });

  test('what one run says of its own role is forgotten in the next', async () => {
    await fresh((connection) =>
      run(connection, "ALTER ROLE postgres SET work_mem = '7MB'; ALTER ROLE postgres PASSWORD 'x'"),
    );
    await fresh(async (connection) =>
      expect(await connection.query('SHOW work_mem')).not.toEqual([{ work_mem: '7MB' }]),
    );
  });

  test('an event trigger sees nothing that the administrator does', async () => {
    await fresh(async (connection) => {
      const failure = await run(
        connection,
        `CREATE TABLE seen (who text);
         CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN
           INSERT INTO public.seen SELECT current_user FROM pg_roles WHERE rolname = current_user AND rolsuper; END';
         CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch()`,
        `CREATE EXTENSION pg_buffercache`,
      );
      expect(failure).toBeNull();
      expect(await connection.query('SELECT who FROM seen')).toEqual([]);
      // A trusted one is created with the rights of the bootstrap superuser.
      expect(await run(connection, 'DO $$ BEGIN CREATE EXTENSION pg_trgm; END $$')).toMatchObject({ code: '42501' });
      expect(await connection.query('SELECT who FROM seen')).toEqual([]);
    });
  });

  test('the script of an extension finds no operator of a migration', async () => {
    await fresh(async (connection) => {
      const failure = await run(
        connection,
        `CREATE FUNCTION mine(name, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
         CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = text, FUNCTION = mine)`,
        'CREATE EXTENSION pg_buffercache',
      );
      expect(failure).toMatchObject({ migration: '2', code: '42501', undetermined: expect.any(String) });
    });
  });

  test('a seal holds for its statement only', async () => {
    await fresh(async (connection) => {
      await run(
        connection,
        `CREATE TABLE caught (call text);
         CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.caught VALUES (current_query()); END';
         CREATE TABLE t (a int)`,
        `ALTER TABLE t DISABLE TRIGGER ALL; INSERT INTO caught VALUES (current_query())`,
      );
      const [{ call = '' } = {}] = await connection.query<{ call?: string }>('SELECT call FROM caught');
      const sealed = /SELECT pg_migration_gate\.run\([^;]*\)/.exec(call)?.[0] ?? '';
      expect(await run(connection, sealed)).toBeNull();
      for (const other of [
        sealed.replace('DISABLE TRIGGER ALL', 'OWNER TO pg_monitor'),
        sealed.replace("'plain'", "'events'"),
        sealed.replace("'plain', ''", "'plain', 'x'"),
      ]) {
        expect(other).not.toBe(sealed);
        expect(await run(connection, other)).toMatchObject({ code: '42501' });
      }
    });
  });
});

test('on a shared server a migration reaches no role and no database of others', async () => {
  for (const major of [15, 16] as const) {
    const { url } = await startPostgres(major);
    await execute(url, 'CREATE ROLE app LOGIN');
    const bystander = new pg.Client({ connectionString: url });
    await bystander.connect();
    const { rows } = await bystander.query('SELECT pg_backend_pid() AS pid');
    const server = openScratch({ kind: 'remote', url }, [], silentLog);
    const before = await execute(url, 'SELECT rolname FROM pg_roles ORDER BY 1');
    for (const sql of [
      'ALTER ROLE app NOLOGIN',
      'DROP ROLE app',
      `SELECT pg_terminate_backend(${rows[0].pid})`,
      'CREATE TABLE t (a int); ALTER TABLE t OWNER TO app',
      'CREATE FUNCTION f() RETURNS int SECURITY DEFINER LANGUAGE sql AS $$ SELECT 1 $$; ALTER FUNCTION f() OWNER TO app',
      'GRANT app TO postgres',
      'ALTER ROLE app RENAME TO other',
      'ALTER ROLE app PASSWORD $$x$$',
      'DROP DATABASE template1',
      'ALTER DATABASE template1 ALLOW_CONNECTIONS false',
    ]) {
      const session = await server.session(plainSession);
      const failure = await replay(session.connection, [migrationFile('1', sql)], { prismaVersion: null });
      expect([sql, failure]).toEqual([sql, expect.objectContaining({ undetermined: expect.any(String) })]);
      await session.close();
    }
    const session = await server.session(plainSession);
    const files = [
      migrationFile(
        '1',
        'CREATE ROLE own_one; DROP ROLE own_one; CREATE ROLE own_two; ALTER ROLE own_two RENAME TO own_three',
      ),
    ];
    expect(await replay(session.connection, files, { prismaVersion: null })).toBeNull();
    // Roles of roles, which code makes that nobody looks into.
    const chain = `DO $$ BEGIN CREATE ROLE maker CREATEROLE; GRANT maker TO CURRENT_USER; SET ROLE maker; CREATE ROLE made LOGIN PASSWORD 'x';
      CREATE ROLE other; GRANT made TO other; END $$`;
    if (major === 16)
      expect(await replay(session.connection, [migrationFile('2', chain)], { prismaVersion: null })).toBeNull();
    await server.close();
    await bystander.query('SELECT 1');
    await bystander.end();
    expect(await execute(url, 'SELECT rolname FROM pg_roles ORDER BY 1')).toEqual(before);
    expect(await execute(url, "SELECT rolcanlogin AS l FROM pg_roles WHERE rolname = 'app'")).toEqual([{ l: true }]);
  }
});

test('lines of errors are those of the file, also behind what was done by the administrator', async () => {
  const { url } = await startPostgres(16);
  const server = openScratch({ kind: 'remote', url }, [], silentLog);
  const { connection } = await server.session(plainSession);
  const sql = `CREATE TABLE "ü" (a int); ALTER TABLE "ü" DISABLE TRIGGER ALL; ALTER TABLE "ü" OWNER TO postgres;
CREATE ROLE "😀" NOSUPERUSER;
SELECT 1; SELECT nope FROM "ü";`;
  const failure = await replay(connection, [migrationFile('1', sql)], { prismaVersion: null });
  expect(failure).toMatchObject({ line: 3, code: '42703', statement: 'SELECT nope FROM "ü"' });
  await server.close();
});

test('the server of scratch: local listens on a socket that only its user reaches', async () => {
  const server = await serverOf('local', 15);
  const session = await server.session(plainSession);
  expect(await session.connection.query('SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(await session.connection.query('SELECT inet_server_addr() AS a')).toEqual([{ a: null }]);
  await server.close();
});

test('on the embedded server extensions that it ships are created before the migrations, and by them', async () => {
  const server = openScratch({ kind: 'embedded' }, [], silentLog);
  const { connection } = await server.session({
    ...plainSession,
    extensions: [{ name: 'pg_trgm', schema: 'public' }],
    roles: [{ name: 'app', canLogin: false }],
  });
  const sql = `CREATE EXTENSION vector; CREATE EXTENSION earthdistance CASCADE; CREATE TABLE t (id int PRIMARY KEY, p int REFERENCES t);
     CREATE INDEX ON t USING gin ((id::text) gin_trgm_ops);
     CREATE SCHEMA app AUTHORIZATION app; ALTER TABLE t OWNER TO app;
     ALTER TABLE t DISABLE TRIGGER ALL; SET ROLE app; RESET ROLE; SET session_replication_role = 'replica';
     DO $$ BEGIN CREATE ROLE made_by_code; END $$; ALTER TABLE t OWNER TO made_by_code;`;
  expect(await replay(connection, [migrationFile('1', sql)], { prismaVersion: null })).toBeNull();
  await server.close();
});
