import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Cluster } from '../../src/scratch/cluster';
import { type FakeGitHub, startFakeGitHub } from '../support/fake-github';
import { createDatabase, execute, startPostgres } from '../support/postgres';
import { deployed, makeProject, type Project } from '../support/project';
import { runAction } from '../support/run-action';

// The built action against a real server and a server that plays GitHub.

const models = 'model User {\n  id Int @id @default(autoincrement())\n}';
const init = {
  '20250101000000_init': `-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
`,
};
const newer = '20250102000000_add_name';
const newerSql = '-- AlterTable\nALTER TABLE "User" ADD COLUMN     "name" TEXT;\n';

let server: Cluster;
let github: FakeGitHub;
beforeAll(async () => {
  server = await startPostgres(15);
});
beforeEach(async () => {
  github = await startFakeGitHub();
  github.isPrivate = true;
});
afterEach(() => github.close());

function git(project: Project, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', project.directory, ...identity, ...args], { encoding: 'utf8' }).trim();
}

/** A checkout as actions/checkout leaves it for a pull request with depth 0: the merge commit, and the base's branch. */
function pullRequestProject(change: (project: Project) => void): { project: Project; head: string } {
  const project = makeProject(models, init);
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '.');
  git(project, 'commit', '-qm', 'Base');
  git(project, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  git(project, 'checkout', '-q', '-b', 'feature');
  change(project);
  git(project, 'add', '.');
  git(project, 'commit', '-qm', 'Change');
  const head = git(project, 'rev-parse', 'HEAD');
  git(project, 'checkout', '-q', '--detach', 'main');
  git(project, 'merge', '-q', '--no-ff', '-m', 'Merge', 'feature');
  return { project, head };
}

/** The schema with one more column. */
function withName(project: Project): Record<string, string> {
  const schema = readFileSync(join(project.directory, 'prisma/schema.prisma'), 'utf8');
  return { 'prisma/schema.prisma': schema.replace('@default(autoincrement())', '$&\n  name String?') };
}

function eventFile(project: Project, event: object): string {
  const path = join(project.directory, '.event.json');
  writeFileSync(path, JSON.stringify(event));
  return path;
}

function pullRequestEnv(project: Project, head: string): Record<string, string> {
  const repo = { full_name: 'octo/shop', owner: { login: 'octo' } };
  const event = {
    repository: { private: true },
    pull_request: { number: 7, head: { sha: head, repo }, base: { repo } },
  };
  return {
    ...actionsEnv,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_BASE_REF: 'main',
    GITHUB_EVENT_PATH: eventFile(project, event),
  };
}

const actionsEnv = {
  GITHUB_REPOSITORY: 'octo/shop',
  GITHUB_SERVER_URL: 'https://github.test',
  GITHUB_RUN_ID: '77',
  GITHUB_SHA: 'c0ffee0000000000000000000000000000000000',
};

test('a pull request that adds a migration and its column: one green comment, then none when nothing changed', async () => {
  const { project, head } = pullRequestProject((p) =>
    p.write({ [`prisma/migrations/${newer}/migration.sql`]: newerSql, ...withName(p) }),
  );
  const inputs = {
    'database-url': `staging=${await createDatabase(server, deployed(init))}`,
    'github-token': 'ghs_token-of-the-run',
  };
  const env = { ...pullRequestEnv(project, head), GITHUB_API_URL: github.url };
  const first = await runAction(project.directory, inputs, env);
  expect(
    first.report?.findings.map(({ severity, rule }) => `${severity} ${rule}`),
    first.stdout,
  ).toEqual(['notice history/pending']);
  expect(first.outputs).toMatchObject({ verdict: 'pass', mode: 'pull-request', 'pending-count': '1' });
  expect(first.exitCode).toBe(0);
  expect(first.report?.migrations.map(({ name, new: isNew }) => [name, isNew])).toEqual([
    ['20250101000000_init', false],
    [newer, true],
  ]);
  expect(github.comments.map(({ issue }) => issue)).toEqual([7]);
  expect(first.outputs['comment-url']).toBe(github.comments[0]?.html_url);

  await runAction(project.directory, inputs, env);
  expect(github.lines().filter((line) => !line.startsWith('GET ') && line !== 'POST /graphql')).toEqual([
    'POST /repos/octo/shop/issues/7/comments',
  ]);
});

test('a pull request that changes the schema and forgets the migration fails, and the comment says so', async () => {
  const { project, head } = pullRequestProject((p) => p.write(withName(p)));
  const env = { ...pullRequestEnv(project, head), GITHUB_API_URL: github.url };
  const run = await runAction(project.directory, { 'github-token': 'ghs_token-of-the-run' }, env);
  expect(run.report?.findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
    'error coverage/not-migrated',
  ]);
  expect(run.exitCode).toBe(1);
  expect(github.comments[0]?.body).toMatch(/^<!-- prisma-migration-gate:[0-9a-f]{64} -->/);
  expect(github.comments[0]?.body).toMatch(/npx prisma migrate dev/);
});

