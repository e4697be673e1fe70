import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScratchSession } from '../../../../src/gather/scratch/server';
import { plainSession, useScratch } from '../../../support/scratch';
import { brief, type LintCase, lint } from '../../safety/lint';

const scratch = useScratch('embedded');
let session: ScratchSession;
beforeAll(async () => {
  session = await scratch.server.session(plainSession);
});
afterAll(() => session.close());

const findings = (lintCase: LintCase) => lint(session.connection, lintCase);
const seen = async (lintCase: LintCase) => brief(await findings(lintCase));

const before = `CREATE TYPE "Role" AS ENUM ('A', 'B');
CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT, "n" INTEGER, "role" "Role");
CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER, "body" TEXT);`;
const index = 'CREATE INDEX "i" ON "User"("n");';
const size = (rows: number, bytes = 8192, table = 'public.User') => [{ table, rows, tableBytes: bytes }];

describe('sizes', () => {
  it.each([
    ['unknown', undefined, ['warning index-not-concurrent public.User 1'], 'size unknown'],
    ['small', size(200), ['notice index-not-concurrent public.User 1'], '200 rows, 8 kB in production'],
    [
      'large',
      size(48e6, 12 * 2 ** 30),
      ['warning index-not-concurrent public.User 1'],
      '48 M rows, 12 GB in production',
    ],
    [
      'never analysed and small',
      size(-1),
      ['notice index-not-concurrent public.User 1'],
      'never analysed, 8 kB in production',
    ],
    [
      'never analysed and big',
      size(-1, 2 ** 30),
      ['warning index-not-concurrent public.User 1'],
      'never analysed, 1 GB in production',
    ],
    ['not in the target', size(1, 1, 'public.Other'), ['warning index-not-concurrent public.User 1'], 'size unknown'],
  ])('%s', async (_, sizes, expected, words) => {
    const found = (await findings({ before, pending: index, ...(sizes && { sizes }) })).filter(({ rule }) =>
      rule.endsWith('concurrent'),
    );
    expect(brief(found)).toEqual(expected);
    expect(found[0]?.message).toBe(`Blocks every write to User (${words}) until the index i is built.`);
  });

  it('is milder with a table that has no row in the target, which may have some elsewhere', async () => {
    const pending = `${index}
ALTER TABLE "User" ALTER COLUMN "n" SET NOT NULL;
ALTER TABLE "User" ADD COLUMN "x" TEXT NOT NULL;
ALTER TABLE "User" DROP COLUMN "name";`;
    expect(await seen({ before, pending, sizes: size(0, 0) })).toEqual([
      'notice index-not-concurrent public.User 1',
      'notice set-not-null-scan public.User.n 2',
      'warning required-column-no-default public.User.x 3',
      'error drop-column public.User.name 4',
    ]);
  });

  it('takes the size of a renamed table from its old name', async () => {
    const pending = `ALTER TABLE "User" RENAME TO "users"; CREATE INDEX "i" ON "users"("n");`;
    expect(await seen({ before, pending, sizes: size(5) })).toEqual([
      'notice index-not-concurrent public.users 1',
      'warning rename public.User 1',
    ]);
  });
});

describe('what is new is let be', () => {
  it.each([
    [
      'a table of an earlier pending migration',
      {
        a: 'CREATE TABLE "T" ("id" INTEGER PRIMARY KEY, "x" INTEGER);',
        b: 'CREATE INDEX "i" ON "T"("x"); ALTER TABLE "T" ADD COLUMN "y" TEXT NOT NULL; ALTER TABLE "T" DROP COLUMN "x";',
      },
    ],
    [
      'a table renamed since',
      {
        a: 'CREATE TABLE "T" ("id" INTEGER, "x" INTEGER);',
        b: 'ALTER TABLE "T" RENAME TO "S";',
        c: 'CREATE INDEX "i" ON "S"("x"); DROP TABLE "S";',
      },
    ],
    [
      'a column added and dropped',
      { a: 'ALTER TABLE "User" ADD COLUMN "x" TEXT;', b: 'ALTER TABLE "User" DROP COLUMN "x";' },
    ],
    ['an index made and dropped', { a: 'CREATE INDEX CONCURRENTLY "i" ON "User"("n");', b: 'DROP INDEX "i";' }],
    [
      'IF EXISTS of what is not there',
      {
        a: 'DROP TABLE IF EXISTS "Nope"; DROP INDEX IF EXISTS "nope"; ALTER TABLE "User" DROP COLUMN IF EXISTS "nope";',
      },
    ],
    [
      'a partition of a new table',
      {
        a: 'CREATE TABLE "P" ("d" DATE) PARTITION BY RANGE ("d"); CREATE TABLE "P1" PARTITION OF "P" DEFAULT; CREATE INDEX "i" ON "P"("d");',
      },
    ],
    [
      'another schema',
      { a: 'CREATE SCHEMA "s"; CREATE TABLE "s"."User" ("id" INTEGER); CREATE INDEX "i" ON "s"."User"("id");' },
    ],
    [
      'a column that is new and empty',
      { a: 'ALTER TABLE "User" ADD COLUMN "x" INTEGER; CREATE UNIQUE INDEX CONCURRENTLY "i" ON "User"("x");' },
    ],
  ])('%s', async (_, pending) => expect(await seen({ before, pending })).toEqual([]));

  it('but not a table that was there under IF NOT EXISTS', async () => {
    const pending = 'CREATE TABLE IF NOT EXISTS "User" ("id" INTEGER); CREATE INDEX "i" ON "User"("n");';
    expect(await seen({ before, pending })).toEqual(['warning index-not-concurrent public.User 1']);
  });
});

