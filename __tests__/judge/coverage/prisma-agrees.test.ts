import { expect, test } from 'vitest';
import { renderSchema } from '../../../src/gather/prisma/render-schema';
import { startPostgres } from '../../support/postgres';
import { cover, gaps } from './scratch';

const schema = (features = '') => `
generator client {
  provider        = "prisma-client-js"
  previewFeatures = [${features}]
}
datasource db {
  provider = "postgresql"
}
enum Role {
  A
  B
}
model User {
  id     Int       @id @default(autoincrement())
  email  String    @unique
  name   String?   @db.VarChar(20)
  int    Int       @default(0)
  float  Float     @default(1)
  dec    Decimal   @default(1.5)
  now    DateTime  @default(now())
  role   Role      @default(A)
  tags   String[]  @default([])
  few    String[]  @default(["a", "b c"])
  json   Json      @default("{\\"a\\": 1, \\"b\\": 2}")
  any    Int?      @default(dbgenerated())
  text   String    @default("x")
  time   DateTime  @db.Timestamp()
  time6  DateTime  @db.Timestamptz(6)
  range  Unsupported("int4range")?
  big    BigInt    @default(5)
  bytes  Bytes?
  uuid   String    @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  plain  Int?
  posts  Post[]
  groups Group[]
  @@index([int, float(sort: Desc)])
  @@index([tags], type: Gin)
}
model Post {
  id     Int  @id
  userId Int
  user   User @relation(fields: [userId], references: [id])
}
model Group {
  id    Int    @id
  users User[]
}
`;

interface Change {
  readonly sql: string;
  /** What Prisma's engine says, or part of it; absent: nothing. */
  readonly prisma?: string;
  /** What coverage says; absent: nothing. */
  readonly gaps?: readonly string[];
  readonly features?: string;
}

const alter = (column: string, action: string) => `ALTER TABLE "User" ALTER COLUMN "${column}" ${action}`;
const index = (name: string, rest: string, unique = '') =>
  `DROP INDEX "${name}"; CREATE ${unique} INDEX "${name}" ON "User" ${rest}`;
const partial = index('User_email_key', '(email) WHERE int > 0', 'UNIQUE');
const own = (sql: string) => `ALTER TABLE "Post" DROP CONSTRAINT "Post_userId_fkey"; ALTER TABLE "Post" ADD ${sql}`;

/**
 * Changes to what the engine renders, each alone. Prisma and the gate must agree, except where `gaps` says that we see
 * what Prisma does not, or the comment says why we keep quiet.
 */
