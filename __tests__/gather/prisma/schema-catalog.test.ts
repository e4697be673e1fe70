import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { UndeterminedError } from '../../../src/base/errors';
import { renderSchema } from '../../../src/gather/prisma/render-schema';
import { readSchemaCatalog } from '../../../src/gather/prisma/schema-catalog';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import { migrationSql } from '../../../src/postgres/catalog/ddl/migration-sql';
import { renderScript } from '../../../src/postgres/catalog/ddl/script';
import { readCatalog } from '../../../src/postgres/catalog/read';
import type { Connection } from '../../../src/postgres/connection';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { bootSuperuser } from '../../support/embedded';
import { createDatabase, type Major, startPostgres } from '../../support/postgres';

const options = { defaultSchema: 'public' };
const datasource = (more = '') => `datasource db {\n  provider = "postgresql"\n${more}}\n`;
const files = (text: string) => [{ path: 'schema.prisma', text }];

async function on<Result>(
  major: Major | 'embedded',
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const { connection, close } = major === 'embedded' ? await embedded() : await native(major);
  try {
    return await work(connection);
  } finally {
    await close();
  }
}

async function embedded() {
  const instance = await bootSuperuser();
  return { connection: instance.connection, close: () => instance.close() };
}

async function native(major: Major) {
  const url = await createDatabase(await startPostgres(major));
  const connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
  return { connection, close: () => connection.end() };
}

const everything = `${datasource('  schemas = ["public", "order", "The Shop"]\n')}
enum Kind {
  A
  B
  @@schema("order")
}
model Item {
  id    Int      @id @default(autoincrement())
  kind  Kind     @default(B)
  kinds Kind[]   @default([A])
  code  String   @default(dbgenerated("next_code('A')"))
  other String   @default(dbgenerated("public.next_code('B')"))
  money Unsupported("amount")?
  spot  Unsupported("spot")?
  mail  String?  @unique @db.Citext
  at    DateTime @default(now()) @db.Timestamptz(3)
  no    Int      @default(dbgenerated("nextval('numbers')"))
  tags  Tag[]
  @@index([kind, at(sort: Desc)])
  @@schema("public")
}
model Tag {
  id    BigInt @id
  label String @default("it's \\\\ \\"quoted\\"")
  items Item[]
  @@schema("The Shop")
}`;
/** What migrations bring that Prisma does not render. */
const surroundings = `
  CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions;
  CREATE SCHEMA "order"; CREATE TYPE "order"."Kind" AS ENUM ('A', 'B');
  CREATE FUNCTION next_code(k "order"."Kind") RETURNS text LANGUAGE sql AS $$ SELECT k::text $$;
  CREATE DOMAIN amount AS numeric(12,2) CHECK (VALUE >= 0); CREATE TYPE spot AS (x int, y int); CREATE SEQUENCE numbers;`;

test.each<Major | 'embedded'>([13, 15, 18, 'embedded'])(
  'what the schema asks for is what a database made by its DDL has (%s)',
  async (major) => {
    const { sql } = await renderSchema(files(everything));
    const withoutKind = sql?.replace(/CREATE TYPE [^;]+;/, '') ?? '';
    await on(major, async (connection) => {
      const schemas = ['public', 'order', 'The Shop'];
      await connection.script(`${surroundings} SET search_path = public, extensions;`);
      await connection.script(withoutKind);
      const made = await readCatalog(connection, { schemas });
      const asked = await readSchemaCatalog(connection, files(everything), options);
      const rendered = ['schema', 'table', 'column', 'constraint', 'index', 'enum', 'extension'];
      const only = (catalog: typeof made) => ({
        ...catalog,
        objects: catalog.objects.filter(({ kind }) => rendered.includes(kind)),
      });
      expect(compareCatalogs(only(made), only(asked))).toEqual([]);
      expect(asked.objects.filter(({ kind }) => kind === 'column')).toHaveLength(14);
      expect(asked.schemas).toEqual(['The Shop', 'order', 'public']);
    });
  },
);

