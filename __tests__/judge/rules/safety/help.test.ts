import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScratchSession } from '../../../../src/gather/scratch/server';
import { compareCatalogs } from '../../../../src/postgres/catalog/compare';
import { readCatalog } from '../../../../src/postgres/catalog/read';
import { plainSession, useScratch } from '../../../support/scratch';
import { emptyDatabase, lint } from '../../safety/lint';

interface HelpCase {
  readonly rule: string;
  readonly before: string;
  readonly pending: string;
  /** Values for the dots that a reader has to fill in. */
  readonly fill?: string;
  /** Differences from what the migration itself makes; absent: none. */
  readonly different?: readonly string[];
  /** What to take from the help, when it offers several ways. */
  readonly take?: RegExp;
}

const tables = `CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "a" TEXT, "n" INTEGER NOT NULL, "m" INTEGER NOT NULL);
CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER);
INSERT INTO "User" VALUES (1, '1', 1, 1), (2, '2', 2, 2); INSERT INTO "Post" VALUES (1, 1);`;
const key = `ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id")`;

const cases: readonly HelpCase[] = [
  { rule: 'index-not-concurrent', before: tables, pending: 'CREATE INDEX "User_n_idx" ON "User"("n");' },
  {
    rule: 'drop-index-not-concurrent',
    before: `${tables} CREATE INDEX "User_n_idx" ON "User"("n");`,
    pending: 'DROP INDEX "User_n_idx";',
  },
  { rule: 'unique-duplicates', before: tables, pending: 'CREATE UNIQUE INDEX "User_a_key" ON "User"("a");' },
  {
    rule: 'unique-duplicates',
    before: tables,
    pending: 'ALTER TABLE "User" ADD CONSTRAINT "User_a_key" UNIQUE ("a");',
    different: ['index public.User_a_key'],
  },
  { rule: 'fk-orphans', before: tables, pending: `${key} ON DELETE CASCADE;` },
  {
    rule: 'fk-orphans',
    before: tables,
    pending: 'ALTER TABLE "Post" ADD FOREIGN KEY ("userId") REFERENCES "User"("id"), ADD COLUMN "x" INTEGER;',
    different: ['column public.Post.x'],
  },
  {
    rule: 'change-fk-drop-add',
    before: `${tables} ${key};`,
    pending: `ALTER TABLE "Post" DROP CONSTRAINT "Post_userId_fkey"; ${key} ON DELETE CASCADE;`,
  },
  {
    rule: 'check-not-valid-missing',
    before: tables,
    pending: 'ALTER TABLE "User" ADD CONSTRAINT "User_n_check" CHECK ("n" > 0);',
  },
  {
    rule: 'set-not-null-has-nulls',
    before: tables,
    pending: 'ALTER TABLE "User" ALTER COLUMN "a" SET NOT NULL;',
    fill: `'x'`,
  },
  {
    rule: 'primary-key-change',
    before: tables,
    pending: 'ALTER TABLE "User" DROP CONSTRAINT "User_pkey", ADD CONSTRAINT "User_pkey" PRIMARY KEY ("n");',
  },
  {
    rule: 'primary-key-change',
    before:
      'CREATE TABLE "_AToB" ("A" INTEGER NOT NULL, "B" INTEGER NOT NULL); CREATE UNIQUE INDEX "_AToB_AB_unique" ON "_AToB"("A", "B");',
    pending: 'ALTER TABLE "_AToB" ADD CONSTRAINT "_AToB_AB_pkey" PRIMARY KEY ("A", "B"); DROP INDEX "_AToB_AB_unique";',
  },
  {
    rule: 'required-column-no-default',
    before: tables.replace(/INSERT.*/s, ''),
    pending: 'ALTER TABLE "User" ADD COLUMN "x" TEXT NOT NULL, ADD COLUMN "y" TIMESTAMP(3) NOT NULL;',
    fill: 'DEFAULT',
  },
  {
    rule: 'volatile-default-rewrite',
    before: tables,
    pending: 'ALTER TABLE "User" ADD COLUMN "x" UUID DEFAULT gen_random_uuid();',
  },
  {
    rule: 'add-serial-or-identity',
    before: tables,
    pending: 'ALTER TABLE "User" ADD COLUMN "x" SERIAL;',
    different: ['column public.User.x'],
  },
  {
    rule: 'type-change-rewrite',
    before: tables,
    pending: 'ALTER TABLE "User" ALTER COLUMN "n" SET DATA TYPE BIGINT;',
    different: ['column public.User.n'],
  },
  { rule: 'narrowing-cast', before: tables, pending: 'ALTER TABLE "User" ALTER COLUMN "a" SET DATA TYPE VARCHAR(5);' },
  {
    rule: 'rename-as-drop-add',
    before: tables,
    pending: 'ALTER TABLE "User" DROP COLUMN "a", ADD COLUMN "b" TEXT;',
    take: /ALTER TABLE.*/,
  },
  { rule: 'recreate-column', before: tables, pending: 'ALTER TABLE "User" DROP COLUMN "a", ADD COLUMN "a" INTEGER;' },
  { rule: 'recreate-column', before: tables, pending: 'ALTER TABLE "User" DROP COLUMN "a", ADD COLUMN "a" TEXT[];' },
  ...[
    ['TEXT NOT NULL DEFAULT $$x$$', `"R" DEFAULT 'A'`],
    ['"R"', 'JSONB NOT NULL'],
    ['"R"', 'JSONB[]'],
    ['"R"[]', 'JSONB[] DEFAULT ARRAY[]::JSONB[]'],
    ['INTEGER[]', 'JSON'],
    ['"R"[]', 'TEXT'],
    ['INTEGER[]', 'INTEGER'],
    ['"R"', 'INTEGER'],
    ['INTEGER', '"R"[]'],
  ].map(([old, type]) => ({
    rule: 'recreate-column',
    before: `CREATE TYPE "R" AS ENUM ('A'); CREATE TABLE "T" ("id" INTEGER PRIMARY KEY, "a" ${old});`,
    pending: `ALTER TABLE "T" DROP COLUMN "a", ADD COLUMN "a" ${type};`,
  })),
  {
    rule: 'drop-fk-locks-parent',
    before: `${tables} ${key};`,
    pending: 'ALTER TABLE "Post" DROP CONSTRAINT "Post_userId_fkey";',
  },
  {
    rule: 'fk-without-index',
    before: tables,
    pending: `${key} NOT VALID;`,
    different: ['constraint public.Post.Post_userId_fkey', 'index public.Post_userId_idx'],
  },
];

