import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrationSql } from '../../../src/postgres/catalog/ddl/migration-sql';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { createDatabase, startPostgres } from '../../support/postgres';

let connection: PgConnection;
beforeAll(async () => {
  const url = await createDatabase(await startPostgres(15));
  connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
});
afterAll(() => connection?.end());

/** What no statement can do, and how it is said. */
const cases = [
  {
    name: 'an invalid index',
    base: 'CREATE TABLE t (a int); CREATE INDEX i ON t (a);',
    change: "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass",
    remaining: ['index public.i is INVALID there, which no statement can make it'],
  },
  {
    name: 'a new index that is invalid',
    base: 'CREATE TABLE t (a int);',
    change: "CREATE INDEX i ON t (a); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass",
    remaining: ['index public.i is INVALID there; the script makes it valid'],
  },
  {
    name: 'a type that a type in use is made of',
    base: "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN feeling AS mood; CREATE TABLE t (m mood, f feeling);",
    change:
      "DROP TABLE t; DROP DOMAIN feeling; DROP TYPE mood; CREATE TYPE mood AS ENUM ('good'); CREATE DOMAIN feeling AS mood; CREATE TABLE t (m mood, f feeling);",
    remaining: ['type public.feeling is made of public.mood, which changes, and columns have it'],
  },
  {
    name: 'a replica identity without its index',
    base: 'CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX i ON t (a);',
    change: 'ALTER TABLE t REPLICA IDENTITY USING INDEX i; DROP INDEX i;',
    remaining: ['replica identity of table public.t is an index that is gone; the script sets NOTHING'],
  },
];

test.each(cases)('$name', async ({ base, change, remaining }) => {
  await connection.script('BEGIN');
  try {
    await connection.script(base);
    const from = await readCatalog(connection, { schemas: ['public'] });
    await connection.script(change);
    const to = await readCatalog(connection, { schemas: ['public'] });
    expect(migrationSql(from, to).remaining).toEqual(remaining);
  } finally {
    await connection.script('ROLLBACK');
  }
});
