import { beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/gather/scratch/cluster';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { startPostgres } from '../../support/postgres';
import { catalogAfter, cover, gaps } from './scratch';

const datasource = 'datasource db {\n  provider = "postgresql"\n}\n';
const files = (models: string) => [{ path: 'prisma/schema.prisma', text: datasource + models }];
const item = `
model Item {
  id   Int     @id
  name String?
  code Int?    @unique
}`;
const base = 'CREATE TABLE "Item" (id int CONSTRAINT "Item_pkey" PRIMARY KEY);';
const addName = 'ALTER TABLE "Item" ADD name text;';
const addCode = 'ALTER TABLE "Item" ADD code int; CREATE UNIQUE INDEX "Item_code_key" ON "Item" (code);';

let server: Cluster;
beforeAll(async () => {
  server = await startPostgres(18);
});

describe('the situations of an object', () => {
  const database = async (name: string, sql: string, expected: string | null, hasPending = false) => ({
    name,
    catalog: await catalogAfter(server, sql),
    expected: expected === null ? null : await catalogAfter(server, expected),
    hasPending,
  });
  const run = async (migrations: string, ...databases: Awaited<ReturnType<typeof database>>[]) => {
    const { coverage } = await cover(server, { files: files(item), migrations, databases });
    return { coverage, gaps: gaps(coverage) };
  };

  test('covered, in two databases', async () => {
    const all = base + addName + addCode;
    const { coverage } = await run(all, await database('a', all, all), await database('b', all, all));
    expect(coverage.percent).toBe(100);
    expect(coverage.objects).toHaveLength(6);
    for (const object of coverage.objects)
      expect(object).toMatchObject({
        situation: 'covered',
        databases: { a: true, b: true },
        file: 'prisma/schema.prisma',
      });
    expect(coverage.objects.map(({ object, line }) => [object, line])).toEqual([
      ['public.Item', 5],
      ['public.Item.id', 6],
      ['public.Item.name', 7],
      ['public.Item.code', 8],
      ['public.Item.Item_pkey', 6],
      ['public.Item_code_key', 8],
    ]);
  });

  test('in the schema only', async () => {
    const result = await run(base + addName, await database('a', base + addName, base + addName));
    expect(result.gaps).toEqual(['schema-only column public.Item.code', 'schema-only unique public.Item_code_key']);
    expect(result.coverage.percent).toBe(66.6);
  });

  test('in the schema and one database, never migrated', async () => {
    const pushed = await database('a', base + addName + addCode, base + addName);
    const result = await run(base + addName, pushed, await database('b', base + addName, base + addName));
    expect(result.gaps).toEqual(['pushed column public.Item.code', 'pushed unique public.Item_code_key']);
    expect(result.coverage.objects.find(({ object }) => object === 'public.Item.code')?.databases).toEqual({
      a: true,
      b: false,
    });
  });

  test('in the schema and one database, by a migration that the files have no more', async () => {
    const all = base + addName + addCode;
    const applied = await database('a', all, all);
    const gapsOfBoth = ['made-before column public.Item.code', 'made-before unique public.Item_code_key'];
    expect((await run(base + addName, applied)).gaps).toEqual(gapsOfBoth);
    const pushed = await database('b', all, base + addName);
    expect((await run(base + addName, applied, pushed)).gaps).toEqual(
      gapsOfBoth.map((gap) => gap.replace('made-before', 'pushed')),
    );
  });

  test('migrated and not in the schema', async () => {
    const old = `${base}${addName}${addCode} ALTER TABLE "Item" ADD legacy int; CREATE TABLE old (id int);`;
    expect((await run(old, await database('a', old, old))).gaps).toEqual([
      'not-in-schema column public.Item.legacy',
      'not-in-schema table public.old',
    ]);
  });

  test('in a database only', async () => {
    const all = base + addName + addCode;
    const hand = `${all} ALTER TABLE "Item" ADD extra int; CREATE INDEX hand ON "Item" (name); CREATE TABLE other (id int PRIMARY KEY);`;
    const result = await run(all, await database('a', hand, all), await database('b', all, all));
    expect(result.gaps).toEqual([
      'database-only column public.Item.extra',
      'database-only index public.hand',
      'database-only table public.other',
    ]);
    expect(result.coverage.percent).toBe(100);
    expect(result.coverage.objects.at(-1)?.databases).toEqual({ a: true, b: false });
  });

  test('only pending, and lost though applied', async () => {
    const all = base + addName + addCode;
    const behind = await database('a', base + addName, base + addName, true);
    const lossy = await database('b', base + addCode, all);
    expect((await run(all, behind)).gaps).toEqual([
      'pending column public.Item.code',
      'pending unique public.Item_code_key',
    ]);
    expect((await run(all, lossy)).gaps).toEqual(['lost column public.Item.name']);
  });

  test('a history that does not replay: what is missing is pending while something is', async () => {
    const all = base + addName + addCode;
    expect((await run(all, await database('a', base + addName, null, true))).gaps[0]).toContain('pending');
    expect((await run(all, await database('a', base + addName, null))).gaps[0]).toContain('lost');
  });

  test('a database that was never touched', async () => {
    const all = base + addName + addCode;
    const result = await run(all, await database('a', '', ''));
    expect(new Set(result.coverage.objects.map(({ situation }) => situation))).toEqual(new Set(['pending']));
  });
});

describe('what a schema can say', () => {
  test('several files, mapped names, several schemas, Unsupported and ignored ones', async () => {
    const parts = [
      {
        path: 'prisma/schema/base.prisma',
        text: `datasource db {
  provider = "postgresql"
  schemas  = ["public", "user", "My Shop"]
}
enum Role {
  ADMIN @map("admin")
  @@map("role")
  @@schema("user")
}
`,
      },
      {
        path: 'prisma/schema/user.prisma',
        text: `model Account {
  id     Int      @id @default(autoincrement())
  role   Role     @default(ADMIN) @map("the role")
  spot   Unsupported("point")?
  orders Order[]
  @@map("accounts")
  @@schema("user")
}
model Order {
  id      BigInt  @id
  account Account @relation(fields: [owner], references: [id], map: "owned by")
  owner   Int     @map("owner_id")
  items   Item[]
  @@index([owner])
  @@schema("My Shop")
}
model Item {
  id     Int     @id
  orders Order[]
  @@schema("public")
}
model Log {
  at  DateTime @unique
  raw Unsupported("tsvector")
  @@ignore
  @@schema("public")
}
`,
      },
    ];
    const schemas = ['My Shop', 'public', 'user'];
    const migrations = `
      CREATE SCHEMA "user"; CREATE SCHEMA "My Shop";
      CREATE TYPE "user".role AS ENUM ('admin');
      CREATE TABLE "user".accounts (id serial CONSTRAINT "accounts_pkey" PRIMARY KEY, "the role" "user".role NOT NULL DEFAULT 'admin');
      CREATE TABLE "My Shop"."Order" (id bigint CONSTRAINT "Order_pkey" PRIMARY KEY, owner_id int NOT NULL);
      CREATE TABLE "Item" (id int CONSTRAINT "Item_pkey" PRIMARY KEY);
      CREATE TABLE "Log" (at timestamp(3) NOT NULL);`;
    const { coverage } = await cover(server, { files: parts, migrations, schemas });
    const found = coverage.objects
      .filter(({ situation }) => situation !== 'covered')
      .map(
        ({ object, declaredBy, file, line }) =>
          `${object} of ${declaredBy} at ${file?.slice('prisma/schema/'.length)}:${line}`,
      );
    expect(found).toEqual([
      'My Shop.Order_owner_id_idx of model Order at user.prisma:14',
      'My Shop.Order.owned by of model Order at user.prisma:11',
      'public.Log.raw of model Log at user.prisma:24',
      'public.Log_at_key of model Log at user.prisma:23',
      ...[
        'public._ItemToOrder',
        'public._ItemToOrder.A',
        'public._ItemToOrder.B',
        'public._ItemToOrder._ItemToOrder_AB_pkey',
        'public._ItemToOrder_B_index',
        'public._ItemToOrder._ItemToOrder_A_fkey',
        'public._ItemToOrder._ItemToOrder_B_fkey',
      ].map((object) => `${object} of relation _ItemToOrder at user.prisma:13`),
      'user.accounts.spot of model Account at user.prisma:4',
    ]);
  });

  test('views, which Prisma leaves to migrations', async () => {
    const text = `
view Summary {
  id    Int @unique
  total Int @map("the total")
  @@map("summary")
}
view Missing {
  id Int @unique
}
view Stored {
  id Int @unique
}`;
    const generator = 'generator client {\n  provider = "prisma-client-js"\n  previewFeatures = ["views"]\n}\n';
    const { coverage } = await cover(server, {
      files: files(generator + text),
      migrations:
        'CREATE VIEW summary AS SELECT 1 AS id; CREATE MATERIALIZED VIEW "Stored" AS SELECT 1 AS id; CREATE VIEW other AS SELECT 1 AS id',
    });
    expect(gaps(coverage)).toEqual([
      'differs view public.summary (column the total → none)',
      'schema-only view public.Missing',
    ]);
    expect(coverage.objects).toHaveLength(3);
  });

  test('extensions of the datasource', async () => {
    const text = `generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["postgresqlExtensions"]
}
datasource db {
  provider   = "postgresql"
  extensions = [citext, uuidOssp(map: "uuid-ossp", schema: "public"), hstore]
}
`;
    const migrations = 'CREATE EXTENSION citext; CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION pg_trgm;';
    const production = {
      name: 'a',
      catalog: await catalogAfter(server, 'CREATE EXTENSION hstore'),
      expected: null,
      hasPending: true,
    };
    const { coverage, prisma } = await cover(server, {
      files: [{ path: 'schema.prisma', text }],
      migrations,
      databases: [production],
    });
    expect(gaps(coverage)).toEqual([
      'pending extension citext',
      'pending extension uuid-ossp',
      'pushed extension hstore',
    ]);
    expect(coverage.objects.map(({ line }) => line)).toEqual([7, 7, 7]);
    expect(prisma).toBe('[+] Added extensions - hstore');
  });

  test('relationMode = "prisma" asks for no foreign keys', async () => {
    const text = `datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}
model A {
  id Int @id
  bs B[]
}
model B {
  id  Int @id
  aId Int
  a   A   @relation(fields: [aId], references: [id])
  @@index([aId])
}`;
    const migrations = `CREATE TABLE "A" (id int CONSTRAINT "A_pkey" PRIMARY KEY);
      CREATE TABLE "B" (id int CONSTRAINT "B_pkey" PRIMARY KEY, "aId" int NOT NULL); CREATE INDEX "B_aId_idx" ON "B" ("aId");`;
    const run = (sql: string) => cover(server, { files: [{ path: 'schema.prisma', text }], migrations: sql });
    expect(gaps((await run(migrations)).coverage)).toEqual([]);
    const withKey = await run(`${migrations} ALTER TABLE "B" ADD FOREIGN KEY ("aId") REFERENCES "A"(id);`);
    expect(gaps(withKey.coverage)).toEqual(['not-in-schema foreign-key public.B.B_aId_fkey']);
    expect(withKey.prisma).toContain('Removed foreign key');
  });

  test('what prisma.config.ts calls external counts nowhere', async () => {
    const text = `
enum Kind {
  A
}
model Users {
  id   Int  @id
  kind Kind
  items Mine[]
}
model Mine {
  id     Int   @id
  userId Int
  user   Users @relation(fields: [userId], references: [id])
}`;
    const migrations = `CREATE TYPE "Kind" AS ENUM ('A', 'B'); CREATE TABLE "Users" (id int PRIMARY KEY, more int);
      CREATE TABLE "Mine" (id int CONSTRAINT "Mine_pkey" PRIMARY KEY, "userId" int NOT NULL,
        CONSTRAINT "Mine_userId_fkey" FOREIGN KEY ("userId") REFERENCES "Users"(id) ON DELETE RESTRICT ON UPDATE CASCADE);`;
    const external = ['public.Users', 'public.Kind'];
    const { coverage, prisma } = await cover(server, { files: files(text), migrations, external });
    expect(gaps(coverage)).toEqual([]);
    expect(coverage.objects.map(({ owner }) => owner)).not.toContain('public.Users');
    expect(prisma).toBe('');
  });

  test('foreign keys into schemas that the schema does not know, partitions and foreign tables are not surplus', async () => {
    const migrations = `${base}${addName}${addCode}
      CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY);
      CREATE TABLE part (id int) PARTITION BY LIST (id); CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1);`;
    const { coverage } = await cover(server, { files: files(item), migrations });
    expect(gaps(coverage)).toEqual(['not-in-schema table public.part']);
    const catalog: Catalog = await catalogAfter(
      server,
      `${migrations} ALTER TABLE "Item" ADD FOREIGN KEY (code) REFERENCES auth.users(id);`,
    );
    const database = { name: 'a', catalog, expected: null, hasPending: false };
    const seen = await cover(server, { files: files(item), migrations, databases: [database] });
    expect(gaps(seen.coverage)).toEqual(['not-in-schema table public.part']);
  });

  test('no models: all of nothing', async () => {
    const { coverage } = await cover(server, { files: files(''), migrations: '' });
    expect(coverage).toEqual({ objects: [], percent: 100 });
  });
});
