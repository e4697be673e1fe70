import { beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../src/gather/scratch/cluster';
import { outputs } from '../../src/settings/outputs';
import { createDatabase, execute, startPostgres } from '../support/postgres';
import { deployed, historyRow, historyTable, makeProject } from '../support/project';
import { runAction } from '../support/run-action';

// The built action against a real server, one case per state a history can be in.

const models = `model User {
  id    Int    @id @default(autoincrement())
  email String @unique
  name  String?
}

model Post {
  id Int @id @default(autoincrement())
}`;

const init = '20250101000000_init';
const addName = '20250102000000_add_name';
const addPost = '20250103000000_add_post';
const initSql = `-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
`;
const addNameSql = '-- AlterTable\nALTER TABLE "User" ADD COLUMN     "name" TEXT;\n';
const addPostSql = `-- CreateTable
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);
`;
const history = { [init]: initSql, [addName]: addNameSql, [addPost]: addPostSql };

interface Case {
  readonly state: string;
  readonly disk: Readonly<Record<string, string>>;
  /** SQL that makes the database. */
  readonly database: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly verdict: 'pass' | 'fail' | 'undetermined';
  readonly exitCode: number;
  /** `severity rule object` of every finding. */
  readonly findings: readonly string[];
  readonly outputs?: Readonly<Record<string, string>>;
}

const clean = {
  errors: '0',
  warnings: '0',
  notices: '0',
  pending: '[]',
  'pending-count': '0',
  'drift-count': '0',
  coverage: '100.0',
};

const cases: readonly Case[] = [
  {
    state: 'in sync',
    disk: history,
    database: deployed(history),
    verdict: 'pass',
    exitCode: 0,
    findings: [],
    outputs: clean,
  },
  {
    state: 'pending',
    disk: history,
    database: deployed({ [init]: initSql, [addName]: addNameSql }),
    verdict: 'fail',
    exitCode: 1,
    findings: [`error history/pending ${addPost}`],
    outputs: { pending: `["${addPost}"]`, 'pending-count': '1', 'drift-count': '0' },
  },
  {
    state: 'pending, and a deploy comes next',
    disk: history,
    database: deployed({ [init]: initSql, [addName]: addNameSql }),
    inputs: { 'allow-pending': 'true' },
    verdict: 'pass',
    exitCode: 0,
    findings: [`notice history/pending ${addPost}`],
    outputs: { 'pending-count': '1' },
  },
  {
    state: 'missing on disk',
    disk: { [init]: initSql, [addName]: addNameSql, [addPost]: addPostSql },
    database: `${deployed(history)}${historyRow('20250104000000_lost', 'SELECT 1')}`,
    verdict: 'fail',
    exitCode: 1,
    findings: ['error history/missing-on-disk 20250104000000_lost'],
  },
  {
    state: 'renamed',
    disk: { [init]: initSql, [addName]: addNameSql, '20250103120000_add_post': addPostSql },
    database: deployed(history),
    verdict: 'fail',
    exitCode: 1,
    findings: ['error history/renamed 20250103120000_add_post'],
    outputs: { 'drift-count': '0' },
  },
  {
    state: 'edited',
    disk: { ...history, [addName]: `${addNameSql}-- a comment that came later\n` },
    database: deployed(history),
    verdict: 'fail',
    exitCode: 1,
    findings: [`error history/edited-after-apply ${addName}`],
  },
  {
    state: 'line ends changed',
    disk: { ...history, [addName]: addNameSql.replaceAll('\n', '\r\n') },
    database: deployed(history),
    verdict: 'pass',
    exitCode: 0,
    findings: [`notice history/edited-after-apply ${addName}`],
  },
  {
    state: 'failed',
    disk: history,
    database: `${deployed({ [init]: initSql, [addName]: addNameSql })}${historyRow(addPost, addPostSql, { state: 'failed' })}`,
    verdict: 'fail',
    exitCode: 1,
    findings: [`error history/failed ${addPost}`],
  },
  {
    state: 'rolled back',
    disk: history,
    database: `${deployed({ [init]: initSql, [addName]: addNameSql })}${historyRow(addPost, addPostSql, { state: 'rolled-back' })}`,
    verdict: 'fail',
    exitCode: 1,
    findings: [`error history/rolled-back ${addPost}`],
    outputs: { pending: `["${addPost}"]` },
  },
  {
    state: 'rolled back, mended and applied again',
    disk: history,
    database: `${deployed({ [init]: initSql, [addName]: addNameSql })}${historyRow(addPost, 'CREATE TABEL', { state: 'rolled-back' })}
      ${addPostSql}${historyRow(addPost, addPostSql)}`,
    verdict: 'pass',
    exitCode: 0,
    findings: [],
    outputs: clean,
  },
  {
    state: 'rolled back by hand and marked as applied',
    disk: history,
    database: `${deployed({ [init]: initSql, [addName]: addNameSql })}${historyRow(addPost, addPostSql, { state: 'rolled-back' })}
      ${addPostSql}${historyRow(addPost, addPostSql, { state: 'resolved' })}`,
    verdict: 'pass',
    exitCode: 0,
    findings: [],
    outputs: clean,
  },
  {
    state: 'out of order',
    disk: history,
    database: deployed({ [init]: initSql, [addPost]: addPostSql }),
    inputs: { 'allow-pending': 'true' },
    verdict: 'pass',
    exitCode: 0,
    findings: [`notice history/pending ${addName}`, `warning history/out-of-order ${addName}`],
  },
  {
    state: 'no history table',
    disk: history,
    database: initSql + addNameSql + addPostSql,
    verdict: 'fail',
    exitCode: 1,
    findings: ['error history/no-history-table public'],
  },
  {
    state: 'does not replay',
    disk: { ...history, '20250104000000_bad': 'ALTER TABLE "Uesr" ADD COLUMN "x" TEXT;\n' },
    database: `${deployed(history)}`,
    inputs: { 'allow-pending': 'true' },
    verdict: 'fail',
    exitCode: 1,
    findings: ['error history/not-replayable 20250104000000_bad', 'notice history/pending 20250104000000_bad'],
  },
];

let server: Cluster;
beforeAll(async () => {
  server = await startPostgres(15);
});

test.each(cases)('$state', async ({ disk, database, inputs, verdict, exitCode, findings, outputs }) => {
  const project = makeProject(models, disk);
  const url = await createDatabase(server, database);
  const run = await runAction(project.directory, { 'database-url': url, mode: 'deploy', comment: 'never', ...inputs });
  const said = run.report?.findings.map(({ severity, rule, object }) => `${severity} ${rule} ${object ?? ''}`.trim());
  expect(said?.sort(), run.stdout + run.stderr).toEqual([...findings].sort());
  expect(run.outputs).toMatchObject({ verdict, mode: 'deploy', ...outputs });
  expect(run.exitCode).toBe(exitCode);
  expect(run.summary).toMatch(/^### .+/);
});

test('a deploy that holds the lock', async () => {
  const project = makeProject(models, history);
  const url = await createDatabase(
    server,
    `${deployed({ [init]: initSql, [addName]: addNameSql })}${historyRow(addPost, addPostSql, { state: 'running' })}`,
  );
  const holding = execute(url, 'SELECT pg_advisory_lock(72707369), pg_sleep(20)').catch(() => []);
  const run = await runAction(project.directory, { 'database-url': url, mode: 'deploy' });
  await execute(
    server.url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()`,
  );
  await holding;
  expect(run.report?.findings.map(({ rule }) => rule)).toEqual(['history/in-progress']);
  expect(run.report?.findings[0]?.message).toMatch(/pid \d+/);
  expect(run.exitCode).toBe(1);
});

const unreadable: readonly { state: string; url: (url: URL) => void; says: RegExp }[] = [
  { state: 'unreachable server', url: (url) => (url.port = '1'), says: /refused/ },
  { state: 'wrong password', url: (url) => (url.password = 'not-the-password'), says: /authentication|password/ },
  { state: 'no such database', url: (url) => (url.pathname = '/nowhere'), says: /nowhere/ },
];

test.each(unreadable)('$state is undetermined', async ({ url: change, says }) => {
  const project = makeProject(models, history);
  const url = new URL(await createDatabase(server, deployed(history)));
  change(url);
  const run = await runAction(project.directory, { 'database-url': url.href, mode: 'deploy' });
  expect(run.outputs).toMatchObject({ verdict: 'undetermined' });
  expect(run.exitCode).toBe(3);
  const connection = run.report?.checks.find(({ id }) => id === 'connection');
  expect(connection?.status).toBe('undetermined');
  expect(connection?.reason).toMatch(says);
  const lines = (run.stdout + run.stderr).split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect(lines.join('\n')).not.toContain('not-the-password');
});

test('a role that may not read the history is undetermined', async () => {
  const project = makeProject(models, history);
  const url = new URL(await createDatabase(server, deployed(history)));
  await execute(url.href, `CREATE ROLE blind LOGIN PASSWORD 'blind-as-a-bat'`);
  url.username = 'blind';
  url.password = 'blind-as-a-bat';
  const run = await runAction(project.directory, { 'database-url': url.href, mode: 'deploy' });
  expect(run.outputs).toMatchObject({ verdict: 'undetermined' });
  expect(run.exitCode).toBe(3);
  expect(run.report?.checks.find(({ id }) => id === 'connection')?.reason).toMatch(/GRANT SELECT/);
});

test('what is configured wrongly stops with exit code 2 and says what is valid', async () => {
  const project = makeProject(models, history);
  const typo = await runAction(project.directory, {
    'fail-on': 'errors',
    mode: 'deploy',
    'database-url': 'postgresql://localhost/x',
  });
  expect(typo.exitCode).toBe(2);
  expect(typo.outputs).toEqual({
    ...Object.fromEntries(outputs.map(({ name }) => [name, ''])),
    verdict: 'undetermined',
  });
  expect(typo.summary).toContain("fail-on: 'errors' is not one of error, warning, never");
  expect(typo.stdout).toMatch(/::error::.*fail-on.*error, warning, never/);
  expect(typo.stdout + typo.stderr).not.toMatch(/at .*\.js:\d+/);
  const nothing = await runAction(project.directory, { mode: 'deploy' });
  expect(nothing.exitCode).toBe(2);
  expect(nothing.stdout).toMatch(/database-url/);
});

test('without a database the files alone are checked', async () => {
  const project = makeProject(models, history);
  const run = await runAction(project.directory, { mode: 'pull-request' });
  expect(run.outputs).toMatchObject({ verdict: 'pass', mode: 'pull-request', coverage: '100.0' });
  expect(run.report?.checks.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toContain('drift');
});

test('an empty database before the first deploy has no history table and needs none', async () => {
  const project = makeProject(models, history);
  const run = await runAction(project.directory, {
    'database-url': await createDatabase(server),
    mode: 'deploy',
    'allow-pending': 'true',
  });
  expect(run.report?.findings.map(({ rule }) => rule)).toEqual([
    'history/pending',
    'history/pending',
    'history/pending',
  ]);
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'pending-count': '3', 'drift-count': '0' });
});

test('two databases have a column each', async () => {
  const project = makeProject(models, history);
  const production = await createDatabase(server, deployed({ [init]: initSql }));
  const staging = await createDatabase(server, deployed(history));
  const run = await runAction(project.directory, {
    'database-url': `production=${production}\nstaging=${staging}\n`,
    mode: 'audit',
    issue: 'false',
  });
  expect(run.report?.databases.map(({ name, applied, pending }) => [name, applied, pending])).toEqual([
    ['production', 1, 2],
    ['staging', 3, 0],
  ]);
  expect(run.outputs).toMatchObject({ verdict: 'fail', 'pending-count': '2', 'drift-count': '0' });
  expect(run.report?.findings.every(({ database }) => database === 'production')).toBe(true);
});

test('an in sync history table without any migration on disk or in the database passes', async () => {
  const project = makeProject('', {});
  const run = await runAction(project.directory, {
    'database-url': await createDatabase(server, historyTable),
    mode: 'deploy',
  });
  expect(run.outputs).toMatchObject(clean);
  expect(run.exitCode).toBe(0);
});