describe('the transaction model', () => {
  const two = 'CREATE INDEX CONCURRENTLY "a" ON "User"("n"); CREATE INDEX CONCURRENTLY "b" ON "Post"("userId");';
  it.each([
    [
      '6.19.0',
      two,
      ['error concurrently-in-implicit-tx public.Post 1', 'error concurrently-in-implicit-tx public.User 1'],
    ],
    ['7.10.0', two, []],
    [
      null,
      two,
      ['warning concurrently-in-implicit-tx public.Post 1', 'warning concurrently-in-implicit-tx public.User 1'],
    ],
    ['6.19.0', 'CREATE INDEX CONCURRENTLY "a" ON "User"("n");', []],
    [
      '7.10.0',
      'CREATE INDEX CONCURRENTLY "a" ON "User"("n"); ALTER TABLE "User" ALTER COLUMN "n" SET STATISTICS 500;',
      ['error concurrently-in-implicit-tx public.User 1'],
    ],
    [
      '7.10.0',
      'BEGIN; CREATE INDEX CONCURRENTLY "a" ON "User"("n"); COMMIT;',
      ['error concurrently-in-implicit-tx public.User 1'],
    ],
    [
      '7.10.0',
      'DROP INDEX CONCURRENTLY IF EXISTS "a"; SELECT 1;',
      ['error concurrently-in-implicit-tx 20260101000000_test 1'],
    ],
    [
      '6.19.0',
      `ALTER TYPE "Role" ADD VALUE 'C'; UPDATE "User" SET "role" = 'C' WHERE "id" = 1;`,
      ['error enum-value-used-same-tx public.User 1'],
    ],
    [
      '6.19.0',
      `ALTER TYPE "Role" ADD VALUE 'C'; ALTER TABLE "User" ADD COLUMN "r" "Role" NOT NULL DEFAULT 'C';`,
      ['error enum-value-used-same-tx public.User.r 1'],
    ],
    ['6.19.0', `ALTER TYPE "Role" ADD VALUE 'C'; UPDATE "User" SET "name" = 'C' WHERE "id" = 1;`, []],
    ['7.10.0', `ALTER TYPE "Role" ADD VALUE 'C'; UPDATE "User" SET "role" = 'C' WHERE "id" = 1;`, []],
    ['6.19.0', `SET LOCAL lock_timeout = '1s'; SELECT 1;`, []],
    ['7.10.0', `SET LOCAL lock_timeout = '1s'; SELECT 1;`, ['warning set-local-without-effect lock_timeout 1']],
    ['7.10.0', `BEGIN; SET LOCAL lock_timeout = '1s'; COMMIT;`, []],
    ['7.10.0', `SET lock_timeout = '1s'; SELECT 1;`, ['notice setting-leaks lock_timeout 1']],
    ['7.10.0', `SET search_path = 'x'; SELECT 1;`, ['warning setting-leaks search_path 1']],
    ['7.10.0', `SET lock_timeout = '1s'; SELECT 1; RESET ALL;`, []],
    ['7.10.0', 'BEGIN; SELECT 1;', ['error uncommitted-transaction 20260101000000_test 1']],
    ['7.10.0', 'BEGIN; BEGIN; COMMIT;', ['warning uncommitted-transaction 20260101000000_test 1']],
    ['7.10.0', 'BEGIN; SELECT 1; ROLLBACK;', ['error uncommitted-transaction 20260101000000_test 1']],
    [
      '6.19.0',
      'ALTER TABLE "User" ADD COLUMN "x" TEXT; UPDATE "User" SET "x" = "name";',
      ['warning backfill-with-ddl public.User 1'],
    ],
    ['7.10.0', 'ALTER TABLE "User" ADD COLUMN "x" TEXT; UPDATE "User" SET "x" = "name";', []],
    [
      '6.19.0',
      'CREATE INDEX CONCURRENTLY "a" ON "User"("n"); -- x\n-- prisma-migrate-disable-next-transaction',
      ['warning ineffective-directive 20260101000000_test 2'],
    ],
  ] as const)('Prisma %s: %s', async (prismaVersion, pending, expected) => {
    expect(await seen({ before, pending, prismaVersion })).toEqual(expected);
  });

  it('knows that a type made in the same transaction may be used from PostgreSQL 17 on', async () => {
    const pending = `CREATE TYPE "T" AS ENUM ('x'); CREATE TABLE "N" ("t" "T"); ALTER TYPE "T" ADD VALUE 'y'; ALTER TABLE "N" ALTER COLUMN "t" SET DEFAULT 'y';`;
    const on = (serverVersionNumber: number) =>
      seen({ before, pending, prismaVersion: '6.0.0', snapshot: { serverVersionNumber } });
    expect(await on(170_000)).toEqual([]);
    expect(await on(150_018)).toEqual(['error enum-value-used-same-tx public.N.t 1']);
  });
});

