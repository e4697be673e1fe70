import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probesFor } from '../../src/collect/probes/probes-for';
import { runProbes } from '../../src/collect/probes/run-probes';
import type { ScratchSession } from '../../src/gather/scratch/server';
import { judge } from '../../src/judge/judge';
import { safetyRules } from '../../src/judge/rules/safety';
import { PgConnection } from '../../src/postgres/pg-connection';
import { brief, lintFacts } from '../judge/safety/lint';
import { createDatabase, execute, type Major, startPostgres } from '../support/postgres';
import { plainSession, useScratch } from '../support/scratch';

const scratch = useScratch('embedded');
let session: ScratchSession;
beforeAll(async () => {
  session = await scratch.server.session(plainSession);
});
afterAll(() => session.close());

const options = { database: 'production', maxCost: 100_000, timeoutMs: 5_000 };

async function probe(url: string, before: string, pending: string, sizes?: { table: string; rows?: number }[]) {
  const facts = await lintFacts(session.connection, { before, pending, ...(sizes && { sizes }) });
  const probes = probesFor(facts);
  const connection = await PgConnection.connect(new Client({ connectionString: url }));
  try {
    const results = await runProbes(connection, probes, options);
    return { results, findings: judge(safetyRules, { ...facts, probes: results }).findings };
  } finally {
    await connection.end();
  }
}

interface ProbeCase {
  readonly name: string;
  readonly before: string;
  readonly pending: string;
  /** Rows on which the migration fails, with this SQLSTATE; rows on which it does not. */
  readonly bad: string;
  readonly code: string;
  readonly good: string;
  /** The rule that says it will fail. */
  readonly rule: string;
  readonly since?: Major;
}

const user = 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "a" TEXT, "n" BIGINT, "m" NUMERIC(10,2));';
const role = `CREATE TYPE "Role" AS ENUM ('A', 'B'); CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "role" "Role", "roles" "Role"[]);`;
const post =
  'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY); CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER);';
const swap = (columns: readonly (readonly [string, string])[]) =>
  `BEGIN; CREATE TYPE "Role_new" AS ENUM ('A'); ${columns.map(([name, list]) => `ALTER TABLE "User" ALTER COLUMN "${name}" TYPE "Role_new"${list} USING ("${name}"::text${list}::"Role_new"${list});`).join(' ')} ALTER TYPE "Role" RENAME TO "Role_old"; ALTER TYPE "Role_new" RENAME TO "Role"; DROP TYPE "Role_old"; COMMIT;`;

