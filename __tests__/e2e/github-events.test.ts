import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../src/contracts/report';
import { type FakeGitHub, startFakeGitHub } from '../support/fake-github';
import { inspect, liveProse, ourTags } from '../support/markdown';
import { createDatabase, execute, startPostgres } from '../support/postgres';
import { deployed, makeProject, type Project } from '../support/project';
import { type Run, runAction } from '../support/run-action';
import { situations } from '../support/situations';
import {
  harmless,
  init,
  jobEnv,
  mallory,
  models,
  newer,
  newerSql,
  octo,
  pullRequestEnv,
  pullRequestProject,
  sha,
  token,
  withName,
} from './github-project';

// The built action in each event: what it answers, and every call that it makes to GitHub, whole. Some tests run it several
// times, which takes long on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

let github: FakeGitHub;
beforeEach(async () => {
  github = await startFakeGitHub();
});
afterEach(() => github.close());

const repository = { private: true };
const run = (project: Project, env: Record<string, string>, inputs: Record<string, string> = {}): Promise<Run> =>
  runAction(project.directory, { 'github-token': token, ...inputs }, env);

/** The calls as `METHOD /path?query`, with the bodies apart. */
const calls = () => github.calls.map(({ method, path }) => `${method} ${path}`);
const bodies = () => github.calls.flatMap(({ body }) => (body === undefined ? [] : [body]));

const listComments = 'GET /repos/octo/shop/issues/7/comments?per_page=100';
const createComment = 'POST /repos/octo/shop/issues/7/comments';
const whoAmI = 'POST /graphql';
const ourComment = {
  body: expect.stringMatching(
    /^<!-- prisma-migration-gate:[0-9a-f]{64} -->\n<!-- digest:[0-9a-f]{64} -->\n### ✅ Pass/,
  ),
};

describe('pull requests', () => {
  test('pull_request: one comment, left alone by the next run, written anew when the result is another', async () => {
    const server = await startPostgres(15);
    const url = await createDatabase(server, deployed(init));
    const { project, head } = pullRequestProject((p) =>
      p.write({ [`prisma/migrations/${newer}/migration.sql`]: newerSql, ...withName(p) }),
    );
    const env = pullRequestEnv(project, github, head);
    const inputs = { 'database-url': `staging=${url}` };

    const first = await run(project, env, inputs);
    expect(first.exitCode, first.stdout).toBe(0);
    expect(first.report?.findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      'notice history/pending',
    ]);
    expect(first.report?.migrations.map(({ name, new: isNew }) => [name, isNew])).toEqual([
      ['20250101000000_init', false],
      [newer, true],
    ]);
    expect(first.outputs).toMatchObject({ verdict: 'pass', mode: 'pull-request', 'pending-count': '1' });
    expect(first.outputs['comment-url']).toBe(github.comments[0]?.html_url);
    expect(calls()).toEqual([listComments, createComment, listComments]);
    expect(bodies()).toEqual([ourComment]);

    github.calls.length = 0;
    await run(project, env, inputs);
    expect(calls()).toEqual([listComments, whoAmI]);

    github.calls.length = 0;
    await execute(url, 'ALTER TABLE "User" ADD COLUMN "console" TEXT');
    expect((await run(project, env, inputs)).exitCode).toBe(1);
    expect(calls()).toEqual([listComments, whoAmI, 'PATCH /repos/octo/shop/issues/comments/1000']);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toContain('### ❌ Not ready to merge');
  });

  test('from a fork: the files are checked, nothing is called, and it is said why', async () => {
    const { project, head } = pullRequestProject((p) => p.write(withName(p)));
    const ended = await run(project, pullRequestEnv(project, github, head, mallory), { 'database-url': '' });
    expect(ended.exitCode).toBe(1);
    expect(ended.outputs).toMatchObject({ verdict: 'fail', 'comment-url': '' });
    expect(ended.report?.checks).toContainEqual(expect.objectContaining({ id: 'drift', status: 'skipped' }));
    expect(ended.stdout).toContain('A pull request from a fork has a read-only token: no comment is written');
    expect(ended.stdout).not.toContain('::warning');
    expect(ended.summary).toContain('### ❌ Not ready to merge');
    expect(calls()).toEqual([]);
  });

  test('of Dependabot: its token may not write, which is no warning', async () => {
    github.fail({ method: 'POST', status: 403, message: 'Resource not accessible by integration' });
    const { project, head } = pullRequestProject(harmless);
    const env = { ...pullRequestEnv(project, github, head), GITHUB_ACTOR: 'dependabot[bot]' };
    const ended = await run(project, env);
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain('the token of a run of Dependabot is read-only');
    expect(ended.stdout).not.toContain('::warning');
    expect(calls()).toEqual([listComments, createComment]);
  });

  test('workflow_call keeps the event of its caller', async () => {
    const { project, head } = pullRequestProject(harmless);
    const env = {
      ...pullRequestEnv(project, github, head),
      GITHUB_WORKFLOW_REF: 'octo/shop/.github/workflows/called.yml@refs/heads/main',
    };
    expect((await run(project, env)).outputs).toMatchObject({ verdict: 'pass', mode: 'pull-request' });
    expect(calls()).toEqual([listComments, createComment, listComments]);
  });

  test('push, checked as a pull request: found by its head commit', async () => {
    const head = { sha, ref: 'feature', owner: 'octo' };
    github.pulls.push(
      { number: 5, state: 'closed', head, files: [] },
      { number: 6, state: 'open', head: { ...head, sha: 'beef' }, files: [] },
      { number: 7, state: 'open', head, files: [] },
    );
    const project = makeProject(models, init);
    const ended = await run(project, jobEnv(project, github, 'push', { repository }), { mode: 'pull-request' });
    expect(ended.outputs).toMatchObject({ verdict: 'pass', 'comment-url': github.comments[0]?.html_url });
    expect(calls()).toEqual([`GET /repos/octo/shop/commits/${sha}/pulls`, listComments, createComment, listComments]);
    expect(bodies()).toEqual([ourComment]);
  });
});