describe('locks on tables that are known to be large', () => {
  const sizes = [...size(5e6), ...size(5e6, 8192, 'public.Post')];
  const alter = 'ALTER TABLE "User" ADD COLUMN "x" TEXT;';

  it('wants a lock_timeout, from the file, the role or the database', async () => {
    expect(await seen({ before, pending: alter, sizes })).toEqual(['warning lock-timeout-missing public.User 1']);
    expect(await seen({ before, pending: `SET lock_timeout = '2s'; ${alter} RESET lock_timeout;`, sizes })).toEqual([]);
    expect(await seen({ before, pending: alter, sizes, snapshot: { lockTimeoutMs: 2000 } })).toEqual([]);
    expect(await seen({ before, pending: alter, sizes: size(5) })).toEqual([]);
    expect(await seen({ before, pending: alter })).toEqual([]);
  });

  it('speaks of the table that the statement names before one that it locks as well', async () => {
    const pending = 'ALTER TABLE "Post" ADD FOREIGN KEY ("userId") REFERENCES "User"("id") NOT VALID;';
    const timeouts = async (large: typeof sizes) =>
      (await findings({ before, pending, sizes: large })).filter(({ rule }) => rule === 'safety/lock-timeout-missing');
    expect((await timeouts(sizes))[0]?.message).toContain('Locks Post (5 M rows, 8 kB in production) without');
    expect((await timeouts(size(5e6)))[0]?.message).toContain('Locks User (5 M rows, 8 kB in production) without');
  });

  it('does not wait for a table that can have no row any more', async () => {
    const pending = `SET lock_timeout = '2s'; ${alter} ALTER TABLE "Post" ADD COLUMN "k" INTEGER NOT NULL; CREATE INDEX "i" ON "Post"("userId"); RESET lock_timeout;`;
    expect(await seen({ before, pending, sizes, prismaVersion: '6.0.0' })).toEqual([
      'error required-column-no-default public.Post.k 1',
    ]);
  });

  it('names an index as Prisma does when the name would be too long', async () => {
    const pending = `ALTER TABLE "Post" RENAME COLUMN "userId" TO "aVeryLongNameOfAColumnThatGoesOnAndOnAndOnUntilItIsTooLong";
ALTER TABLE "Post" ADD FOREIGN KEY ("aVeryLongNameOfAColumnThatGoesOnAndOnAndOnUntilItIsTooLong") REFERENCES "User"("id");`;
    const found = await findings({ before, pending, sizes });
    expect(found.find(({ rule }) => rule === 'safety/fk-without-index')?.help).toContain(
      'INDEX CONCURRENTLY "Post_aVeryLongNameOfAColumnThatGoesOnAndOnAndOnUntilItIsToo_idx" ON',
    );
  });

  it('tells of a table that stays locked while another is read', async () => {
    const pending = `SET LOCAL lock_timeout = '2s'; ${alter} CREATE INDEX "i" ON "Post"("userId");`;
    expect(await seen({ before, pending, sizes, prismaVersion: '6.0.0' })).toEqual([
      'warning index-not-concurrent public.Post 1',
      'warning lock-hold-window public.User 1',
    ]);
  });

  it('tells of every row of a large table changed at once', async () => {
    const pending = `ALTER TABLE "User" ADD COLUMN "x" TEXT; UPDATE "User" SET "x" = 'y';`;
    expect(await seen({ before, pending, sizes, snapshot: { lockTimeoutMs: 1 } })).toEqual([
      'warning backfill-with-ddl public.User 1',
    ]);
    expect(await seen({ before, pending, sizes: size(5) })).toEqual([]);
  });

  it('tells of a foreign key without an index', async () => {
    const key = 'ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("userId") REFERENCES "User"("id") NOT VALID;';
    const rules = async (pending: string) => await seen({ before, pending, sizes, snapshot: { lockTimeoutMs: 1 } });
    expect(await rules(key)).toEqual(['notice fk-without-index public.Post 1']);
    expect(await rules(`${key} CREATE INDEX CONCURRENTLY "i" ON "Post"("userId");`)).toEqual([]);
    const two =
      'ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("id", "userId") REFERENCES "Pair"("a", "b") NOT VALID;';
    const pair = `${before} CREATE TABLE "Pair" ("a" INTEGER, "b" INTEGER, UNIQUE ("a", "b"));`;
    expect(await seen({ before: pair, pending: two, sizes, snapshot: { lockTimeoutMs: 1 } })).toEqual([]);
  });
});

describe('what changes nothing', () => {
  const there = `${before} CREATE UNIQUE INDEX "i" ON "User"("n"); ALTER TABLE "User" ADD CONSTRAINT "c" CHECK ("n" > 0);`;
  it.each([
    'CREATE UNIQUE INDEX IF NOT EXISTS "i" ON "User"("n");',
    'ALTER TABLE "User" ADD COLUMN IF NOT EXISTS "n" INTEGER NOT NULL;',
    'ALTER TABLE "User" DROP CONSTRAINT IF EXISTS "nope";',
    'CREATE TABLE IF NOT EXISTS "User" ("id" INTEGER);',
    `ALTER TYPE "Role" ADD VALUE IF NOT EXISTS 'A'; UPDATE "User" SET "role" = 'A' WHERE "id" = 1;`,
  ])('%s', async (pending) => expect(await seen({ before: there, pending, prismaVersion: '6.0.0' })).toEqual([]));
});

describe('a partitioned table', () => {
  const parted =
    'CREATE TABLE "P" ("d" DATE, "n" INTEGER) PARTITION BY RANGE ("d"); CREATE TABLE "P1" PARTITION OF "P" DEFAULT; CREATE INDEX "j" ON "P"("d");';
  it('is not told to do CONCURRENTLY what cannot be', async () => {
    const found = await findings({ before: parted, pending: 'CREATE INDEX "i" ON "P"("n"); DROP INDEX "j";' });
    expect(brief(found)).toEqual(['warning index-not-concurrent public.P 1']);
    expect(found[0]?.help).toContain('ATTACH PARTITION');
    expect(found[0]?.suggestion).toBeUndefined();
  });
});