const cases: readonly ProbeCase[] = [
  {
    name: 'a required column, a row',
    before: user,
    pending: 'ALTER TABLE "User" ADD COLUMN "x" TEXT NOT NULL;',
    bad: 'INSERT INTO "User" VALUES (1);',
    code: '23502',
    good: '',
    rule: 'required-column-no-default',
  },
  {
    name: 'NOT NULL, a NULL',
    before: user,
    pending: 'ALTER TABLE "User" ALTER COLUMN "a" SET NOT NULL;',
    bad: `INSERT INTO "User" VALUES (1, 'x'), (2, NULL);`,
    code: '23502',
    good: `INSERT INTO "User" VALUES (1, 'x');`,
    rule: 'set-not-null-has-nulls',
  },
  {
    name: 'NOT NULL on a column that is new and empty, a row',
    before: user,
    pending: 'ALTER TABLE "User" ADD COLUMN "x" TEXT; ALTER TABLE "User" ALTER COLUMN "x" SET NOT NULL;',
    bad: 'INSERT INTO "User" VALUES (1);',
    code: '23502',
    good: '',
    rule: 'set-not-null-has-nulls',
  },
  {
    name: 'a unique index, duplicates',
    before: user,
    pending: 'CREATE UNIQUE INDEX "i" ON "User"("a", "n");',
    bad: `INSERT INTO "User" VALUES (1, 'x', 1), (2, 'x', 1);`,
    code: '23505',
    good: `INSERT INTO "User" VALUES (1, 'x', 1), (2, 'x', 2), (3, NULL, 1), (4, NULL, 1);`,
    rule: 'unique-duplicates',
  },
  {
    name: 'a partial unique index, duplicates where it counts',
    before: user,
    pending: `CREATE UNIQUE INDEX "i" ON "User"("a") WHERE "n" > 0 AND "a" <> 'skip';`,
    bad: `INSERT INTO "User" VALUES (1, 'x', 1), (2, 'x', 2);`,
    code: '23505',
    good: `INSERT INTO "User" VALUES (1, 'x', 1), (2, 'x', 0), (3, 'skip', 1), (4, 'skip', 1);`,
    rule: 'unique-duplicates',
  },
  {
    name: 'a unique index without distinct NULLs',
    before: user,
    pending: 'CREATE UNIQUE INDEX "i" ON "User"("a") NULLS NOT DISTINCT;',
    bad: 'INSERT INTO "User" VALUES (1), (2);',
    code: '23505',
    good: `INSERT INTO "User" VALUES (1, NULL), (2, 'x');`,
    rule: 'unique-duplicates',
  },
  {
    name: 'a unique constraint',
    before: user,
    pending: 'ALTER TABLE "User" ADD CONSTRAINT "u" UNIQUE ("a");',
    bad: `INSERT INTO "User" VALUES (1, 'x'), (2, 'x');`,
    code: '23505',
    good: `INSERT INTO "User" VALUES (1, 'x'), (2, 'y');`,
    rule: 'unique-duplicates',
  },
  {
    name: 'a foreign key, an orphan',
    before: post,
    pending: 'ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("userId") REFERENCES "User"("id");',
    bad: 'INSERT INTO "User" VALUES (1); INSERT INTO "Post" VALUES (1, 1), (2, 7);',
    code: '23503',
    good: 'INSERT INTO "User" VALUES (1); INSERT INTO "Post" VALUES (1, 1), (2, NULL);',
    rule: 'fk-orphans',
  },
  {
    name: 'a foreign key to the primary key, columns renamed before it',
    before: post,
    pending:
      'ALTER TABLE "Post" RENAME COLUMN "userId" TO "ownerId"; ALTER TABLE "User" RENAME TO "Owner"; ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("ownerId") REFERENCES "Owner";',
    bad: 'INSERT INTO "Post" VALUES (2, 7);',
    code: '23503',
    good: 'INSERT INTO "User" VALUES (7); INSERT INTO "Post" VALUES (2, 7);',
    rule: 'fk-orphans',
  },
  {
    name: 'a foreign key to a table that is made in the same file',
    before: post,
    pending:
      'CREATE TABLE "Team" ("id" INTEGER PRIMARY KEY); ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("userId") REFERENCES "Team"("id");',
    bad: 'INSERT INTO "Post" VALUES (2, 7);',
    code: '23503',
    good: 'INSERT INTO "Post" VALUES (2, NULL);',
    rule: 'fk-orphans',
  },
  {
    name: 'text to varchar(n), too long',
    before: user,
    pending: 'ALTER TABLE "User" ALTER COLUMN "a" SET DATA TYPE VARCHAR(3);',
    bad: `INSERT INTO "User" VALUES (1, 'äöüß');`,
    code: '22001',
    good: `INSERT INTO "User" VALUES (1, 'äöü'), (2, 'abc   '), (3, NULL);`,
    rule: 'narrowing-cast',
  },
  {
    name: 'bigint to integer, too big',
    before: user,
    pending: 'ALTER TABLE "User" ALTER COLUMN "n" SET DATA TYPE INTEGER;',
    bad: 'INSERT INTO "User" VALUES (1, NULL, 2147483648);',
    code: '22003',
    good: 'INSERT INTO "User" VALUES (1, NULL, 2147483647), (2, NULL, -2147483648);',
    rule: 'narrowing-cast',
  },
  {
    name: 'numeric to integer, too big only after rounding',
    before: user.replace('NUMERIC(10,2)', 'NUMERIC'),
    pending: 'ALTER TABLE "User" ALTER COLUMN "m" SET DATA TYPE INTEGER;',
    bad: 'INSERT INTO "User" VALUES (1, NULL, 1, 2147483647.5);',
    code: '22003',
    good: 'INSERT INTO "User" VALUES (1, NULL, 1, 2147483647.4);',
    rule: 'narrowing-cast',
  },
  {
    name: 'numeric to fewer digits',
    before: user,
    pending: 'ALTER TABLE "User" ALTER COLUMN "m" SET DATA TYPE NUMERIC(4,1);',
    bad: 'INSERT INTO "User" VALUES (1, NULL, 1, 999.95);',
    code: '22003',
    good: 'INSERT INTO "User" VALUES (1, NULL, 1, 999.94), (2, NULL, 1, -999.9);',
    rule: 'narrowing-cast',
  },
  {
    name: 'text to integer by USING',
    before: user,
    pending: 'ALTER TABLE "User" ALTER COLUMN "a" SET DATA TYPE INTEGER USING ("a"::integer);',
    bad: `INSERT INTO "User" VALUES (1, '12'), (2, '1x');`,
    code: '22P02',
    good: `INSERT INTO "User" VALUES (1, ' 12 '), (2, NULL);`,
    rule: 'narrowing-cast',
    since: 16,
  },
  {
    name: 'text to an enum by USING',
    before: user,
    pending: `CREATE TYPE "Kind" AS ENUM ('x', 'y'); ALTER TABLE "User" ALTER COLUMN "a" SET DATA TYPE "Kind" USING ("a"::text::"Kind");`,
    bad: `INSERT INTO "User" VALUES (1, 'x'), (2, 'z');`,
    code: '22P02',
    good: `INSERT INTO "User" VALUES (1, 'x'), (2, 'y'), (3, NULL);`,
    rule: 'narrowing-cast',
  },
  {
    name: 'a CHECK, a row that breaks it',
    before: user,
    pending: `ALTER TABLE "User" ADD CONSTRAINT "c" CHECK ("n" >= 0 AND length("a") BETWEEN 1 AND 3 OR "a" IN ('long enough'));`,
    bad: `INSERT INTO "User" VALUES (1, 'abc', 1), (2, 'abcd', 1);`,
    code: '23514',
    good: `INSERT INTO "User" VALUES (1, 'abc', 1), (2, NULL, NULL), (3, 'long enough', -1);`,
    rule: 'check-violations',
  },
  {
    name: 'an enum value that a column still has',
    before: role.replace(', "roles" "Role"[]', ''),
    pending: swap([['role', '']]),
    bad: `INSERT INTO "User" VALUES (1, 'A'), (2, 'B');`,
    code: '22P02',
    good: `INSERT INTO "User" VALUES (1, 'A'), (2, NULL);`,
    rule: 'enum-value-removed',
  },
  {
    name: 'an enum value that a list still has',
    before: role,
    pending: swap([
      ['role', ''],
      ['roles', '[]'],
    ]),
    bad: `INSERT INTO "User" VALUES (1, 'A', '{A,B}');`,
    code: '22P02',
    good: `INSERT INTO "User" VALUES (1, 'A', '{A,A}'), (2, 'A', NULL);`,
    rule: 'enum-value-removed',
  },
];

