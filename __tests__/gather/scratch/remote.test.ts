import { beforeAll, expect, test, vi } from 'vitest';
import { UndeterminedError, UsageError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import type { Cluster } from '../../../src/gather/scratch/cluster';
import { openScratch } from '../../../src/gather/scratch/open-scratch';
import { replay } from '../../../src/gather/scratch/replay';
import { migrationFile } from '../../support/migration-file';
import { createDatabase, execute, startPostgres } from '../../support/postgres';
import { plainSession } from '../../support/scratch';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres(15);
});

const open = (url: string, targets: { name: string; url: string }[] = [], log = silentLog) =>
  openScratch({ kind: 'remote', url }, targets, log);

/** Names of databases and roles, which must be the same before and after. */
const inventory = () =>
  execute(cluster.url, 'SELECT datname AS name FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1');

function asRole(url: string, role: string, password: string): string {
  return Object.assign(new URL(url), { username: role, password }).href;
}

test('works in a database of its own and leaves the server as it was', async () => {
  await execute(cluster.url, 'CREATE ROLE shared_role');
  const named = await createDatabase(cluster, 'CREATE TABLE t (a int)');
  const before = await inventory();
  const server = open(named);
  const session = await server.session({
    ...plainSession,
    roles: [
      { name: 'anon', canLogin: false },
      { name: 'shared_role', canLogin: false },
    ],
  });
  const files = [
    migrationFile(
      '1',
      'CREATE TABLE t (a int); CREATE ROLE made_by_migration; GRANT SELECT ON t TO anon, made_by_migration',
    ),
    migrationFile('2', 'CREATE ROLE shared_role'),
  ];
  const failure = await replay(session.connection, files, { prismaVersion: null });
  expect(failure).toMatchObject({ migration: '2', undetermined: expect.stringContaining('scratch: embedded') });
  const [{ name } = {}] = await session.connection.query<{ name?: string }>('SELECT current_database() AS name');
  expect(name).toMatch(/^migration_gate_[0-9a-f]{16}$/);
  // Somebody else's, made meanwhile.
  await execute(cluster.url, 'CREATE ROLE bystander');
  await server.close();
  await execute(cluster.url, 'DROP ROLE bystander');
  expect(await inventory()).toEqual(before);
  expect(await execute(named, 'SELECT count(*)::int AS n FROM t')).toEqual([{ n: 0 }]);
  expect(server.label).toBe(`PostgreSQL ${cluster.version}`);
});

test('nothing is left when the preparation fails', async () => {
  const before = await inventory();
  const server = open(cluster.url);
  const roles = [{ name: 'anon', canLogin: false }];
  await expect(
    server.session({ ...plainSession, roles, init: { path: 'init.sql', sql: 'SELECT nope' } }),
  ).rejects.toThrow(UsageError);
  await server.close();
  expect(await inventory()).toEqual(before);
});

test('a session that is being used is dropped all the same', async () => {
  const before = await inventory();
  const server = open(cluster.url);
  const { connection } = await server.session(plainSession);
  const cut = expect(connection.query('SELECT pg_sleep(60)')).rejects.toThrow(UndeterminedError);
  await server.close();
  await cut;
  expect(await inventory()).toEqual(before);
});

test('refuses the server of a target, whatever it is called and whichever its database', async () => {
  const url = await createDatabase(cluster);
  const before = await inventory();
  expect(() => open(url, [{ name: 'production', url }])).toThrow(UsageError);
  expect(() => open(url, [{ name: 'production', url: url.replace('127.0.0.1', 'localhost') }])).toThrow(
    /target "production"/,
  );
  // Another spelling of the same address, which only the server itself can see through; another database of it.
  for (const target of [url.replace('127.0.0.1', '[::ffff:127.0.0.1]'), url]) {
    const server = open(cluster.url, [{ name: 'production', url: target }]);
    const opening = server.session(plainSession);
    await expect(opening).rejects.toThrow(/scratch names the server of the target "production"/);
    await expect(opening).rejects.toBeInstanceOf(UsageError);
    await server.close();
  }
  expect(await inventory()).toEqual(before);
});

