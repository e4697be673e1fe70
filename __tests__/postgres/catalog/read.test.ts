import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { base, roles } from '../../judge/drift/base';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';

const schemas = ['public', 'depot'];

describe.each<Major>([13, 15, 18])('PostgreSQL %i', (major) => {
  let url: string;
  let admin: PgConnection;

  beforeAll(async () => {
    const server = await startPostgres(major);
    await execute(server.url, roles);
    url = await createDatabase(server, base);
    admin = await connect(url);
  });
  afterAll(() => admin?.end());

  test('a role that may only connect reads the same as a superuser', async () => {
    await execute(
      url,
      `DROP ROLE IF EXISTS gate_reader; CREATE ROLE gate_reader LOGIN PASSWORD 'reader';
       REVOKE ALL ON SCHEMA public, depot FROM PUBLIC; REVOKE ALL ON ALL TABLES IN SCHEMA public, depot FROM PUBLIC`,
    );
    const asReader = new URL(url);
    asReader.username = 'gate_reader';
    asReader.password = 'reader';
    const reader = await connect(asReader.href);
    try {
      await reader.script('BEGIN TRANSACTION READ ONLY ISOLATION LEVEL REPEATABLE READ');
      expect(await readCatalog(reader, { schemas })).toEqual(await readCatalog(admin, { schemas }));
      await expect(reader.query('SELECT * FROM public."Customer"')).rejects.toThrow('permission denied');
    } finally {
      await reader.end();
    }
  });

  test('leaves the session and the open transaction as they were', async () => {
    const settings = async () =>
      admin.query(`SELECT name, setting FROM pg_settings
        WHERE name IN ('search_path', 'DateStyle', 'IntervalStyle', 'TimeZone', 'extra_float_digits', 'bytea_output') ORDER BY name`);
    await admin.script(`SET search_path = depot, public; SET "DateStyle" = 'German'; SET "TimeZone" = 'Asia/Tokyo'`);
    const before = await settings();
    await readCatalog(admin, { schemas });
    expect(await settings()).toEqual(before);
    await admin.script('BEGIN');
    await readCatalog(admin, { schemas });
    expect(await settings()).toEqual(before);
    await admin.script('ROLLBACK; RESET ALL');
    expect(before.find(({ name }) => name === 'search_path')?.setting).toBe('depot, public');
  });

  test('prints the same whatever the session is set to', async () => {
    const odd = await createDatabase(
      await startPostgres(major),
      `CREATE TABLE t (
         d date DEFAULT '2025-12-01', at timestamptz DEFAULT '2025-12-01 10:00:00+00', i interval DEFAULT '1 day 2 hours',
         f float8 DEFAULT 0.1, b bytea DEFAULT '\\x00ff')`,
    );
    const connection = await connect(odd);
    try {
      const plain = await readCatalog(connection, { schemas: ['public'] });
      await connection.script(`SET search_path = public; SET "DateStyle" = 'German'; SET "TimeZone" = 'Asia/Tokyo';
        SET "IntervalStyle" = 'iso_8601'; SET extra_float_digits = -5; SET bytea_output = 'escape'; SET quote_all_identifiers = on`);
      expect(await readCatalog(connection, { schemas: ['public'] })).toEqual(plain);
      expect(plain.objects).toContainEqual(
        expect.objectContaining({ id: 'public.t.at', default: "'2025-12-01 10:00:00+00'::timestamp with time zone" }),
      );
    } finally {
      await connection.end();
    }
  });

  test('reads the schemas asked for and nothing of extensions, the system or Prisma', async () => {
    const all = await readCatalog(admin, { schemas: ['*'] });
    expect(all.schemas).toEqual(['depot', 'public']);
    expect(names(await readCatalog(admin, { schemas: ['depot'] }), 'table')).toEqual([
      'depot.remote',
      'depot.shipment',
      'depot.site',
    ]);
    expect(names(await readCatalog(admin, { schemas: ['nowhere'] }), 'table')).toEqual([]);
    expect(names(all, 'function')).toEqual([
      'public.double_it(integer)',
      'public.known(public.citext)',
      'public.near(integer, integer)',
      'public.on_ddl()',
      'public.status_of(integer)',
      'public.touch()',
    ]);
    expect(names(all, 'extension')).toEqual(['bloom', 'btree_gist', 'citext', 'pg_trgm', 'unaccent']);
    expect(JSON.stringify(all)).not.toContain('_prisma_migrations');
    await expect(readCatalog(admin, { schemas: [] })).rejects.toThrow('no schema');
  });

  test('keeps names apart that look like one', async () => {
    const odd = await createDatabase(
      await startPostgres(major),
      `CREATE TABLE "a.b" (c int, "C" int, "order" int, "x""y" int, "ä ö" int);
       CREATE SCHEMA a; CREATE TABLE a.b (c text); CREATE INDEX "a USING b" ON "a.b" ("x""y" DESC) WHERE "order" > 1;`,
    );
    const connection = await connect(odd);
    try {
      const { objects } = await readCatalog(connection, { schemas: ['*'] });
      const columns = objects.flatMap((object) =>
        object.kind === 'column' ? [[object.schema, object.table, object.name]] : [],
      );
      expect(columns).toEqual([
        ['a', 'b', 'c'],
        ['public', 'a.b', 'c'],
        ['public', 'a.b', 'C'],
        ['public', 'a.b', 'order'],
        ['public', 'a.b', 'x"y'],
        ['public', 'a.b', 'ä ö'],
      ]);
      expect(objects.find(({ kind }) => kind === 'index')).toMatchObject({
        columns: ['x"y'],
        predicate: '("order" > 1)',
      });
    } finally {
      await connection.end();
    }
  });
});

function connect(url: string): Promise<PgConnection> {
  return PgConnection.connect(new pg.Client({ connectionString: url }));
}

function names({ objects }: Catalog, kind: string): string[] {
  return objects.filter((object) => object.kind === kind).map(({ id }) => id);
}
