import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Cluster } from '../../src/gather/scratch/cluster';
import { type FakeGitHub, startFakeGitHub } from '../support/fake-github';
import { createDatabase, execute, startPostgres } from '../support/postgres';
import { deployed, makeProject } from '../support/project';
import { runAction } from '../support/run-action';
import { harmless, init, jobEnv, models, pullRequestEnv, pullRequestProject, token, withName } from './github-project';

// What a pull request can get wrong, and what must not get out. Events and GitHub's moods: github-events, github-server.

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

test('a pull request that changes the schema and forgets the migration fails, and the comment says so', async () => {
  const { project, head } = pullRequestProject((p) => p.write(withName(p)));
  const env = pullRequestEnv(project, github, head);
  const run = await runAction(project.directory, { 'github-token': token }, env);
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
  const run = await runAction(project.directory, {}, pullRequestEnv(project, github, head));
  expect(run.report?.findings.map(({ rule }) => rule).sort()).toEqual([
    'repository/behind-base',
    'repository/edited-on-branch',
  ]);
  expect(run.report?.findings.find(({ rule }) => rule === 'repository/behind-base')?.help).toMatch(
    /git mv .*20241231000000_late/,
  );
});

test('when every call to GitHub fails, verdict, outputs, files and exit code are as ever', async () => {
  github.fail({ status: 403, message: 'Resource not accessible by integration', times: 1000 });
  const { project, head } = pullRequestProject(harmless);
  const env = pullRequestEnv(project, github, head);
  const run = await runAction(project.directory, { 'github-token': token }, env);
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
  const env = jobEnv(project, github, 'schedule', { repository: { private: true } });
  const run = await runAction(
    project.directory,
    { 'database-url': String(breakIt(url)), 'github-token': token, 'report-directory': 'out' },
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
  for (const secret of [password, encoded, decodeURIComponent(encoded), token]) expect(left).not.toContain(secret);
});
