import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import type { Plan } from '../../src/contracts/report';
import { createDatabase, startPostgres } from '../support/postgres';
import { makeProject, type Project } from '../support/project';
import { carryOutForReal, contents, outline, runGate } from './bench';
import { type Case, models } from './cases';

/**
 * The mismatch on a real server with rows in every table: planned, rehearsed, then each plan carried out on a database of its
 * own, following the plan's own actions. At the end the gate passes and no row is lost that the plan did not say.
 * @returns the plans that were offered
 */
export async function proveEach(situation: Case): Promise<readonly Plan[]> {
  const first = await make(situation);
  const { plans } = (await runGate(first.project, first.url)).report;
  const said = plans.map(outline).join('\n');
  expect(
    plans.map(({ recommended }) => recommended),
    said,
  ).toEqual(plans.map((_, index) => index === 0));
  for (const [index, plan] of plans.entries()) {
    // Plans name rows of the history by their ids, so each database gets its own.
    const { project, url } = index === 0 ? first : await make(situation);
    const own = index === 0 ? plan : (await runGate(project, url)).report.plans[index];
    await prove(own ?? plan, situation.loses?.[plan.direction] ?? [], project, url, said);
  }
  return plans;
}

async function prove(plan: Plan, loses: readonly string[], project: Project, url: string, said: string): Promise<void> {
  expect({ rehearsed: plan.rehearsed, remaining: plan.remaining }, said).toEqual({ rehearsed: true, remaining: [] });
  const before = await contents(url);
  await carryOutForReal(plan, project, url);
  const { report } = await runGate(project, url);
  expect(
    report.findings.filter(({ severity }) => severity === 'error'),
    said,
  ).toEqual([]);
  expect(report.verdict).toBe('pass');
  expect(lostRows(before, await contents(url), loses), said).toEqual([]);
}

async function make(situation: Case): Promise<{ project: Project; url: string }> {
  const project = makeProject(situation.models ?? models, situation.committed ?? situation.disk);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: project.directory,
      stdio: 'pipe',
    });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'One');
  for (const name of Object.keys(situation.committed ?? {}))
    if (!(name in situation.disk)) project.remove(`prisma/migrations/${name}`);
  for (const [name, sql] of Object.entries(situation.disk))
    project.write({ [`prisma/migrations/${name}/migration.sql`]: sql });
  git('add', '.');
  git('commit', '-q', '--allow-empty', '-m', 'Two');
  const url = await createDatabase(await startPostgres(15), situation.database);
  if (situation.locked === true) await holdLock(url);
  return { project, url };
}

/** A deploy that hangs: it holds Prisma's advisory lock until it is ended. */
async function holdLock(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // Its connection is cut by the plan.
  client.on('error', () => {});
  await client.connect();
  await client.query('SELECT pg_advisory_lock(72707369)');
  onTestFinished(() => client.end().catch(() => {}));
}

/** Rows that are gone or changed, columns that came later apart; a table may have got another name. */
function lostRows(
  before: Readonly<Record<string, string[]>>,
  after: Readonly<Record<string, string[]>>,
  allowed: readonly string[],
): string[] {
  const fresh = Object.entries(after).flatMap(([table, rows]) => (table in before ? [] : rows));
  return Object.entries(before).flatMap(([table, rows]) => {
    const short = table.replace(/^public\./, '');
    if (allowed.includes(short)) return [];
    const left = (after[table] ?? fresh).map((row) => JSON.parse(row) as Record<string, unknown>);
    return rows.filter((row) => {
      const values = Object.entries(JSON.parse(row) as Record<string, unknown>).filter(
        ([column]) => !allowed.includes(`${short}.${column}`),
      );
      const index = left.findIndex((other) =>
        values.every(([column, value]) => JSON.stringify(other[column]) === JSON.stringify(value)),
      );
      if (index !== -1) left.splice(index, 1);
      return index === -1;
    });
  });
}