describe('two pending migrations', () => {
  it.each([
    [
      'the same column',
      'ALTER TABLE "User" ADD COLUMN "x" INTEGER;',
      'ALTER TABLE "User" ADD COLUMN "x" TEXT;',
      ['error conflicting-migrations public.User.x 1'],
    ],
    ['the same table', 'CREATE TABLE "T" ();', 'CREATE TABLE "T" ();', ['error conflicting-migrations public.T 1']],
    [
      'the same enum value',
      `ALTER TYPE "Role" ADD VALUE 'C';`,
      `ALTER TYPE "Role" ADD VALUE 'C';`,
      ['error conflicting-migrations Role.C 1'],
    ],
    [
      'a column that is gone',
      'ALTER TABLE "User" RENAME COLUMN "n" TO "m";',
      'ALTER TABLE "User" ALTER COLUMN "n" SET DEFAULT 1;',
      ['warning rename public.User.n 1', 'error conflicting-migrations public.User.n 1'],
    ],
    ['made, dropped and made again', 'CREATE TABLE "T" (); DROP TABLE "T";', 'CREATE TABLE "T" ();', []],
    [
      'a column of a table made again',
      'ALTER TABLE "Post" ADD COLUMN "x" TEXT;',
      'DROP TABLE "Post"; CREATE TABLE "Post" ("y" TEXT); ALTER TABLE "Post" ADD COLUMN "x" TEXT;',
      ['error drop-table public.Post 1'],
    ],
    [
      'an index dropped with care',
      'CREATE INDEX CONCURRENTLY "i" ON "Post"("userId");',
      'DROP INDEX IF EXISTS "i"; CREATE TABLE "N" ("a" TEXT); CREATE INDEX "i" ON "N"("a");',
      [],
    ],
    ['only if it is not there', 'CREATE TABLE "T" ();', 'CREATE TABLE IF NOT EXISTS "T" ();', []],
  ])('%s', async (_, a, b, expected) =>
    expect(await seen({ before, pending: { '1_a': a, '2_b': b } })).toEqual(expected),
  );
});

describe('names that code uses', () => {
  it.each([
    ['an enum value', `ALTER TYPE "Role" RENAME VALUE 'A' TO 'X';`, ['warning rename public.Role.A 1']],
    ['an enum', 'ALTER TYPE "Role" RENAME TO "Kind";', ['warning rename public.Role 1']],
    [
      'an enum that another takes the place of',
      `ALTER TYPE "Role" RENAME TO "Role_old"; CREATE TYPE "Role" AS ENUM ('A', 'B', 'C'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role" USING ("role"::text::"Role"); DROP TYPE "Role_old";`,
      ['warning type-change-rewrite public.User.role 1'],
    ],
    [
      'a new enum',
      `CREATE TYPE "K" AS ENUM ('a'); ALTER TYPE "K" RENAME VALUE 'a' TO 'b'; ALTER TYPE "K" RENAME TO "L";`,
      [],
    ],
    [
      'a table by its schema',
      'CREATE SCHEMA "s"; ALTER TABLE "Post" SET SCHEMA "s"; CREATE INDEX "i" ON "s"."Post"("userId");',
      ['warning index-not-concurrent s.Post 1', 'warning rename public.Post 1'],
    ],
    ['a schema', 'CREATE SCHEMA "n"; ALTER SCHEMA "n" RENAME TO "m";', []],
  ])('%s', async (_, pending, expected) => expect(await seen({ before, pending })).toEqual(expected));

  it.each([
    ['ALTER SCHEMA "app" RENAME TO "web";', 'warning rename app 1'],
    ['DROP SCHEMA "app" CASCADE;', 'error drop-schema app 1'],
  ])('a schema that was there, also in a later migration: %s', async (pending, finding) => {
    const there = 'CREATE SCHEMA "app"; CREATE TABLE "app"."T" ("id" INTEGER); CREATE TABLE "S" ("id" INTEGER);';
    expect(await seen({ before: there, pending })).toEqual([finding]);
    const later = { a: 'ALTER TABLE "S" ADD COLUMN "x" INTEGER;', b: pending };
    const found = await findings({ before: there, pending: later });
    expect(brief(found)).toEqual([finding]);
    if (finding.includes('drop-schema')) expect(found[0]?.message).toContain('its tables T,');
  });

  it('what is in a schema that was renamed, in the same file and in the next', async () => {
    const there = 'CREATE SCHEMA "app"; CREATE TABLE "app"."T" ("id" INTEGER, "a" INTEGER, "b" INTEGER);';
    const rename = 'ALTER SCHEMA "app" RENAME TO "web";';
    const drop = (column: string) => `ALTER TABLE "web"."T" DROP COLUMN "${column}";`;
    const pending = { a: `${rename}\n${drop('a')}`, b: drop('b') };
    expect(await seen({ before: there, pending })).toEqual([
      'warning rename app 1',
      'error drop-column web.T.a 2',
      'error drop-column web.T.b 1',
    ]);
  });

  it.each(['ALTER SCHEMA "app" RENAME TO "web";', 'DROP SCHEMA "app" CASCADE;'])(
    'a schema whose tables are as new as it is: %s',
    async (last) => {
      const pending = { a: 'CREATE SCHEMA "app"; CREATE TABLE "app"."T" ("id" INTEGER);', b: last };
      expect(await seen({ before, pending })).toEqual([]);
    },
  );
});

it('a type whose values stay and are compared in another way', async () => {
  const there = `CREATE EXTENSION citext; CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "a" TEXT UNIQUE, "v" VARCHAR(9), "b" TEXT); CREATE INDEX "i" ON "User"("v");`;
  const found = await findings({ before: there, pending: 'ALTER TABLE "User" ALTER COLUMN "a" TYPE CITEXT;' });
  expect(brief(found)).toEqual(['warning type-change-rewrite public.User.a 1']);
  expect(found[0]?.message).toContain('unique by their case alone');
  for (const other of ['"b" TYPE CITEXT', '"v" TYPE TEXT', '"v" TYPE VARCHAR(20)'])
    expect(await seen({ before: there, pending: `ALTER TABLE "User" ALTER COLUMN ${other};` })).toEqual([]);
});