async function outcome(url: string, sql: string): Promise<string> {
  try {
    await execute(url, sql);
    return 'ran';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe.each([15, 18] as const)('on PostgreSQL %s', (major) => {
  it.each(cases)('$name', async ({ before, pending, bad, good, code, rule, since = 13 }) => {
    const server = await startPostgres(major);
    for (const [rows, verdict, result] of [
      [bad, 'will-fail', code],
      [good, 'safe', 'ran'],
    ] as const) {
      const url = await createDatabase(server, before + rows);
      const { results, findings } = await probe(url, before, pending);
      expect(results.map((r) => r.verdict)).toEqual([major >= since ? verdict : 'not-determined']);
      if (major >= since) {
        const failing = findings.filter(
          ({ severity, message }) => severity === 'error' && message.startsWith('Will fail'),
        );
        expect(failing.map((finding) => finding.rule)).toEqual(verdict === 'safe' ? [] : [`safety/${rule}`]);
        expect(findings.filter(({ message }) => message.startsWith('Fails '))).toEqual([]);
      }
      expect(await outcome(url, pending)).toBe(result);
    }
  });
});

/** What is easily answered wrongly: the verdict (null: nothing is asked), and what really came of the migration. */
const odd: readonly (readonly [
  name: string,
  before: string,
  pending: string,
  rows: string,
  verdict: string | null,
  outcome: string,
])[] = [
  [
    'duplicates that an update takes out of a partial index first',
    user,
    `UPDATE "User" SET "n" = 0 WHERE "id" > 1; CREATE UNIQUE INDEX "i" ON "User"("a") WHERE "n" > 0;`,
    `INSERT INTO "User" VALUES (1, 'x', 1), (2, 'x', 2);`,
    null,
    'ran',
  ],
  [
    'duplicates that the migration inserts',
    user,
    `INSERT INTO "User" SELECT "id" + 10, "a" FROM "User"; CREATE UNIQUE INDEX "i" ON "User"("a");`,
    `INSERT INTO "User" VALUES (1, 'x');`,
    'not-determined',
    '23505',
  ],
  [
    'duplicates beside rows that the migration inserts',
    user,
    `INSERT INTO "User" SELECT "id" + 10, NULL FROM "User"; CREATE UNIQUE INDEX "i" ON "User"("a");`,
    `INSERT INTO "User" VALUES (1, 'x'), (2, 'x');`,
    'will-fail',
    '23505',
  ],
  [
    'duplicates deleted in a WITH clause',
    user,
    `WITH gone AS (DELETE FROM "User" WHERE "id" = 2 RETURNING *) SELECT count(*) FROM gone; CREATE UNIQUE INDEX "i" ON "User"("a");`,
    `INSERT INTO "User" VALUES (1, 'x'), (2, 'x');`,
    null,
    'ran',
  ],
  [
    'a required column after a DELETE of some rows',
    user,
    `DELETE FROM "User" WHERE "id" > 0; ALTER TABLE "User" ADD COLUMN "x" TEXT NOT NULL;`,
    `INSERT INTO "User" VALUES (1, 'x');`,
    'not-determined',
    'ran',
  ],
  [
    'a required column after an INSERT that finds no row on the scratch server',
    `${user} CREATE TABLE "Old" ("id" INTEGER);`,
    `INSERT INTO "User" SELECT "id" FROM "Old"; ALTER TABLE "User" ADD COLUMN "x" TEXT NOT NULL;`,
    'INSERT INTO "Old" VALUES (1);',
    'not-determined',
    '23502',
  ],
  [
    'a required column of a domain with a default',
    `${user} CREATE DOMAIN "d" AS TEXT DEFAULT 'x';`,
    'ALTER TABLE "User" ADD COLUMN "x" "d" NOT NULL;',
    'INSERT INTO "User" VALUES (1);',
    null,
    'ran',
  ],
  [
    'a column of a domain that is NOT NULL',
    `${user} CREATE DOMAIN "d" AS TEXT NOT NULL;`,
    'ALTER TABLE "User" ADD COLUMN "x" "d";',
    'INSERT INTO "User" VALUES (1);',
    'will-fail',
    '23502',
  ],
  [
    'NOT NULL on a generated column',
    user,
    `ALTER TABLE "User" ADD COLUMN "g" TEXT GENERATED ALWAYS AS (coalesce("a", '')) STORED; ALTER TABLE "User" ALTER COLUMN "g" SET NOT NULL;`,
    'INSERT INTO "User" VALUES (1);',
    null,
    'ran',
  ],
  [
    'a unique index on a generated column',
    user,
    `ALTER TABLE "User" ADD COLUMN "g" TEXT GENERATED ALWAYS AS (coalesce("a", '')) STORED; CREATE UNIQUE INDEX "i" ON "User"("g");`,
    'INSERT INTO "User" VALUES (1), (2);',
    'not-determined',
    '23505',
  ],
  [
    'NOT NULL after a conversion that makes NULLs',
    user,
    `ALTER TABLE "User" ALTER COLUMN "a" TYPE VARCHAR(5) USING nullif("a", 'x'); ALTER TABLE "User" ALTER COLUMN "a" SET NOT NULL;`,
    `INSERT INTO "User" VALUES (1, 'x');`,
    null,
    '23502',
  ],
  [
    'NOT NULL beside a cast',
    user,
    'ALTER TABLE "User" ALTER COLUMN "n" TYPE TEXT, ALTER COLUMN "n" SET NOT NULL;',
    'INSERT INTO "User" VALUES (1);',
    'will-fail',
    '23502',
  ],
  [
    'values that become the same by a cast',
    user,
    'ALTER TABLE "User" ALTER COLUMN "m" TYPE NUMERIC(12,0); CREATE UNIQUE INDEX "i" ON "User"("m");',
    'INSERT INTO "User" VALUES (1, NULL, 1, 1.1), (2, NULL, 1, 1.2);',
    'not-determined',
    '23505',
  ],
  [
    'a cast by way of another type',
    user,
    'ALTER TABLE "User" ALTER COLUMN "a" TYPE INTEGER USING "a"::numeric::integer;',
    `INSERT INTO "User" VALUES (1, '1.5');`,
    null,
    'ran',
  ],
  [
    'a cast of another column',
    user,
    'ALTER TABLE "User" ALTER COLUMN "a" TYPE INTEGER USING "n"::integer;',
    `INSERT INTO "User" VALUES (1, 'x', 5);`,
    null,
    'ran',
  ],
  [
    'an enum to one with fewer values',
    role,
    `CREATE TYPE "R" AS ENUM ('B', 'C'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "R" USING ("role"::text::"R");`,
    `INSERT INTO "User" VALUES (1, 'A');`,
    'will-fail',
    '22P02',
  ],
  [
    'an enum value renamed and then removed',
    role.replace(', "roles" "Role"[]', ''),
    `ALTER TYPE "Role" RENAME VALUE 'B' TO 'A2'; ${swap([['role', '']])}`,
    `INSERT INTO "User" VALUES (1, 'B');`,
    'not-determined',
    '22P02',
  ],
  [
    'an enum value that one column is rid of first',
    role,
    `UPDATE "User" SET "role" = 'A'; ${swap([
      ['role', ''],
      ['roles', '[]'],
    ])}`,
    `INSERT INTO "User" VALUES (1, 'B', '{A}');`,
    'safe',
    'ran',
  ],
  [
    'NULLs in a constraint without distinct NULLs',
    user,
    'ALTER TABLE "User" ADD CONSTRAINT "u" UNIQUE NULLS NOT DISTINCT ("a", "n");',
    `INSERT INTO "User" VALUES (1, 'x', NULL), (2, 'x', NULL);`,
    'will-fail',
    '23505',
  ],
  [
    'a foreign key on two columns, one of them NULL',
    'CREATE TABLE "A" ("x" INTEGER, "y" INTEGER, PRIMARY KEY ("x", "y")); CREATE TABLE "B" ("x" INTEGER, "y" INTEGER);',
    'ALTER TABLE "B" ADD CONSTRAINT "f" FOREIGN KEY ("x", "y") REFERENCES "A";',
    'INSERT INTO "B" VALUES (1, NULL);',
    'safe',
    'ran',
  ],
  [
    'the same with MATCH FULL',
    'CREATE TABLE "A" ("x" INTEGER, "y" INTEGER, PRIMARY KEY ("x", "y")); CREATE TABLE "B" ("x" INTEGER, "y" INTEGER);',
    'ALTER TABLE "B" ADD CONSTRAINT "f" FOREIGN KEY ("x", "y") REFERENCES "A" MATCH FULL;',
    'INSERT INTO "B" VALUES (1, NULL);',
    'will-fail',
    '23503',
  ],
  [
    'a foreign key of a table to itself',
    post,
    'ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("userId") REFERENCES "Post"("id");',
    'INSERT INTO "Post" VALUES (1, 2), (2, 2);',
    'safe',
    'ran',
  ],
  [
    'a parent whose rows are deleted first',
    post,
    'DELETE FROM "User" WHERE "id" = 1; ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("userId") REFERENCES "User"("id");',
    'INSERT INTO "User" VALUES (1); INSERT INTO "Post" VALUES (1, 1);',
    'not-determined',
    '23503',
  ],
  [
    'children that go with their parent',
    `${post} ALTER TABLE "Post" ADD CONSTRAINT "f" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE;`,
    'DELETE FROM "User" WHERE "id" = 1; ALTER TABLE "Post" ADD COLUMN "x" TEXT NOT NULL;',
    'INSERT INTO "User" VALUES (1); INSERT INTO "Post" VALUES (1, 1);',
    'not-determined',
    'ran',
  ],
  [
    'rows deleted by a function that does not name the table',
    `${user} CREATE FUNCTION tidy() RETURNS void LANGUAGE sql AS 'DELETE FROM "User"';`,
    'SELECT tidy(); ALTER TABLE "User" ADD COLUMN "x" TEXT NOT NULL;',
    'INSERT INTO "User" VALUES (1);',
    'not-determined',
    'ran',
  ],
  [
    'a key that rows of an inheriting table do not hold',
    'CREATE TABLE "A" ("id" INTEGER PRIMARY KEY); CREATE TABLE "A2" () INHERITS ("A"); CREATE TABLE "B" ("a" INTEGER);',
    'ALTER TABLE "B" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "A"("id");',
    'INSERT INTO "A2" VALUES (1); INSERT INTO "B" VALUES (1);',
    'will-fail',
    '23503',
  ],
  [
    'a column renamed, of a table with quotes in another schema, beside a view of its name',
    'CREATE SCHEMA "s p"; CREATE TABLE "s p"."T ""x""" ("a b" TEXT); CREATE VIEW "T ""x""" AS SELECT 1 AS "c";',
    'ALTER TABLE "s p"."T ""x""" RENAME COLUMN "a b" TO "c"; ALTER TABLE "s p"."T ""x""" ALTER COLUMN "c" SET NOT NULL;',
    'INSERT INTO "s p"."T ""x""" VALUES (NULL);',
    'will-fail',
    '23502',
  ],
  [
    'a table that the pending migrations make',
    user,
    `CREATE TABLE "N" AS SELECT * FROM "User"; CREATE UNIQUE INDEX "i" ON "N"("a");`,
    `INSERT INTO "User" VALUES (1, 'x'), (2, 'x');`,
    null,
    '23505',
  ],
];

describe.each([15, 18] as const)('what is easily answered wrongly, on PostgreSQL %s', (major) => {
  it.each(odd)('%s', async (_, before, pending, rows, verdict, expected) => {
    const url = await createDatabase(await startPostgres(major), before + rows);
    const { results } = await probe(url, before, pending);
    expect(results.map((result) => result.verdict)).toEqual(verdict === null ? [] : [verdict]);
    expect(await outcome(url, pending)).toBe(expected);
  });
});

describe('runProbes', () => {
  const pending = 'ALTER TABLE "User" ALTER COLUMN "a" SET NOT NULL;';

  it('does not ask what would cost more than the limit, and says so', async () => {
    const url = await createDatabase(
      await startPostgres(15),
      `${user} INSERT INTO "User" SELECT i, repeat('x', 1000) FROM generate_series(1, 20000) i; ANALYZE;`,
    );
    const facts = await lintFacts(session.connection, { before: user, pending });
    const connection = await PgConnection.connect(new Client({ connectionString: url }));
    const [result] = await runProbes(connection, probesFor(facts), { ...options, maxCost: 1_000 });
    expect(result).toMatchObject({
      verdict: 'not-determined',
      reason: expect.stringContaining('above the limit of 1000'),
    });
    expect((await runProbes(connection, probesFor(facts), options))[0]?.verdict).toBe('safe');
    await connection.end();
  });

  it('gives up on a locked table, a table it may not read, and a long query', async () => {
    const server = await startPostgres(15);
    const url = await createDatabase(server, `${user} INSERT INTO "User" SELECT i FROM generate_series(1, 200000) i;`);
    const facts = await lintFacts(session.connection, {
      before: user,
      pending: 'CREATE UNIQUE INDEX "u" ON "User"("a");',
    });
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE "User"');
    const connection = await PgConnection.connect(new Client({ connectionString: url }));
    const reason = async () => (await runProbes(connection, probesFor(facts), options))[0]?.reason;
    expect(await reason()).toBe('the table is locked');
    await holder.query('ROLLBACK');
    await holder.end();
    await execute(url, 'CREATE ROLE poor; ALTER TABLE "User" ENABLE ROW LEVEL SECURITY');
    await connection.script('SET ROLE poor');
    expect(await reason()).toContain('may not read');
    await execute(url, 'GRANT SELECT ON "User" TO poor');
    expect(await reason()).toContain('row security');
    await connection.script('RESET ROLE');
    await connection.end();
    await execute(url, 'DROP OWNED BY poor; DROP ROLE poor');
  });

  it('never runs an expression of a migration that is not on its list, and writes nothing', async () => {
    const evil = [
      `ALTER TABLE "User" ADD CONSTRAINT "c" CHECK (pg_sleep(100) IS NOT NULL);`,
      `ALTER TABLE "User" ADD CONSTRAINT "c" CHECK ("a" ~ '(a*)*b');`,
      `ALTER TABLE "User" ADD CONSTRAINT "c" CHECK (evil.length("a") > 1);`,
      `ALTER TABLE "User" ADD CONSTRAINT "c" CHECK ("a"::regclass IS NOT NULL);`,
      `CREATE UNIQUE INDEX "i" ON "User"("a") WHERE lo_unlink(1) = 1;`,
    ];
    for (const sql of evil) {
      const facts = await lintFacts(session.connection, { pending: sql, traced: false, snapshot: {} });
      for (const { queries, reason } of probesFor(facts)) {
        expect(queries).toEqual([]);
        expect(reason).toContain('lets a migration ask');
      }
    }
  });

  it('asks nothing about rows that the migration changes first', async () => {
    for (const first of [
      `UPDATE "User" SET "a" = '' WHERE "a" IS NULL;`,
      `DELETE FROM "User" WHERE "a" IS NULL;`,
      `DO $$ BEGIN EXECUTE 'UPDATE "User" SET a = 1'; END $$;`,
    ]) {
      const facts = await lintFacts(session.connection, { before: user, pending: `${first} ${pending}` });
      expect(probesFor(facts)).toEqual([]);
    }
  });

  it('raises and lowers what the rules say', async () => {
    const before = `${user} CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER);`;
    const url = await createDatabase(
      await startPostgres(15),
      `${before} INSERT INTO "User" VALUES (1, 'x'), (2, 'x');`,
    );
    const all = `ALTER TABLE "User" ADD COLUMN "x" TEXT NOT NULL;
CREATE UNIQUE INDEX "i" ON "Post"("userId");
ALTER TABLE "Post" ADD COLUMN "y" TEXT NOT NULL;`;
    const sizes = [
      { table: 'public.User', rows: 2 },
      { table: 'public.Post', rows: 0 },
    ];
    expect(brief((await probe(url, before, all, sizes)).findings)).toEqual([
      'error required-column-no-default public.User.x 1',
      'notice index-not-concurrent public.Post 2',
      'notice required-column-breaks-old-writers public.Post.y 3',
    ]);
  });
});
