import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatementTrace } from '../../../src/contracts/facts';
import type { MigrationFile } from '../../../src/contracts/repository';
import { traceMigration } from '../../../src/gather/scratch/trace';
import { readCatalog } from '../../../src/postgres/catalog/read';
import type { Connection } from '../../../src/postgres/connection';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { bootSuperuser } from '../../support/embedded';
import { createDatabase, startPostgres } from '../../support/postgres';

const fixture = (name: string) => readFileSync(`__tests__/fixtures/locks/${name}`, 'utf8');

interface Case {
  readonly sql: string;
  readonly error?: string;
  readonly locks?: Readonly<Record<string, string>>;
  readonly indexLocks?: readonly string[];
  readonly rewrites?: readonly string[];
  readonly scans?: readonly string[];
}

/**
 * What 78 statements do, measured on PostgreSQL 15.18 and 18.6 with other means than ours (PostgreSQL manual 13.3.1 for
 * the modes). Relations have the names they had before, and count although the statement drops them.
 */
const cases = JSON.parse(fixture('statements.json')) as Case[];
const schema = fixture('schema.sql');

function migrationFile(sql: string): MigrationFile {
  return {
    name: '20260101000000_test',
    path: 'prisma/migrations/20260101000000_test/migration.sql',
    sql,
    bytes: sql.length,
    checksum: '',
    crlf: false,
    bom: false,
    invalidUtf8: false,
    problem: null,
    down: null,
  };
}

/** The same session, but not known to the trace. */
function fresh(connection: Connection): Connection {
  return {
    query: (text, values) => connection.query(text, values),
    script: (text) => connection.script(text),
    serverVersionNumber: connection.serverVersionNumber,
  };
}

async function reset(connection: Connection): Promise<Connection> {
  await connection.script(`RESET ALL; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${schema}`);
  return fresh(connection);
}

const servers: { name: string; open: () => Promise<{ connection: Connection; close: () => Promise<void> }> }[] = [
  { name: 'embedded', open: bootSuperuser },
  {
    name: 'PostgreSQL 15',
    open: async () => {
      const client = new Client({ connectionString: await createDatabase(await startPostgres(15)) });
      const connection = await PgConnection.connect(client);
      return { connection, close: () => connection.end() };
    },
  },
];

