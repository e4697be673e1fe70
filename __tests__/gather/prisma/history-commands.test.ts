import pg from 'pg';
import { describe, expect, test } from 'vitest';
import {
  applyMigrations,
  diagnoseMigrationHistory,
  markMigrationApplied,
  markMigrationRolledBack,
} from '../../../src/gather/prisma/history-commands';
import type { Connection } from '../../../src/postgres/connection';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { bootSuperuser } from '../../support/embedded';
import { createDatabase, startPostgres } from '../../support/postgres';

const first = { name: '20250101000000_first', sql: 'CREATE TABLE a (id int PRIMARY KEY);' };
/** What splitting at semicolons would break, and what must fall back as a whole when a later statement fails. */
const second = {
  name: '20250102000000_second',
  sql: `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;
    INSERT INTO a VALUES (f()); ALTER TABLE a ADD b text DEFAULT ';';`,
};
const broken = { name: '20250103000000_broken', sql: 'CREATE TABLE c (id int); ALTER TABLE missing ADD x int;' };

const servers: Record<string, () => Promise<{ connection: Connection; close: () => Promise<void> }>> = {
  'PostgreSQL 15': () => native(15),
  'PostgreSQL 18': () => native(18),
  embedded: () => bootSuperuser(),
};

async function native(major: 15 | 18) {
  const url = await createDatabase(await startPostgres(major));
  const connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
  return { connection, close: () => connection.end() };
}

describe.each(Object.keys(servers))('on %s', (name) => {
  const on = async (work: (connection: Connection) => Promise<void>) => {
    const opened = await servers[name]?.();
    if (opened === undefined) throw new Error(name);
    try {
      await work(opened.connection);
    } finally {
      await opened.close();
    }
  };

  test('deploy, again, and what status says', () =>
    on(async (connection) => {
      const all = [first, second];
      expect((await diagnoseMigrationHistory(connection, all)).hasMigrationsTable).toBe(false);
      expect(await applyMigrations(connection, all)).toEqual([first.name, second.name]);
      expect(await applyMigrations(connection, all)).toEqual([]);
      expect(await connection.query('SELECT * FROM a')).toEqual([{ id: 1, b: ';' }]);
      expect(await diagnoseMigrationHistory(connection, all)).toEqual({
        history: null,
        failedMigrationNames: [],
        editedMigrationNames: [],
        hasMigrationsTable: true,
      });
      const edited = [first, { ...second, sql: `${second.sql} ` }];
      expect(await diagnoseMigrationHistory(connection, edited)).toMatchObject({ editedMigrationNames: [second.name] });
    }));

  test('a failed one blocks the next deploy until it is resolved', () =>
    on(async (connection) => {
      const all = [first, broken];
      await expect(applyMigrations(connection, all)).rejects.toThrow(/^No such table: missing$/);
      await expect(applyMigrations(connection, all)).rejects.toMatchObject({ code: 'P3009' });
      expect((await diagnoseMigrationHistory(connection, all)).failedMigrationNames).toEqual([broken.name]);
      expect(await connection.query("SELECT to_regclass('c') AS c")).toEqual([{ c: null }]);

      await expect(markMigrationRolledBack(connection, first.name)).rejects.toMatchObject({ code: 'P3012' });
      await markMigrationRolledBack(connection, broken.name);
      expect(await applyMigrations(connection, [first, { ...broken, sql: 'CREATE TABLE c (id int);' }])).toEqual([
        broken.name,
      ]);
      const rows = await connection.query('SELECT rolled_back_at IS NULL AS live FROM _prisma_migrations ORDER BY 1');
      expect(rows).toEqual([{ live: false }, { live: true }, { live: true }]);
    }));

  test('marking as applied runs nothing', () =>
    on(async (connection) => {
      const all = [first];
      await markMigrationApplied(connection, all, first.name);
      expect(await connection.query("SELECT to_regclass('a') AS a")).toEqual([{ a: null }]);
      expect(await applyMigrations(connection, all)).toEqual([]);
      await expect(markMigrationApplied(connection, all, first.name)).rejects.toMatchObject({ code: 'P3008' });
      await expect(markMigrationApplied(connection, all, 'other')).rejects.toMatchObject({ code: 'P3017' });
    }));
});

test('nothing keeps the process alive when the command has ended', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const { connection, close } = await native(15);
  const before = timers();
  await applyMigrations(connection, [first]);
  expect(timers()).toBeLessThanOrEqual(before);
  await close();
});

test('a database with tables and no history is refused, in another schema too', async () => {
  const url = await createDatabase(
    await startPostgres(18),
    'CREATE SCHEMA app; CREATE TABLE app.x (); CREATE TABLE public.y ()',
  );
  const connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
  try {
    await expect(applyMigrations(connection, [first])).rejects.toMatchObject({ code: 'P3005' });
    await connection.script('DROP TABLE public.y; SET search_path = app');
    await expect(applyMigrations(connection, [first], { defaultSchema: 'app' })).rejects.toMatchObject({
      code: 'P3005',
    });
    await connection.script('DROP TABLE app.x');
    expect(await applyMigrations(connection, [first], { defaultSchema: 'app' })).toEqual([first.name]);
    expect(await connection.query("SELECT to_regclass('app._prisma_migrations') IS NOT NULL AS there")).toEqual([
      { there: true },
    ]);
  } finally {
    await connection.end();
  }
});