const changes: Record<string, Change> = {
  nothing: { sql: '' },

  'a type changed': {
    sql: alter('name', 'TYPE varchar(30)'),
    prisma: 'type changed',
    gaps: ['differs column public.User.name (type character varying(20) → character varying(30))'],
  },
  'a precision lost': {
    sql: alter('now', 'TYPE timestamp'),
    prisma: 'type changed',
    gaps: ['differs column public.User.now (type timestamp(3) without time zone → timestamp without time zone)'],
  },
  'numeric without precision': {
    sql: alter('dec', 'TYPE numeric'),
    prisma: 'type changed',
    gaps: ['differs column public.User.dec (type numeric(65,30) → numeric)'],
  },
  'six digits said or not said': {
    sql: `${alter('time6', 'TYPE timestamptz')}; ${alter('time', 'TYPE timestamp(6)')}`,
  },
  'three digits where the schema says six': {
    sql: alter('time6', 'TYPE timestamptz(3)'),
    prisma: 'type changed',
    gaps: ['differs column public.User.time6 (type timestamp(6) with time zone → timestamp(3) with time zone)'],
  },
  'any precision where the schema names none': { sql: alter('time', 'TYPE timestamp(3)') },
  'a domain over the type': { sql: `CREATE DOMAIN d AS varchar(20); ${alter('name', 'TYPE d')}` },
  // prisma-engines compares the type of an Unsupported column with itself.
  'another Unsupported type': {
    sql: 'ALTER TABLE "User" DROP range; ALTER TABLE "User" ADD range int8range',
    gaps: ['differs column public.User.range (type int4range → int8range)'],
  },
  'required and optional': {
    sql: `${alter('text', 'DROP NOT NULL')}; ${alter('plain', 'SET NOT NULL')}`,
    prisma: 'changed from Nullable to Required',
    gaps: [
      'differs column public.User.text (required → optional)',
      'differs column public.User.plain (optional → required)',
    ],
  },
  'a list that may not be null': { sql: alter('tags', 'SET NOT NULL') },

  'the same number written otherwise': {
    sql: `${alter('float', 'SET DEFAULT 1.0')}; ${alter('dec', "SET DEFAULT '1.50'")}; ${alter('big', "SET DEFAULT '5'::bigint")}`,
  },
  'a default with a cast that runs': {
    sql: alter('int', 'SET DEFAULT 0::bigint'),
    prisma: 'default changed',
    gaps: ['differs column public.User.int (default 0 → (0)::bigint)'],
  },
  'another number': {
    sql: alter('dec', 'SET DEFAULT 1.25'),
    prisma: 'default changed',
    gaps: ['differs column public.User.dec (default 1.5 → 1.25)'],
  },
  'a literal with another cast': { sql: alter('text', "SET DEFAULT 'x'::varchar") },
  'another text': {
    sql: alter('text', "SET DEFAULT 'y'"),
    prisma: 'default changed',
    gaps: ["differs column public.User.text (default 'x'::text → 'y'::text)"],
  },
  'the same JSON': { sql: alter('json', `SET DEFAULT '{"b":2,"a":1}'`) },
  'the same lists': {
    sql: `${alter('tags', "SET DEFAULT '{}'")}; ${alter('few', `SET DEFAULT '{a,"b c"}'`)}`,
  },
  'a list without its default': {
    sql: alter('tags', 'DROP DEFAULT'),
    prisma: 'default changed',
    gaps: ['differs column public.User.tags (default ARRAY[]::text[] → none)'],
  },
  'now() for CURRENT_TIMESTAMP': { sql: alter('now', 'SET DEFAULT now()') },
  'another clock': {
    sql: alter('now', 'SET DEFAULT LOCALTIMESTAMP'),
    prisma: 'default changed',
    gaps: ['differs column public.User.now (default CURRENT_TIMESTAMP → LOCALTIMESTAMP)'],
  },
  'NULL as a default': { sql: alter('name', 'SET DEFAULT NULL::varchar') },
  'a default nobody asked for': {
    sql: alter('bytes', "SET DEFAULT '\\x00'"),
    prisma: 'default changed',
    gaps: ["differs column public.User.bytes (default none → '\\x00'::bytea)"],
  },
  'another function': {
    sql: alter('uuid', "SET DEFAULT md5('a')::uuid"),
    prisma: 'default changed',
    gaps: ["differs column public.User.uuid (default gen_random_uuid() → (md5('a'::text))::uuid)"],
  },
  'any default for dbgenerated()': { sql: alter('any', 'SET DEFAULT 4') },
  'a generated column for dbgenerated()': {
    sql: 'ALTER TABLE "User" DROP "any"; ALTER TABLE "User" ADD "any" int GENERATED ALWAYS AS (int * 2) STORED',
  },
  'a generated column for a plain one': {
    sql: 'ALTER TABLE "User" DROP plain; ALTER TABLE "User" ADD plain int GENERATED ALWAYS AS (int * 2) STORED',
    prisma: 'default changed',
    gaps: ['differs column public.User.plain (default none → generated as ("int" * 2))'],
  },
  'an identity for a serial': {
    sql: `${alter('id', 'DROP DEFAULT')}; ${alter('id', 'ADD GENERATED BY DEFAULT AS IDENTITY')}`,
  },
  'another sequence': { sql: `CREATE SEQUENCE s; ${alter('id', "SET DEFAULT nextval('s')")}` },
  'no sequence': {
    sql: alter('id', 'DROP DEFAULT'),
    prisma: 'column became autoincrementing',
    gaps: ['differs column public.User.id (autoincrement → none)'],
  },
  'an identity too many': {
    sql: 'ALTER TABLE "Post" ALTER id ADD GENERATED BY DEFAULT AS IDENTITY',
    prisma: 'no longer autoincrementing',
    gaps: ['differs column public.Post.id (no autoincrement → autoincrement)'],
  },

  'a unique constraint for a unique index': {
    sql: 'DROP INDEX "User_email_key"; ALTER TABLE "User" ADD CONSTRAINT "User_email_key" UNIQUE (email)',
  },
  'a partial index for a whole one, which Prisma cannot tell': { sql: partial },
  'a partial index for a whole one, when Prisma can': {
    features: '"partialIndexes"',
    sql: partial,
    prisma: 'Removed unique index',
    gaps: ['differs unique public.User_email_key (where nothing → ("int" > 0))'],
  },
  'a partial index more': { sql: 'CREATE INDEX x ON "User" (email) WHERE int > 0' },
  'a partial index more, when Prisma sees it': {
    features: '"partialIndexes"',
    sql: 'CREATE INDEX x ON "User" (email) WHERE int > 0',
    prisma: 'Removed index',
    gaps: ['not-in-schema index public.x'],
  },
  'an expression index more': { sql: 'CREATE UNIQUE INDEX x ON "User" (lower(email))' },
  // Prisma takes any method for one of its own and would drop the index; there is nothing the schema could say.
  'an index of a method that Prisma does not know': {
    sql: 'CREATE EXTENSION bloom; CREATE INDEX x ON "User" USING bloom (int)',
    prisma: 'Removed index',
  },
  'an index more': {
    sql: 'CREATE INDEX x ON "User" (text DESC)',
    prisma: 'Removed index',
    gaps: ['not-in-schema index public.x'],
  },
  'an index less': {
    sql: 'DROP INDEX "User_email_key"',
    prisma: 'Added unique index',
    gaps: ['schema-only unique public.User_email_key'],
  },
  'an index that is not unique': {
    sql: index('User_email_key', '(email)'),
    prisma: 'Removed index',
    gaps: ['differs unique public.User_email_key (unique → not unique)'],
  },
  'an index renamed': {
    sql: 'ALTER INDEX "User_email_key" RENAME TO x',
    prisma: 'Renamed index',
    gaps: ['differs unique public.User_email_key (name User_email_key → x)'],
  },
  'an index renamed beside one alike': {
    sql: 'ALTER INDEX "User_email_key" RENAME TO x; CREATE UNIQUE INDEX y ON "User" (email)',
  },
  'the same index twice': { sql: 'CREATE UNIQUE INDEX x ON "User" (email)' },
  'columns the other way round': {
    sql: index('User_int_float_idx', '(float DESC, int)'),
    prisma: 'Removed index',
    gaps: ['differs index public.User_int_float_idx (columns (int, float DESC) → (float DESC, int))'],
  },
  'a column INCLUDEd': {
    sql: index('User_int_float_idx', '(int) INCLUDE (float)'),
    prisma: 'Removed index',
    gaps: ['differs index public.User_int_float_idx (columns (int, float DESC) → (int); include nothing → "float")'],
  },
  'NULLS FIRST, a collation and an operator class of a B-tree': {
    sql: `${index('User_int_float_idx', '(int NULLS FIRST, float DESC NULLS LAST)')}; ${index('User_email_key', '(email COLLATE "C" text_pattern_ops)', 'UNIQUE')}`,
  },
  'another method': {
    sql: index('User_tags_idx', '(tags)'),
    prisma: 'Removed index',
    gaps: ['differs index public.User_tags_idx (method gin → btree)'],
  },

  'a primary key renamed': {
    sql: 'ALTER INDEX "User_pkey" RENAME TO x',
    prisma: 'Renamed the primary key',
    gaps: ['differs primary-key public.User.User_pkey (name User_pkey → x)'],
  },
  'a foreign key renamed': {
    sql: 'ALTER TABLE "Post" RENAME CONSTRAINT "Post_userId_fkey" TO x',
    prisma: 'Renamed the foreign key',
    gaps: ['differs foreign-key public.Post.Post_userId_fkey (name Post_userId_fkey → x)'],
  },
  'another action': {
    sql: own('CONSTRAINT x FOREIGN KEY ("userId") REFERENCES "User"(id) ON DELETE CASCADE ON UPDATE CASCADE'),
    prisma: 'Removed foreign key',
    gaps: ['differs foreign-key public.Post.Post_userId_fkey (on delete RESTRICT → CASCADE)'],
  },
  'a foreign key that is deferrable and not validated': {
    sql: own(
      'CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"(id) ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE NOT VALID',
    ),
  },
  'a foreign key more': {
    sql: 'ALTER TABLE "Post" ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES "Group"(id)',
    prisma: 'Removed foreign key',
    gaps: ['not-in-schema foreign-key public.Post.x'],
  },
  'a many-to-many table as Prisma made it until version 5': {
    sql: 'ALTER TABLE "_GroupToUser" DROP CONSTRAINT "_GroupToUser_AB_pkey"; CREATE UNIQUE INDEX "_GroupToUser_AB_unique" ON "_GroupToUser" ("A", "B")',
  },

  'enum values in another order': {
    sql: `ALTER TYPE "Role" RENAME TO r; CREATE TYPE "Role" AS ENUM ('B', 'A'); ALTER TABLE "User" ALTER role DROP DEFAULT,
      ALTER role TYPE "Role" USING role::text::"Role", ALTER role SET DEFAULT 'A'; DROP TYPE r`,
  },
  'an enum value more': {
    sql: `ALTER TYPE "Role" ADD VALUE 'C'`,
    prisma: 'Removed variant `C`',
    gaps: ['not-in-schema enum-value public.Role.C'],
  },
  'an enum more': {
    sql: `CREATE TYPE x AS ENUM ('y')`,
    prisma: 'Removed enums',
    gaps: ['not-in-schema enum public.x'],
  },

  'a table, with all that is on it': {
    sql: 'CREATE TABLE x (id int PRIMARY KEY, "userId" int UNIQUE REFERENCES "User"(id))',
    prisma: 'Removed tables',
    gaps: ['not-in-schema table public.x'],
  },
  'a column more': {
    sql: 'ALTER TABLE "Post" ADD x int',
    prisma: 'Removed column',
    gaps: ['not-in-schema column public.Post.x'],
  },
  'a column less': {
    sql: 'ALTER TABLE "User" DROP plain',
    prisma: 'Added column',
    gaps: ['schema-only column public.User.plain'],
  },
  'a partitioned table for a model': {
    sql: `DROP TABLE "Post"; CREATE TABLE "Post" (id int CONSTRAINT "Post_pkey" PRIMARY KEY, "userId" int NOT NULL,
        CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"(id) ON DELETE RESTRICT ON UPDATE CASCADE)
      PARTITION BY HASH (id); CREATE TABLE p PARTITION OF "Post" FOR VALUES WITH (MODULUS 1, REMAINDER 0)`,
  },
  'what Prisma cannot express': {
    sql: `CREATE VIEW v AS SELECT 1 AS a; CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE TYPE c AS (a int);
      ALTER TABLE "User" ADD CHECK (int >= 0); ALTER TABLE "User" ADD EXCLUDE USING gist (range WITH &&);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER t BEFORE INSERT ON "User" FOR EACH ROW EXECUTE FUNCTION f();
      ALTER TABLE "User" ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON "User" USING (true); ALTER TABLE "Post" SET UNLOGGED`,
  },
};