const scratch = useScratch('embedded');
let session: ScratchSession;
beforeAll(async () => {
  session = await scratch.server.session(plainSession);
});
afterAll(() => session.close());

/** The statements in the code of a help text, each by itself. */
function statementsOf(help: string, take = /[\s\S]*/): string[] {
  const code = help
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .map((line) => line.slice(4).replace(/(^|\s\s)-- .*/, ''))
    .join('\n');
  return (take.exec(code)?.[0] ?? '').split(/;\s*(?:\n|$)/).filter((sql) => sql.trim() !== '');
}

const catalog = () => readCatalog(session.connection, { schemas: ['public'] });

describe('the SQL of the help', () => {
  it.each(cases)('of $rule for $pending', async ({ rule, before, pending, fill = '', different = [], take }) => {
    const findings = await lint(session.connection, {
      before,
      pending,
      sizes: [
        { table: 'public.Post', rows: 1e6 },
        { table: 'public.User', rows: 1e6 },
      ],
    });
    const made = await catalog();
    const help = findings.find((finding) => finding.rule === `safety/${rule}`)?.help ?? '';
    const statements = statementsOf(help, take).map((sql) => sql.replaceAll('…', fill));
    expect(statements).not.toEqual([]);
    await emptyDatabase(session.connection);
    await session.connection.script(before);
    for (const sql of statements) await session.connection.script(sql);
    const differences = compareCatalogs(made, await catalog());
    expect(differences.map(({ kind, object }) => `${kind} ${object}`).sort()).toEqual([...different]);
  });

  it.each(cases.slice(0, 10))(
    'of $rule satisfies the rule that gave it',
    async ({ rule, before, pending, fill = '', take }) => {
      const help = (await lint(session.connection, { before, pending })).find((f) => f.rule === `safety/${rule}`)?.help;
      let state = before;
      for (const sql of statementsOf(help ?? '', take).map((text) => text.replaceAll('…', fill))) {
        const findings = await lint(session.connection, { before: state, pending: sql });
        // Duplicates stop CONCURRENTLY just the same.
        const rules = findings
          .filter(({ severity, rule: name }) => severity !== 'notice' && name !== 'safety/unique-duplicates')
          .map((finding) => finding.rule);
        expect([sql, ...rules]).toEqual([sql]);
        state += `\n${sql.replace(' CONCURRENTLY', '')};`;
      }
    },
  );
});