describe.each(servers)('traceMigration on $name', ({ open }) => {
  let server: { connection: Connection; close: () => Promise<void> };
  beforeAll(async () => {
    server = await open();
  });
  afterAll(() => server.close());

  const trace = async (sql: string, prismaVersion: string | null = '7.10.0') => {
    const connection = await reset(server.connection);
    const before = await readCatalog(connection, { schemas: ['public'] });
    return traceMigration(connection, migrationFile(sql), { prismaVersion, before });
  };

  it.each(cases)('$sql', async ({ sql, error, locks = {}, indexLocks = [], rewrites = [], scans = [] }) => {
    const { migration, failure } = await trace(sql);
    if (error !== undefined) {
      expect(failure?.message).toBe(error);
      return;
    }
    expect(failure).toBeNull();
    expect(migration.traces.map(seen)).toEqual([{ locks, indexLocks, rewrites, scans }]);
    expect(migration.traces[0]?.source).toBe('measured');
  });

  it.each([
    ['VACUUM "User"', { 'public.User': 'ShareUpdateExclusiveLock' }, []],
    ['VACUUM FULL "User"', { 'public.User': 'AccessExclusiveLock' }, ['public.User']],
    ['CREATE INDEX CONCURRENTLY i ON "User" (a)', { 'public.User': 'ShareUpdateExclusiveLock' }, []],
    ['DROP INDEX CONCURRENTLY "User_v_idx"', { 'public.User': 'ShareUpdateExclusiveLock' }, []],
    ['REINDEX INDEX CONCURRENTLY "User_v_idx"', { 'public.User': 'ShareUpdateExclusiveLock' }, []],
    [
      'ALTER TABLE part DETACH PARTITION part1 CONCURRENTLY',
      { 'public.part': 'ShareUpdateExclusiveLock', 'public.part1': 'AccessExclusiveLock' },
      [],
    ],
  ])('knows what cannot be measured: %s', async (sql, locks, rewrites) => {
    const { migration, failure } = await trace(sql);
    expect(failure).toBeNull();
    expect(migration.traces.map(seen)).toMatchObject([{ locks, rewrites }]);
    expect(migration.traces[0]?.source).toBe('known');
  });

  it('tells what each statement adds in one transaction, and the lock_timeout in force', async () => {
    const sql = `SET LOCAL lock_timeout = '2s';
ALTER TABLE "P" ADD COLUMN a text;
CREATE INDEX i ON "P" (x);
ALTER TABLE "P" ADD COLUMN b text;
DO $$ BEGIN NULL; END $$;
ALTER TABLE "P" ALTER COLUMN a SET NOT NULL;`;
    const { migration, failure } = await trace(sql);
    expect(failure).toBeNull();
    expect(migration.transaction).toBe('implicit');
    expect(
      migration.traces.map(({ locks, scans, lockTimeoutMs }) => [locks.length, scans.length, lockTimeoutMs]),
    ).toEqual([
      [0, 0, 0],
      [1, 0, 2000],
      [0, 1, 2000],
      [0, 0, 2000],
      [0, 0, 2000],
      [0, 1, 2000],
    ]);
  });

  it('commits after each statement under autocommit, so that SET LOCAL is lost and SET stays', async () => {
    const sql = `SET LOCAL lock_timeout = '2s';
ALTER TABLE "P" ADD COLUMN a text;
SET lock_timeout = '3s';
ALTER TABLE "P" ALTER COLUMN a SET NOT NULL;
ALTER TABLE "P" ALTER COLUMN a DROP NOT NULL;`;
    const { migration } = await trace(sql);
    const table = 'public.P';
    expect(
      migration.traces.map(({ locks, scans, lockTimeoutMs }) => [locks[0]?.table, scans[0], lockTimeoutMs]),
    ).toEqual([
      [undefined, undefined, 0],
      [table, undefined, 0],
      [undefined, undefined, 0],
      [table, table, 3000],
      [table, undefined, 3000],
    ]);
  });

  it('leaves what a statement did before one that fails, as autocommit does, and not in one transaction', async () => {
    const sql = 'ALTER TABLE "P" ADD COLUMN a text;\n\nALTER TABLE "P"\n  ADD COLUMN b int,\n  DROP COLUMN nope;\n';
    for (const [version, left] of [
      ['7.10.0', 1],
      ['6.0.0', 0],
    ] as const) {
      const { migration, failure } = await trace(sql, version);
      expect(failure).toMatchObject({
        code: '42703',
        line: 3,
        message: 'column "nope" of relation "P" does not exist',
      });
      expect(migration.traces).toHaveLength(1);
      const columns = await server.connection.query(
        `SELECT 1 FROM pg_attribute WHERE attrelid = '"P"'::regclass AND attname = 'a'`,
      );
      expect(columns).toHaveLength(left);
    }
  });

  it('fails where the transaction model makes it fail, and finds the other way when the model is unknown', async () => {
    const sql = 'SELECT 1; CREATE INDEX CONCURRENTLY i ON "User" (a);';
    expect((await trace(sql, '6.0.0')).failure?.code).toBe('25001');
    expect((await trace(sql, '7.10.0')).failure).toBeNull();
    expect((await trace(sql, null)).failure).toBeNull();
    const added = `ALTER TYPE "R" ADD VALUE 'C'; ALTER TABLE "User" ALTER COLUMN r SET DEFAULT 'C';`;
    expect((await trace(added, '6.0.0')).failure?.code).toBe('55P04');
    expect((await trace(added, null)).failure).toBeNull();
  });

  it('honours BEGIN and COMMIT in the file', async () => {
    const sql =
      'SELECT 1; BEGIN; ALTER TABLE "P" ADD a int; ALTER TABLE "P" ADD b int; COMMIT; ALTER TABLE "P" ADD c int;';
    for (const version of ['6.0.0', '7.10.0']) {
      const { migration, failure } = await trace(sql, version);
      expect(failure).toBeNull();
      expect(migration.traces.map(({ locks }) => locks.length)).toEqual([0, 1, 0, 1]);
    }
  });

  it('lets SET TRANSACTION be the first of its transaction', async () => {
    const sql =
      'BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET LOCAL lock_timeout = 5000; ALTER TABLE "P" ADD a int; COMMIT;';
    for (const version of ['6.0.0', '7.10.0']) {
      const { migration, failure } = await trace(sql, version);
      expect(failure).toBeNull();
      expect(migration.traces.at(-1)).toMatchObject({ lockTimeoutMs: 5000, locks: [{ table: 'public.P' }] });
    }
  });

  it('tells on which line the locks are let go', async () => {
    const sql = 'SELECT 1;\nBEGIN;\nALTER TABLE "P" ADD a int;\nCOMMIT;\nALTER TABLE "P" ADD b int;\nSELECT 2;';
    const lines = async (version: string) => (await trace(sql, version)).migration.traces.map((t) => t.heldUntilLine);
    expect(await lines('7.10.0')).toEqual([1, 4, 5, 6]);
    expect(await lines('6.0.0')).toEqual([4, 4, 6, 6]);
  });

  it('ends a transaction that the file leaves open', async () => {
    await trace('BEGIN; ALTER TABLE "P" ADD a int;');
    const [row] = await server.connection.query('SELECT pg_current_xact_id_if_assigned() AS id');
    expect(row?.id).toBeNull();
  });

  it('runs a file that the grammar refuses as a whole and reports the server’s error', async () => {
    const { migration, failure } = await trace('SELECT 1;\nDORP TABLE x;');
    expect(migration.syntaxError).toEqual({ line: 2, message: 'syntax error at or near "DORP"' });
    expect(failure).toMatchObject({ code: '42601', line: 2 });
  });

  it('does not report what the pending migrations made themselves', async () => {
    const connection = await reset(server.connection);
    const options = { prismaVersion: '7.10.0', before: null };
    await traceMigration(connection, migrationFile('CREATE TABLE "New" (id int PRIMARY KEY, x int)'), options);
    const sql = 'CREATE INDEX i ON "New" (x); ALTER TABLE "New" ADD FOREIGN KEY (x) REFERENCES "User" (id);';
    const { migration } = await traceMigration(connection, migrationFile(sql), options);
    expect(migration.traces.map(({ locks }) => locks)).toEqual([
      [],
      [{ table: 'public.User', mode: 'ShareRowExclusiveLock' }],
    ]);
  });
});

function seen({ locks, indexLocks, rewrites, scans }: StatementTrace) {
  return { locks: Object.fromEntries(locks.map(({ table, mode }) => [table, mode])), indexLocks, rewrites, scans };
}
