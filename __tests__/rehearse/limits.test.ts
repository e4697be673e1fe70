import { expect, test } from 'vitest';
import { createDatabase, execute, startPostgres } from '../support/postgres';
import { historyRow, makeProject } from '../support/project';
import { carryOutForReal, outline, runGate } from './bench';
import { addName, addPost, applied, init, models, texts, without } from './cases';

// What a plan must not promise, and where there is none.

const server = () => startPostgres(15);
const later = '20250104000000_later';

test('in sync: no plan', { timeout: 60_000 }, async () => {
  const { report } = await runGate(makeProject(models, texts), await createDatabase(await server(), applied()));
  expect([report.verdict, report.plans]).toEqual(['pass', []]);
});

test('a pending migration that cannot run: the plan says first that it does not reach sync', {
  timeout: 60_000,
}, async () => {
  const project = makeProject(models, { ...texts, [later]: 'ALTER TABLE "Nowhere" ADD "x" INT;\n' });
  const { plans } = (await runGate(project, await createDatabase(await server(), applied()))).report;
  expect(plans.length).toBeGreaterThan(0);
  for (const { rehearsed, remaining } of plans) {
    expect(rehearsed).toBe(true);
    expect(remaining[0]).toMatch(/Deploy .* fails: .*Nowhere/s);
  }
});

test('an exclusion, and a finding that is silenced, are no mismatch', { timeout: 60_000 }, async () => {
  const project = makeProject(models, without(addName));
  project.write({
    'prisma/schema.prisma': `datasource db {\n  provider = "postgresql"\n}\n\n${models.replace('  name  String?\n', '')}`,
    '.github/migration-gate.yml': [
      'exclude:\n  - kind: table\n    object: public.Desk\n    reason: Of another tool',
      `ignore:\n  - rule: history/missing-on-disk\n    migration: ${addName}\n    reason: Of another project`,
      '  - rule: drift/column\n    object: public.User.name\n    reason: Of another project\n',
    ].join('\n'),
  });
  const url = await createDatabase(await server(), `${applied()}CREATE TABLE "Desk" (id INT);`);
  const { report } = await runGate(project, url);
  expect([report.verdict, report.plans.map(outline)]).toEqual(['pass', []]);
  // With something else to resolve, these stay untouched.
  await execute(url, 'DROP INDEX "User_email_key"');
  const [plan] = (await runGate(project, url)).report.plans;
  if (plan === undefined) throw new Error('no plan');
  expect(plan.remaining).toEqual([]);
  expect(outline(plan)).not.toMatch(/Desk|add_name/);
});

test('a squashed history is no mismatch; with drift beside it, the rows that the baseline replaces go', {
  timeout: 60_000,
}, async () => {
  const squashed = '000000000000_squashed_migrations';
  const sql = Object.values(texts).join('\n');
  const project = makeProject(models, { [squashed]: sql });
  const url = await createDatabase(await server(), applied() + historyRow(squashed, sql, { state: 'resolved' }));
  expect((await runGate(project, url)).report.plans).toEqual([]);
  await execute(url, 'DROP INDEX "User_email_key"');
  const { plans } = (await runGate(project, url)).report;
  const said = plans.map(outline).join('\n');
  const plan = plans.find(({ direction }) => direction === 'database-follows');
  if (plan === undefined) throw new Error('no plan');
  expect(plan.remaining, said).toEqual([]);
  await carryOutForReal(plan, project, url);
  expect((await runGate(project, url)).report.verdict).toBe('pass');
  expect(await execute(url, 'SELECT migration_name FROM _prisma_migrations')).toEqual([{ migration_name: squashed }]);
});

test('in another schema, and with a name that needs quotes', { timeout: 60_000 }, async () => {
  const url = `${await createDatabase(await server(), `CREATE SCHEMA "My App"; SET search_path = "My App"; ${applied([init, addName])} DROP INDEX "User_email_key";`)}?schema=My%20App`;
  const project = makeProject(models, texts);
  const { plans } = (await runGate(project, url)).report;
  const plan = plans.find(({ direction }) => direction === 'database-follows');
  expect(plan?.remaining, plans.map(outline).join('\n')).toEqual([]);
  expect(plan?.steps.flatMap((step) => step.do.map(({ kind }) => kind))).toEqual([
    'command',
    'sql',
    'deploy',
    'command',
  ]);
});

test('no password anywhere in a plan', { timeout: 60_000 }, async () => {
  const url = await createDatabase(await server(), applied([init, addName]));
  const { password } = new URL(url);
  expect(password).not.toBe('');
  const { report } = await runGate(makeProject(models, texts), url);
  expect(report.plans.length).toBeGreaterThan(0);
  expect(JSON.stringify(report.plans)).toContain('pg_dump');
  expect(JSON.stringify(report.plans)).not.toContain(password);
  expect(JSON.stringify(report.plans)).toContain(addPost);
});