test('refuses it too where its identity is denied, and when the target does not answer', async () => {
  const url = await createDatabase(cluster);
  await execute(url, `CREATE ROLE reader LOGIN PASSWORD 'secret-of-reader'`);
  await execute(url, 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
  const denied = open(cluster.url, [{ name: 'production', url: asRole(url, 'reader', 'secret-of-reader') }]);
  await expect(denied.session(plainSession)).rejects.toThrow(/the server of the target "production"/);
  await denied.close();
  const silent = open(cluster.url, [{ name: 'gone', url: 'postgres://u@127.0.0.1:1/x' }]);
  const opening = silent.session(plainSession);
  await expect(opening).rejects.toThrow(/it may be that of the target "gone", which does not answer/);
  await expect(opening).rejects.toBeInstanceOf(UndeterminedError);
  await silent.close();
});

test('the server of another target is no hindrance', async () => {
  const other = await startPostgres(16);
  const server = open(cluster.url, [{ name: 'production', url: other.url }]);
  await server.session(plainSession);
  await server.close();
});

test('without CREATEDB says which right is needed', async () => {
  await execute(cluster.url, "CREATE ROLE weak LOGIN PASSWORD 'secret-of-weak'");
  const server = open(asRole(cluster.url, 'weak', 'secret-of-weak'));
  await expect(server.session(plainSession)).rejects.toThrow(/ALTER ROLE "weak" CREATEDB/);
  await server.close();
});

test('a role that is no superuser does what it can; what it may not do is undetermined', async () => {
  await execute(cluster.url, "CREATE ROLE builder LOGIN CREATEDB PASSWORD 'secret-of-builder'");
  const warn = vi.fn();
  const server = open(asRole(cluster.url, 'builder', 'secret-of-builder'), [], { ...silentLog, warn });
  const { connection } = await server.session({
    ...plainSession,
    defaultSchema: 'app',
    roles: [{ name: 'anon', canLogin: false }],
    extensions: [
      { name: 'citext', schema: 'app' },
      { name: 'pg_stat_statements', schema: 'app' },
    ],
  });
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/migrations run as this role.*ALTER ROLE "builder" CREATEROLE/),
  );
  expect(
    await replay(connection, [migrationFile('1', 'CREATE TABLE t (a citext)')], { prismaVersion: null }),
  ).toBeNull();
  const failure = await replay(connection, [migrationFile('2', 'CREATE EXTENSION file_fdw')], { prismaVersion: null });
  expect(failure).toMatchObject({ code: '42501', undetermined: expect.stringContaining('scratch-trust: full') });
  await server.close();
});

test('scratch-trust: full runs migrations as the role of the URL', async () => {
  const server = openScratch({ kind: 'remote', url: cluster.url }, [], silentLog, 'full');
  const { connection } = await server.session(plainSession);
  expect(await connection.query('SELECT session_user AS user')).toEqual([{ user: 'postgres' }]);
  expect(
    await replay(connection, [migrationFile('1', 'CREATE EXTENSION file_fdw')], { prismaVersion: null }),
  ).toBeNull();
  await server.close();
});

test('a role that may make roles makes one without its rights; one that may read files and make none is refused', async () => {
  await execute(
    cluster.url,
    "CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD 'p'; CREATE ROLE filer LOGIN CREATEDB IN ROLE pg_read_server_files PASSWORD 'p'",
  );
  const before = await inventory();
  const server = open(asRole(cluster.url, 'maker', 'p'));
  const { connection } = await server.session(plainSession);
  expect(
    await replay(connection, [migrationFile('1', 'CREATE EXTENSION citext; CREATE TABLE t (a citext)')], {
      prismaVersion: null,
    }),
  ).toBeNull();
  expect(
    await replay(connection, [migrationFile('2', 'ALTER ROLE filer NOLOGIN')], { prismaVersion: null }),
  ).toMatchObject({ code: '42501' });
  await server.close();
  expect(await inventory()).toEqual(before);
  await expect(open(asRole(cluster.url, 'filer', 'p')).session(plainSession)).rejects.toThrow(/pg_read_server_files/);
});

test('sweeps what a killed run left behind, and only that', async () => {
  const old = Math.floor(Date.now() / 1000) - 7 * 60 * 60;
  const comment = 'Scratch database of prisma-migration-gate, made at ';
  const databases = {
    migration_gate_00000000000000aa: `${comment}${old}`,
    migration_gate_00000000000000ab: `${comment}${old + 2 * 60 * 60}`,
    migration_gate_00000000000000ac: 'important',
    migration_gate_important: `${comment}${old}`,
  };
  for (const [name, text] of Object.entries(databases)) {
    await execute(cluster.url, `CREATE DATABASE ${name}`);
    await execute(cluster.url, `COMMENT ON DATABASE ${name} IS '${text}'`);
  }
  const server = open(cluster.url);
  await server.session(plainSession);
  await server.close();
  const left = await execute(
    cluster.url,
    "SELECT datname AS name FROM pg_database WHERE datname LIKE 'migration%' ORDER BY 1",
  );
  expect(left.map(({ name }) => name)).toEqual(Object.keys(databases).slice(1));
});

test('a server that went away meanwhile costs a warning, not the results', async () => {
  const lost = await startPostgres(16);
  const warn = vi.fn();
  const server = open(lost.url, [], { ...silentLog, warn });
  const session = await server.session(plainSession);
  await lost.stop();
  await session.close();
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/scratch database migration_gate_\w+ at 127\.0\.0\.1:\d+\/postgres/),
  );
  expect(warn.mock.calls.flat().join()).not.toContain(new URL(lost.url).password);
});