describe('what goes with something else', () => {
  it.each([
    ['DROP TYPE "Role" CASCADE;', ['error drop-column public.User.role 1']],
    ['DROP TYPE "Role";', undefined],
    ['DROP SCHEMA "other" CASCADE;', ['error drop-schema other 1']],
  ])('%s', async (pending, expected) => {
    const found = await seen({ before: `${before} CREATE SCHEMA "other"; CREATE TABLE "other"."T" ();`, pending });
    if (expected !== undefined) expect(found).toEqual(expected);
    else expect(found).toEqual(['error dependent-object-blocks 20260101000000_test 1']);
  });
});

describe('partitions', () => {
  const parts = `CREATE TABLE "Log" ("day" DATE NOT NULL) PARTITION BY RANGE ("day");
CREATE TABLE "Log_old" PARTITION OF "Log" FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE "Log_new" ("day" DATE NOT NULL);`;
  const attach = `ALTER TABLE "Log" ATTACH PARTITION "Log_new" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`;
  it.each([
    [attach, ['warning detach-attach-partition public.Log 1']],
    [`CREATE TABLE "N" ("day" DATE NOT NULL); ${attach.replace('Log_new', 'N')}`, []],
    ['ALTER TABLE "Log" DETACH PARTITION "Log_old";', ['notice detach-attach-partition public.Log 1']],
    ['ALTER TABLE "Log" DETACH PARTITION "Log_old" CONCURRENTLY;', []],
    [
      'SELECT 1; ALTER TABLE "Log" DETACH PARTITION "Log_old" CONCURRENTLY; DO $$ BEGIN NULL; END $$;',
      ['error concurrently-in-implicit-tx public.Log 1'],
    ],
  ])('%s', async (pending, expected) => expect(await seen({ before: parts, pending })).toEqual(expected));
});

describe('statements that no rule knows by themselves', () => {
  const domain = `${before} CREATE DOMAIN "d" AS INTEGER CHECK (VALUE > 0); ALTER TABLE "User" ADD COLUMN "x" "d";`;
  it.each([
    ['ALTER DOMAIN "d" ADD CONSTRAINT "c" CHECK (VALUE < 9);', ['warning code-locks-table public.User 1']],
    ['ALTER TABLE "User" ADD COLUMN "y" "d";', ['warning table-rewrite public.User.y 1']],
    ['ALTER TABLE "User" ADD COLUMN "y" "d", ADD COLUMN "z" TEXT;', ['warning table-rewrite public.User.y 1']],
    [
      'ALTER TABLE "User" ADD COLUMN "y" TEXT, ALTER COLUMN "id" TYPE BIGINT;',
      ['warning type-change-rewrite public.User.id 1'],
    ],
    [
      'ALTER TABLE "User" ADD COLUMN "y" TEXT, ADD COLUMN "z" SERIAL;',
      ['warning add-serial-or-identity public.User.z 1'],
    ],
    ['ALTER TABLE "User" ADD COLUMN "y" INTEGER DEFAULT 1;', []],
    ['VACUUM FULL;', []],
    ['SELECT 1; VACUUM FULL;', ['error concurrently-in-implicit-tx 20260101000000_test 1']],
  ])('%s', async (pending, expected) =>
    expect(await seen({ before: domain, pending, prismaVersion: '6.19.0' })).toEqual(expected),
  );

  it.each(['DROP TRIGGER "t" ON "User";', 'DROP POLICY "p" ON "User";', 'LOCK TABLE "User";'])(
    'wants a lock_timeout before %s',
    async (pending) => {
      const there = `${before} CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER "t" BEFORE INSERT ON "User" FOR EACH ROW EXECUTE FUNCTION f(); CREATE POLICY "p" ON "User";`;
      expect(await seen({ before: there, pending, sizes: size(5e6) })).toEqual([
        'warning lock-timeout-missing public.User 1',
      ]);
      expect(await seen({ before: there, pending, sizes: size(5) })).toEqual([]);
    },
  );

  it('wants none for a new table that refers to a large one', async () => {
    const pending = 'CREATE TABLE "N" ("id" INTEGER); ALTER TABLE "N" ADD FOREIGN KEY ("id") REFERENCES "User"("id");';
    expect(await seen({ before, pending, sizes: size(5e6) })).toEqual([]);
  });
});

describe('code that the parser does not look into', () => {
  it.each([
    [
      'a column',
      `DO $$ BEGIN ALTER TABLE "User" DROP COLUMN "name"; END $$;`,
      ['error drop-column public.User.name 1'],
    ],
    ['a table', `DO $$ BEGIN EXECUTE 'DROP TABLE "Post"'; END $$;`, ['error drop-table public.Post 1']],
    ['nothing, its condition being false', `DO $$ BEGIN IF false THEN DROP TABLE "Post"; END IF; END $$;`, []],
    [
      'what is new',
      `CREATE TABLE "N" ("a" INTEGER, "b" INTEGER); DO $$ BEGIN ALTER TABLE "N" DROP COLUMN "a"; DROP TABLE "N"; END $$;`,
      [],
    ],
  ])('drops %s', async (_, pending, expected) => expect(await seen({ before, pending })).toEqual(expected));
});

describe('the header of Prisma', () => {
  it('is not repeated', async () => {
    const pending = `/*
  Warnings:

  - You are about to drop the column \`name\` on the \`User\` table. All the data in the column will be lost.

*/
-- AlterTable
ALTER TABLE "User" DROP COLUMN "name";
ALTER TABLE "User" DROP COLUMN "n";`;
    expect((await findings({ before, pending })).map(({ message }) => message)).toEqual([
      'Deletes name of User (size unknown); code that still reads the table with it fails.',
      'Deletes n of User (size unknown) with its data; code that still reads the table with it fails.',
    ]);
  });
});