test.each(Object.entries(changes))('%s', async (_, { sql, prisma = '', gaps: expected = [], features }) => {
  const files = [{ path: 'schema.prisma', text: schema(features) }];
  const rendered = await renderSchema(files);
  expect(rendered.errors).toEqual([]);
  const result = await cover(await startPostgres(18), { files, migrations: `${rendered.sql};${sql}` });
  expect(gaps(result.coverage)).toEqual(expected);
  if (prisma === '') expect(result.prisma).toBe('');
  else expect(result.prisma).toContain(prisma);
});

// Prisma does not read the class of a B-tree from a database, and would make this index again each time.
test('the operator class of a B-tree that the schema asks for', async () => {
  const text = `datasource db {\n  provider = "postgresql"\n}\nmodel A {\n  id String @id\n  @@index([id(ops: raw("text_pattern_ops"))], type: BTree)\n}\n`;
  const files = [{ path: 'schema.prisma', text }];
  const { sql } = await renderSchema(files);
  const exact = await cover(await startPostgres(18), { files, migrations: sql ?? '' });
  expect(gaps(exact.coverage)).toEqual([]);
  expect(exact.prisma).toContain('Removed index');
  const plain = await cover(await startPostgres(18), {
    files,
    migrations: sql?.replace(' text_pattern_ops', '') ?? '',
  });
  expect(gaps(plain.coverage)).toEqual(['differs index public.A_id_idx (columns (id text_pattern_ops) → (id))']);
});