describe('without a pull request', () => {
  test('merge_group: checked as a pull request, nothing is called', async () => {
    const project = makeProject(models, init);
    const ended = await run(project, jobEnv(project, github, 'merge_group', { repository }));
    expect(ended.outputs).toMatchObject({ verdict: 'pass', mode: 'pull-request', 'comment-url': '' });
    expect(ended.exitCode).toBe(0);
    expect(calls()).toEqual([]);
  });

  test.each(['push', 'release', 'deployment', 'workflow_dispatch'])('%s: checked as a deploy', async (event) => {
    const project = makeProject(models, init);
    const url = await createDatabase(await startPostgres(15), deployed(init));
    const ended = await run(project, jobEnv(project, github, event, { repository }), { 'database-url': url });
    expect(ended.outputs).toMatchObject({ verdict: 'pass', mode: 'deploy', 'comment-url': '', 'issue-url': '' });
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(calls()).toEqual([]);
  });

  test('schedule: one issue, opened, left alone, edited with a word on what changed, closed, reopened', async () => {
    const project = makeProject(models, init);
    project.write({ '.github/migration-gate.yml': 'issue-labels: [database]\nissue-assignees: [ada]\n' });
    const url = await createDatabase(await startPostgres(15), deployed(init));
    const env = jobEnv(project, github, 'schedule', { repository });
    const listIssues = 'GET /repos/octo/shop/issues?creator=github-actions[bot]&state=all&per_page=100';
    const audit = async (sql: string) => {
      github.calls.length = 0;
      await execute(url, sql);
      return run(project, env, { 'database-url': url });
    };

    const drifted = await audit('ALTER TABLE "User" ADD COLUMN "console" TEXT');
    expect(drifted.outputs).toMatchObject({ verdict: 'fail', mode: 'audit', 'issue-url': github.issues[0]?.html_url });
    expect(calls()).toEqual([whoAmI, listIssues, 'POST /repos/octo/shop/issues', listIssues]);
    expect(bodies().at(-1)).toEqual({
      title: 'The database is out of step with its migrations',
      body: expect.stringMatching(/^<!-- prisma-migration-gate-issue:[0-9a-f]{64} -->\n[\s\S]*console/),
      labels: ['migration-gate', 'database'],
      assignees: ['ada'],
    });

    // A second later, so that a plan that names a new migration after the time names it otherwise.
    await audit('SELECT pg_sleep(1.1)');
    expect(calls()).toEqual([whoAmI, listIssues]);

    const [issue] = github.issues;
    if (!issue) throw new Error('no issue');
    issue.labels = [];
    const update = `PATCH /repos/octo/shop/issues/${issue.number}`;
    const comment = `POST /repos/octo/shop/issues/${issue.number}/comments`;
    await audit('ALTER TABLE "User" ADD COLUMN "second" TEXT');
    expect(calls()).toEqual([whoAmI, listIssues, update, comment]);
    expect(github.comments.at(-1)?.body).toMatch(/\*\*What changed\*\*.*: 1 new finding, 0 gone\.[\s\S]*second/);

    const mended = await audit('ALTER TABLE "User" DROP COLUMN "console", DROP COLUMN "second"');
    expect(mended.outputs).toMatchObject({ verdict: 'pass', 'issue-url': '' });
    expect(calls()).toEqual([whoAmI, listIssues, update, comment]);
    expect(issue).toMatchObject({ state: 'closed', state_reason: 'completed' });

    await audit('ALTER TABLE "User" ADD COLUMN "console" TEXT');
    expect(calls()).toEqual([whoAmI, listIssues, update, comment]);
    expect(github.issues.map(({ state }) => state)).toEqual(['open']);
  });
});