describe('without a scratch server', () => {
  it('judges by what the statements say', async () => {
    const pending = `ALTER TABLE "User" ADD COLUMN "u" UUID DEFAULT gen_random_uuid();
ALTER TABLE "User" ALTER COLUMN "n" SET NOT NULL;
CREATE INDEX "i" ON "User"("n");
DROP TABLE "Post";
CREATE TABLE "New" ("id" INTEGER);
CREATE INDEX "j" ON "New"("id");`;
    expect(await seen({ pending, traced: false })).toEqual([
      'notice non-atomic-file 20260101000000_test 1',
      'warning volatile-default-rewrite public.User.u 1',
      'warning set-not-null-has-nulls public.User.n 2',
      'warning index-not-concurrent public.User 3',
      'error drop-table public.Post 4',
    ]);
  });

  it('reports what the grammar refuses', async () => {
    expect(await seen({ pending: 'SELECT 1;\nDORP TABLE x;', traced: false })).toEqual([
      'error syntax-error 20260101000000_test 2',
    ]);
  });
});

describe('places', () => {
  it('points at the command of a long ALTER TABLE, and suggests in the same lines', async () => {
    const pending = `-- AlterTable
ALTER TABLE "User"
  ADD COLUMN "a" INTEGER,
  DROP COLUMN "name",
  ALTER COLUMN "role" SET NOT NULL;

-- CreateIndex
CREATE INDEX "i" ON "User"("n"); -- for the list
`;
    const found = await findings({ before, pending });
    expect(brief(found)).toEqual([
      'error drop-column public.User.name 4',
      'warning set-not-null-has-nulls public.User.role 5',
      'warning index-not-concurrent public.User 8',
    ]);
    expect(found.find(({ line }) => line === 8)?.suggestion).toBe(
      'CREATE INDEX CONCURRENTLY "i" ON "User"("n"); -- for the list',
    );
  });

  it('keeps IF EXISTS', async () => {
    const pending = 'DROP INDEX IF EXISTS "i";';
    const [found] = await findings({ before: `${before} ${index}`, pending });
    expect(found?.suggestion).toBe('DROP INDEX CONCURRENTLY IF EXISTS "i";');
  });

  it('adds a new column before the index of the key that it is for', async () => {
    const pending =
      'ALTER TABLE "Post" DROP CONSTRAINT "Post_pkey", ADD COLUMN "k" SERIAL, ADD CONSTRAINT "Post_pkey" PRIMARY KEY ("k");';
    const found = await findings({ before, pending });
    expect(found.find(({ rule }) => rule === 'safety/primary-key-change')?.help).toMatch(
      /^Add k in an earlier migration and fill it in batches\. Then build the index, in a migration of its own:\n/,
    );
  });

  it('knows the triggers that may fill a column without a default', async () => {
    const there = (when: string) => `${before} ALTER TABLE "Post" ALTER COLUMN "id" SET DEFAULT 1;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "t" ${when} INSERT ON "Post" FOR EACH ROW EXECUTE FUNCTION f();`;
    const pending = 'ALTER TABLE "Post" ALTER COLUMN "id" DROP DEFAULT;';
    expect(await seen({ before: there('BEFORE'), pending })).toEqual([]);
    expect(await seen({ before: there('AFTER'), pending })).toEqual([
      'notice required-column-breaks-old-writers public.Post.id 1',
    ]);
  });

  it('does not take its own time zone for that of the server', async () => {
    const there = `${before} ALTER TABLE "Post" ADD COLUMN "at" TIMESTAMP(3);`;
    const alter = 'ALTER TABLE "Post" ALTER COLUMN "at" SET DATA TYPE TIMESTAMPTZ(6);';
    const [found] = await findings({ before: there, pending: alter });
    expect(`${found?.severity} ${found?.message}`).toBe(
      'notice Unless the time zone of the server is UTC, this takes the values for local times, and blocks reads and writes of Post (size unknown) while it is rewritten.',
    );
    expect(found?.help).toContain(`    SET timezone = 'UTC';\n    ${alter}\n    RESET timezone;`);
    const pending = `SET timezone = 'UTC'; ${alter} RESET timezone;`;
    expect(await seen({ before: there, pending })).toEqual([]);
    expect(await seen({ before: there, pending: alter.replace('TIMESTAMPTZ(6)', 'TIMESTAMP(6)') })).toEqual([]);
  });

  it('gives back the default of an old column only', async () => {
    const there = `${before} ALTER TABLE "Post" ALTER COLUMN "id" SET DEFAULT 7;`;
    const pending = `ALTER TABLE "Post" ADD COLUMN "k" SERIAL;
ALTER TABLE "Post" ALTER COLUMN "k" DROP DEFAULT, ALTER COLUMN "id" DROP DEFAULT;`;
    const found = await findings({ before: there, pending });
    expect(found.find(({ line }) => line === 2)?.help).toBe(
      'Drop the default in a later migration, when all running code names k, id.\nWhat it was:\n    ALTER TABLE "Post" ALTER COLUMN "id" SET DEFAULT 7;',
    );
  });

  it('names what is dropped with a column that is replaced', async () => {
    const there = `${before} ALTER TABLE "User" ALTER COLUMN "id" SET DEFAULT 1; CREATE INDEX "User_id_n_idx" ON "User"("id", "n");`;
    const [id] = await findings({ before: there, pending: 'ALTER TABLE "User" ALTER COLUMN "id" TYPE BIGINT;' });
    expect(id?.help).toContain(
      '-- give "id_new" what is dropped with the old column: NOT NULL, DEFAULT 1, User_pkey, User_id_n_idx, the foreign keys that refer to it\n',
    );
    const [body] = await findings({ before, pending: 'ALTER TABLE "Post" ALTER COLUMN "body" TYPE VARCHAR(9);' });
    expect(body?.help).not.toContain('what is dropped');
  });

  it('suggests nothing where the replacement would fail', async () => {
    const pending = `${index} DO $$ BEGIN NULL; END $$;`;
    const [found] = await findings({ before, pending, prismaVersion: '7.10.0' });
    expect(found?.rule).toBe('safety/index-not-concurrent');
    expect(found?.suggestion).toBeUndefined();
  });
});