test('a migration for it makes the sequences that it counts with', async () => {
  const text = `${datasource()}model A {\n  id Int @id @default(autoincrement())\n}\n`;
  await on('embedded', async (connection) => {
    const before = await readCatalog(connection, { schemas: ['public'] });
    const asked = await readSchemaCatalog(connection, files(text), options);
    expect(renderScript(migrationSql(before, asked))).toContain('"id" SERIAL NOT NULL');
  });
});

test('an enum that a default names with its schema is the one of the schema', async () => {
  const text = `${datasource()}enum Kind {
  A
}
model T {
  id    Int    @id
  kind  Kind   @default(dbgenerated("'A'::public.\\"Kind\\""))
  kinds Kind[] @default(dbgenerated("ARRAY['A']::\\"public\\".\\"Kind\\"[]"))
}
`;
  await on('embedded', async (connection) => {
    await connection.script(`CREATE TYPE "Kind" AS ENUM ('A')`);
    const { objects } = await readSchemaCatalog(connection, files(text), options);
    expect(objects.flatMap((object) => (object.kind === 'column' ? (object.default ?? []) : []))).toEqual([
      `'A'::public."Kind"`,
      `ARRAY['A'::public."Kind"]`,
    ]);
  });
});

describe('whatever the migrations leave behind', () => {
  test.each([
    ['an open transaction that failed', 'BEGIN; CREATE TABLE x ()', 'SELECT 1/0'],
    ['an empty search_path', "SELECT set_config('search_path', '', false)"],
    ['another role', 'CREATE ROLE nobody_at_all; SET ROLE nobody_at_all'],
    [
      'an event trigger that refuses tables',
      `CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
       CREATE EVENT TRIGGER no ON ddl_command_start EXECUTE FUNCTION no()`,
    ],
    ['a table of the same name, and a view', 'CREATE TABLE "A" (other text); CREATE VIEW v AS SELECT * FROM "A"'],
  ])('%s', async (_, ...left) => {
    const text = `${datasource()}model A {\n  id Int @id\n}\n`;
    await on('embedded', async (connection) => {
      for (const sql of left) await connection.script(sql).catch(() => {});
      const catalog = await readSchemaCatalog(connection, files(text), options);
      expect(catalog.objects.filter(({ kind }) => kind === 'column').map(({ id }) => id)).toEqual(['public.A.id']);
    });
  });
});

describe('says why it cannot', () => {
  test.each([
    [
      'a type that no migration brings',
      `${datasource()}model A {\n  id Int @id\n  x Unsupported("geometry")?\n}\n`,
      'The scratch database cannot make what schema.prisma asks for: type "geometry" does not exist (at CREATE TABLE "A" (). If a migration is to bring it (an extension, a function, a type), add it there.',
    ],
    [
      'an invalid schema',
      `${datasource()}model A {\n  id Itn @id\n}\n`,
      'schema.prisma:5 is not valid Prisma schema: Type "Itn" is neither a built-in type, nor refers to another model, composite type, or enum.',
    ],
  ])('%s', async (_, text, message) => {
    await on('embedded', async (connection) => {
      await expect(readSchemaCatalog(connection, files(text), options)).rejects.toThrow(new UndeterminedError(message));
    });
  });

  test('no schema', async () => {
    await on('embedded', (connection) =>
      expect(readSchemaCatalog(connection, [], options)).rejects.toThrow(UndeterminedError),
    );
  });
});

test('a thousand models beside a thousand tables', async () => {
  const models = Array.from({ length: 1000 }, (_, i) => {
    const relation = i === 0 ? '' : `  up Int?\n  parent M${i - 1}? @relation(fields: [up], references: [id])\n`;
    return `model M${i} {\n  id Int @id\n${relation}  children M${i + 1}[]\n  @@index([id])\n}\n`.replace(
      '  children M1000[]\n',
      '',
    );
  });
  const text = datasource() + models.join('');
  const { sql } = await renderSchema(files(text));
  await on('embedded', async (connection) => {
    await connection.script(sql ?? '');
    const catalog = await readSchemaCatalog(connection, files(text), options);
    expect(catalog.objects.filter(({ kind }) => kind === 'table')).toHaveLength(1000);
    expect(
      catalog.objects.filter((object) => object.kind === 'constraint' && object.type === 'foreign-key'),
    ).toHaveLength(999);
  });
});