describe('workflow_run', () => {
  const headSha = 'beef000000000000000000000000000000000000';
  const event = (parts: object) => ({
    repository: { private: false },
    workflow_run: { head_sha: headSha, head_branch: 'feature', head_repository: octo, pull_requests: [], ...parts },
  });

  test('that lists its pull request: checked as a deploy, the comment is kept there', async () => {
    const project = makeProject(models, init);
    const payload = event({ pull_requests: [{ number: 7, head: { sha: headSha } }] });
    const ended = await run(project, jobEnv(project, github, 'workflow_run', payload), { 'require-database': 'false' });
    expect(ended.outputs).toMatchObject({ verdict: 'pass', mode: 'deploy' });
    expect(calls()).toEqual([listComments, createComment, listComments]);
  });

  test('with the hostile report of a fork: posted inert, on the pull request that the event names', async () => {
    const head = { sha: headSha, ref: 'feature', owner: 'mallory' };
    github.pulls.push(
      { number: 6, state: 'open', head: { ...head, sha: 'feed' }, files: [] },
      { number: 7, state: 'open', head, files: [] },
    );
    const project = makeProject(models, init);
    writeFileSync(join(project.directory, 'report.json'), JSON.stringify(situations.hostile));
    const env = jobEnv(project, github, 'workflow_run', event({ head_repository: mallory }));
    const ended = await run(project, env, { report: 'report.json' });
    expect(ended.exitCode).toBe(0);
    expect(ended.outputs).toEqual({ 'comment-url': github.comments[0]?.html_url });
    expect(calls()).toEqual([
      'GET /repos/octo/shop/pulls?state=open&head=mallory:feature&per_page=100',
      listComments,
      createComment,
      listComments,
    ]);
    for (const markdown of [github.comments[0]?.body ?? '', ended.summary]) {
      expect(markdown).toContain('was written by a run on code from a fork');
      const { links, tags, prose } = inspect(markdown.replace(/^<!--.*-->\n/gm, ''));
      expect(links).toEqual(['https://github.test/octo/shop/actions/runs/77']);
      expect(ourTags).toEqual(expect.arrayContaining(tags));
      expect(prose).not.toMatch(liveProse);
    }
    const commands = ended.stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line));
    expect(commands.filter((line) => !/^::(add-mask|debug)::/.test(line))).toEqual([]);
  });

  test.each([
    ['is not one', 'hello'],
    ['names a key too many', JSON.stringify({ ...(situations['in-sync'] as Report), evil: 'https://evil.example' })],
    ['is too large', ' '.repeat(11 * 1024 * 1024)],
  ])('with a report that %s: refused, nothing is called', async (_, content) => {
    const project = makeProject(models, init);
    writeFileSync(join(project.directory, 'report.json'), content);
    const ended = await run(project, jobEnv(project, github, 'workflow_run', event({})), { report: 'report.json' });
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toMatch(/^::error::report: /m);
    expect(calls()).toEqual([]);
  });
});