describe('what looks alike', () => {
  it.each([
    [
      'a conversion that its author wrote',
      `ALTER TABLE "User" ALTER COLUMN "n" TYPE BOOLEAN USING ("n" > 0);`,
      ['warning type-change-rewrite public.User.n 1'],
    ],
    [
      'a renamed column whose foreign key held before',
      `ALTER TABLE "Post" DROP CONSTRAINT IF EXISTS "none"; ALTER TABLE "Post" RENAME COLUMN "userId" TO "ownerId";`,
      ['warning rename public.Post.userId 1'],
    ],
    [
      'two unrelated columns of different types',
      'ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "k" INTEGER;',
      ['error drop-column public.User.name 1'],
    ],
    [
      'several columns, one alike',
      'ALTER TABLE "User" DROP COLUMN "name", DROP COLUMN "n", ADD COLUMN "fullName" TEXT, ADD COLUMN "k" BIGINT;',
      ['error drop-column public.User.n 1', 'error rename-as-drop-add public.User.name 1'],
    ],
    [
      'a default for the rows that are there, taken away again',
      `ALTER TABLE "Post" ADD COLUMN "x" TEXT NOT NULL DEFAULT ''; ALTER TABLE "Post" ALTER COLUMN "x" DROP DEFAULT;`,
      ['notice required-column-breaks-old-writers public.Post.x 1'],
    ],
    [
      'a default that is there again in the end, and one whose column goes',
      `ALTER TABLE "Post" ADD COLUMN "x" TEXT NOT NULL DEFAULT '', ADD COLUMN "y" TEXT NOT NULL DEFAULT '', ADD COLUMN "z" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "Post" ALTER COLUMN "x" DROP DEFAULT, ALTER COLUMN "y" DROP DEFAULT, ALTER COLUMN "z" DROP DEFAULT;
ALTER TABLE "Post" ALTER COLUMN "x" SET DEFAULT 'y', ALTER COLUMN "y" DROP NOT NULL, ALTER COLUMN "z" ADD GENERATED BY DEFAULT AS IDENTITY;`,
      [],
    ],
    [
      'a default that gives way to a trigger',
      `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."id" := 1; RETURN NEW; END $$;
ALTER TABLE "Post" ALTER COLUMN "id" SET DEFAULT 1;
CREATE TRIGGER "t" BEFORE INSERT ON "Post" FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE "Post" ALTER COLUMN "id" DROP DEFAULT;`,
      [],
    ],
    [
      'several such defaults and columns of one table',
      `DELETE FROM "Post"; ALTER TABLE "Post" ADD COLUMN "x" TEXT NOT NULL DEFAULT '', ADD COLUMN "y" TEXT NOT NULL DEFAULT '', ADD COLUMN "v" TEXT NOT NULL, ADD COLUMN "w" TEXT NOT NULL;
ALTER TABLE "Post" ALTER COLUMN "x" DROP DEFAULT, ALTER COLUMN "y" DROP DEFAULT, ALTER COLUMN "body" DROP DEFAULT;`,
      [
        'error dml-without-where public.Post 1',
        'notice required-column-breaks-old-writers public.Post.v 1',
        'notice required-column-breaks-old-writers public.Post.x 2',
      ],
    ],
    [
      'a table of the same columns that is filled before',
      'CREATE TABLE "Notes" ("id" INTEGER PRIMARY KEY, "userId" INTEGER, "body" TEXT); INSERT INTO "Notes" SELECT * FROM "Post"; DROP TABLE "Post";',
      ['error drop-table public.Post 1'],
    ],
    [
      'a required column that is there already',
      `ALTER TABLE "Post" ADD COLUMN IF NOT EXISTS "id" INTEGER NOT NULL; CREATE INDEX "i" ON "Post"("body");`,
      ['warning index-not-concurrent public.Post 1'],
    ],
    [
      'a table made anew under its name',
      'DROP TABLE "Post"; CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER, "body" TEXT);',
      ['error drop-table public.Post 1'],
    ],
    [
      'a column whose name is part of another by chance',
      'ALTER TABLE "User" DROP COLUMN "n", DROP COLUMN "id", ADD COLUMN "provider" INTEGER;',
      ['error drop-column public.User.id 1', 'error drop-column public.User.n 1'],
    ],
    [
      'a key that is made anew with its column',
      'ALTER TABLE "Post" DROP CONSTRAINT "Post_pkey", DROP COLUMN "id", ADD COLUMN "id" TEXT NOT NULL, ADD CONSTRAINT "Post_pkey" PRIMARY KEY ("id");',
      ['error recreate-column public.Post.id 1'],
    ],
    [
      'a key with a required column that no row can have',
      'ALTER TABLE "Post" DROP CONSTRAINT "Post_pkey", ADD COLUMN "k" TEXT NOT NULL, ADD CONSTRAINT "Post_pkey" PRIMARY KEY ("id", "k");',
      ['error required-column-no-default public.Post.k 1'],
    ],
    [
      'a key and an index with a required column that was filled before',
      `ALTER TABLE "Post" ADD COLUMN "k" TEXT; UPDATE "Post" SET "k" = ''; ALTER TABLE "Post" ALTER COLUMN "k" SET NOT NULL;
ALTER TABLE "Post" DROP CONSTRAINT "Post_pkey", ADD CONSTRAINT "Post_pkey" PRIMARY KEY ("id", "k");`,
      ['warning set-not-null-scan public.Post.k 1', 'warning primary-key-change public.Post 2'],
    ],
    [
      'indexes and keys of a table that can have no row any more',
      `ALTER TABLE "Post" ADD COLUMN "k" INTEGER NOT NULL; CREATE INDEX "i" ON "Post"("k");
ALTER TABLE "Post" ADD FOREIGN KEY ("k") REFERENCES "User"("id"), ALTER COLUMN "body" TYPE VARCHAR(9), ALTER COLUMN "userId" SET NOT NULL;`,
      ['error required-column-no-default public.Post.k 1'],
    ],
    [
      'another enum with more values',
      `CREATE TYPE "R2" AS ENUM ('A', 'B', 'C'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "R2" USING ("role"::text::"R2");`,
      ['warning type-change-rewrite public.User.role 1'],
    ],
    [
      'another enum without one of the values',
      `CREATE TYPE "R2" AS ENUM ('A', 'C'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "R2" USING ("role"::text::"R2");`,
      ['warning narrowing-cast public.User.role 1', 'notice non-atomic-file 20260101000000_test 1'],
    ],
    [
      'renamed and emptied',
      'DELETE FROM "Post"; ALTER TABLE "Post" DROP COLUMN "userId", ADD COLUMN "ownerId" INTEGER NOT NULL;',
      ['error dml-without-where public.Post 1', 'notice rename-as-drop-add public.Post.userId 1'],
    ],
    [
      'emptied first',
      'DELETE FROM "Post"; ALTER TABLE "Post" ADD COLUMN "x" TEXT NOT NULL;',
      ['error dml-without-where public.Post 1', 'notice required-column-breaks-old-writers public.Post.x 1'],
    ],
    [
      'every row on purpose: a new column',
      'ALTER TABLE "Post" ADD COLUMN "x" TEXT; UPDATE "Post" SET "x" = "body";',
      [],
    ],
    [
      'an index of the column that goes',
      'DROP INDEX IF EXISTS "none"; ALTER TABLE "User" DROP COLUMN "n";',
      ['error drop-column public.User.n 1'],
    ],
    [
      'integers as Prisma’s Decimal, which they all fit',
      'ALTER TABLE "User" ALTER COLUMN "n" SET DATA TYPE DECIMAL(65,30), ALTER COLUMN "id" SET DATA TYPE DECIMAL(65,30);',
      ['warning type-change-rewrite public.User.n 1'],
    ],
    [
      'integers as texts of the length that they need, and of one less',
      'ALTER TABLE "User" ALTER COLUMN "n" TYPE VARCHAR(11); ALTER TABLE "Post" ALTER COLUMN "userId" TYPE VARCHAR(10);',
      [
        'warning narrowing-cast public.Post.userId 1',
        'notice non-atomic-file 20260101000000_test 1',
        'warning type-change-rewrite public.User.n 1',
      ],
    ],
    [
      'one rewrite that two columns may stop',
      'ALTER TABLE "User" ALTER COLUMN "name" TYPE VARCHAR(3), ALTER COLUMN "n" TYPE SMALLINT;',
      ['warning narrowing-cast public.User.name 1'],
    ],
    [
      'one scan for two columns',
      'ALTER TABLE "User" ALTER COLUMN "n" SET NOT NULL, ALTER COLUMN "name" SET NOT NULL;',
      ['warning set-not-null-has-nulls public.User.n 1'],
    ],
    [
      'one rewrite for two columns',
      'ALTER TABLE "User" ALTER COLUMN "id" TYPE BIGINT, ALTER COLUMN "n" TYPE BIGINT;',
      ['warning type-change-rewrite public.User.id 1'],
    ],
    [
      'an enum with its values in another order',
      `CREATE TYPE "R2" AS ENUM ('B', 'A'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "R2" USING ("role"::text::"R2"); DROP TYPE "Role"; ALTER TYPE "R2" RENAME TO "Role";`,
      ['warning type-change-rewrite public.User.role 1'],
    ],
    [
      'a value added, its rows moved over, and the old value removed by the same swap again',
      `ALTER TYPE "Role" RENAME TO "Role_old"; CREATE TYPE "Role" AS ENUM ('A', 'B', 'C'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role" USING ("role"::text::"Role");
UPDATE "User" SET "role" = 'C' WHERE "role" = 'B'; DROP TYPE "Role_old";
ALTER TYPE "Role" RENAME TO "Role_old"; CREATE TYPE "Role" AS ENUM ('A', 'C'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role" USING ("role"::text::"Role"); DROP TYPE "Role_old";`,
      ['warning type-change-rewrite public.User.role 1'],
    ],
    [
      'a value removed, the old enum renamed first',
      `ALTER TYPE "Role" RENAME TO "Role_old"; CREATE TYPE "Role" AS ENUM ('A'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role" USING ("role"::text::"Role"); DROP TYPE "Role_old";`,
      ['warning enum-value-removed public.Role 1'],
    ],
  ])('%s', async (_, pending, expected) => expect(await seen({ before, pending })).toEqual(expected));

  it.each([
    ['DROP INDEX "p";', ['warning unmanaged-index-dropped public.p 1']],
    ['DROP INDEX IF EXISTS "p";', ['notice drop-index-not-concurrent public.p 1']],
    ['DROP INDEX CONCURRENTLY "p";', []],
  ])('an index that schema.prisma cannot describe: %s', async (pending, findingsOfIt) => {
    const partial = `${before} CREATE INDEX "p" ON "User"("n") WHERE "n" > 0;`;
    expect(await seen({ before: partial, pending })).toEqual(findingsOfIt);
  });
});