test('an edited and a late migration are caught against the base branch', async () => {
  const { project, head } = pullRequestProject((p) =>
    p.write({
      'prisma/migrations/20250101000000_init/migration.sql': `${init['20250101000000_init']}-- edited\n`,
      'prisma/migrations/20241231000000_late/migration.sql':
        '-- CreateTable\nCREATE TABLE "Late" (\n    "id" INTEGER NOT NULL,\n\n    CONSTRAINT "Late_pkey" PRIMARY KEY ("id")\n);\n',
      'prisma/schema.prisma': `${readFileSync(join(p.directory, 'prisma/schema.prisma'), 'utf8')}\nmodel Late {\n  id Int @id\n}\n`,
    }),
  );
  const run = await runAction(project.directory, {}, pullRequestEnv(project, head));
  expect(run.report?.findings.map(({ rule }) => rule).sort()).toEqual([
    'repository/behind-base',
    'repository/edited-on-branch',
  ]);
  expect(run.report?.findings.find(({ rule }) => rule === 'repository/behind-base')?.help).toMatch(
    /git mv .*20241231000000_late/,
  );
});

test('an audit keeps one issue: opened, left alone, closed', async () => {
  const project = makeProject(models, init);
  const url = await createDatabase(server, deployed(init));
  const inputs = { 'database-url': `production=${url}`, 'github-token': 'ghs_token-of-the-run' };
  const env = {
    ...actionsEnv,
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_EVENT_PATH: eventFile(project, { repository: { private: true } }),
    GITHUB_API_URL: github.url,
  };
  await execute(url, 'ALTER TABLE "User" ADD COLUMN "console" TEXT');
  const drifted = await runAction(project.directory, inputs, env);
  expect(drifted.outputs).toMatchObject({
    verdict: 'fail',
    mode: 'audit',
    'drift-count': '1',
    'issue-url': github.issues[0]?.html_url,
  });
  await runAction(project.directory, inputs, env);
  expect(github.issues).toHaveLength(1);
  await execute(url, 'ALTER TABLE "User" DROP COLUMN "console"');
  const mended = await runAction(project.directory, inputs, env);
  expect(mended.outputs).toMatchObject({ verdict: 'pass', 'drift-count': '0' });
  expect(github.issues.map(({ state }) => state)).toEqual(['closed']);
});

test('when every call to GitHub fails, verdict, outputs, files and exit code are as ever', async () => {
  github.fail({ status: 403, message: 'Resource not accessible by integration', times: 1000 });
  const { project, head } = pullRequestProject((p) => p.write({ 'README.md': 'changed' }));
  const env = { ...pullRequestEnv(project, head), GITHUB_API_URL: github.url };
  const run = await runAction(project.directory, { 'github-token': 'ghs_token-of-the-run' }, env);
  expect(run.outputs).toMatchObject({ verdict: 'pass', 'comment-url': '' });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(/::warning::.*pull-requests: write/);
});

const password = `p@ss:w/o%r#d?&=+ "'\`\\$<é>`;

test.each([
  { state: 'in sync', breakIt: (url: URL) => url },
  { state: 'wrong database', breakIt: (url: URL) => Object.assign(url, { pathname: '/nowhere' }) },
  { state: 'refused', breakIt: (url: URL) => Object.assign(url, { port: '1' }) },
  { state: 'URL that cannot be parsed', breakIt: (url: URL) => url.href.replace('127.0.0.1', '[::zz]') },
  { state: 'not PostgreSQL', breakIt: (url: URL) => url.href.replace(/^postgres(ql)?:/, 'mysql:') },
])('a password with odd characters leaves the process nowhere: $state', async ({ breakIt }) => {
  const project = makeProject(models, init);
  const url = new URL(await createDatabase(server, deployed(init)));
  await execute(
    url.href,
    `DROP ROLE IF EXISTS odd; CREATE ROLE odd LOGIN SUPERUSER PASSWORD '${password.replaceAll("'", "''")}'`,
  );
  url.username = 'odd';
  url.password = encodeURIComponent(password);
  const encoded = url.password;
  const env = {
    ...actionsEnv,
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_EVENT_PATH: eventFile(project, { repository: { private: true } }),
    GITHUB_API_URL: github.url,
  };
  const run = await runAction(
    project.directory,
    { 'database-url': String(breakIt(url)), 'github-token': 'ghs_token-of-the-run', 'report-directory': 'out' },
    env,
  );
  const out = join(project.directory, 'out');
  const files =
    run.report === null
      ? []
      : readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.'));
  const left = [
    ...run.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::')),
    run.stderr,
    run.summary,
    JSON.stringify(run.outputs),
    ...files.map((path) => readFileSync(join(out, path), 'utf8')),
    JSON.stringify(github.calls),
  ].join('\n');
  for (const secret of [password, encoded, decodeURIComponent(encoded), 'ghs_token-of-the-run'])
    expect(left).not.toContain(secret);
});