// `prisma db pull` writes a generated column as a default that reads columns, which no server takes as one.
test('a generated column as Prisma reads it from a database', async () => {
  const text = `datasource db {
  provider = "postgresql"
}
model A {
  id    Int     @id
  ünit  Int     @default(1)
  half  Int?    @default(dbgenerated("(\\"ünit\\" / 2)"))
  state String? @default(dbgenerated("\\nCASE\\n    WHEN (id > 1) THEN 'a, b'::text\\n    ELSE 'c)'::text\\nEND"))
}
`;
  const files = [{ path: 'schema.prisma', text }];
  const table = (
    half: string,
  ) => `CREATE TABLE "A" (id int CONSTRAINT "A_pkey" PRIMARY KEY, "ünit" int NOT NULL DEFAULT 1,
    half int ${half}, state text GENERATED ALWAYS AS (CASE WHEN id > 1 THEN 'a, b' ELSE 'c)' END) STORED)`;
  const same = await cover(await startPostgres(18), {
    files,
    migrations: table('GENERATED ALWAYS AS ("ünit" / 2) STORED'),
  });
  expect(same.prisma).toBe('');
  expect(gaps(same.coverage)).toEqual([]);
  const other = await cover(await startPostgres(18), {
    files,
    migrations: table('GENERATED ALWAYS AS ("ünit" / 3) STORED'),
  });
  expect(other.prisma).toContain('default changed');
  expect(gaps(other.coverage)).toEqual([
    'differs column public.A.half (generated as ("ünit" / 2) → generated as ("ünit" / 3))',
  ]);
});
