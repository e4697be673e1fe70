import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { marker } from '../../src/tell/github/own';
import { type FakeGitHub, type Fault, startFakeGitHub, stranger } from '../support/fake-github';
import { createDatabase, execute, startPostgres } from '../support/postgres';
import { deployed, makeProject } from '../support/project';
import { type Run, runAction } from '../support/run-action';
import { harmless, init, jobEnv, models, pullRequestEnv, pullRequestProject, token } from './github-project';

// The built action against a server of GitHub's that pages, refuses, limits, fails, is slow or goes away. Where it waits as
// GitHub asks it to, a test takes seconds, and longer on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

let github: FakeGitHub;
beforeEach(async () => {
  github = await startFakeGitHub();
});
afterEach(() => github.close());

const calls = () => github.calls.map(({ method, path }) => `${method} ${path}`);
const list = 'GET /repos/octo/shop/issues/7/comments?per_page=100';
const create = 'POST /repos/octo/shop/issues/7/comments';

async function checkPullRequest(): Promise<Run> {
  const { project, head } = pullRequestProject(harmless);
  const ended = await runAction(project.directory, { 'github-token': token }, pullRequestEnv(project, github, head));
  // Whatever GitHub does, the verdict is that of the files.
  expect(ended.exitCode, ended.stdout).toBe(0);
  expect(ended.outputs.verdict).toBe('pass');
  expect(ended.summary).toContain('### ✅ Pass');
  return ended;
}

const schema = 'prisma/schema.prisma';

test('a comment on the third page is found and updated', async () => {
  github.pageSize = 10;
  for (let i = 0; i < 24; i++) github.comment(7, `talk ${i}`, stranger);
  const ours = github.comment(7, `${marker('', schema)}\nold`);
  const ended = await checkPullRequest();
  expect(ended.outputs['comment-url']).toBe(ours.html_url);
  expect(calls()).toEqual([
    list,
    `${list}&page=2`,
    `${list}&page=3`,
    'POST /graphql',
    `PATCH /repos/octo/shop/issues/comments/${ours.id}`,
  ]);
});

test('an issue on the second page is found, without its label', async () => {
  const project = makeProject(models, init);
  const url = await createDatabase(await startPostgres(15), deployed(init));
  await execute(url, 'ALTER TABLE "User" ADD COLUMN "console" TEXT');
  const ours = github.issue({ body: `${marker('issue', schema, 'production')}\nold` });
  github.pageSize = 10;
  for (let i = 0; i < 15; i++) github.issue({ title: `other ${i}` });
  const env = jobEnv(project, github, 'schedule', { repository: { private: true } });
  const inputs = { 'database-url': `production=${url}`, 'github-token': token };
  expect((await runAction(project.directory, inputs, env)).outputs['issue-url']).toBe(ours.html_url);
  const issues = 'GET /repos/octo/shop/issues?creator=github-actions[bot]&state=all&per_page=100';
  expect(calls()).toEqual([
    'POST /graphql',
    issues,
    `${issues}&page=2`,
    `PATCH /repos/octo/shop/issues/${ours.number}`,
    `POST /repos/octo/shop/issues/${ours.number}/comments`,
  ]);
});

test.each([403, 404, 422])('%i: one warning that names the permission, not tried again', async (status) => {
  github.fail({ method: 'POST', path: /comments$/, status, message: 'Resource not accessible by integration' });
  const { stdout } = await checkPullRequest();
  expect(stdout.match(/^::warning::.*/gm)).toEqual([
    expect.stringMatching(
      new RegExp(`comment was not written .*${status} Resource not.*\`permissions: pull-requests: write\``),
    ),
  ]);
  expect(calls()).toEqual([list, create]);
});

/** What goes wrong, the calls that follow, and always exactly one comment. */
const mended: { name: string; fault: Fault; calls: string[] }[] = [
  {
    name: '429 with retry-after, waited for',
    fault: { method: 'POST', status: 429, headers: { 'retry-after': '1' } },
    calls: [list, create, create, list],
  },
  {
    name: '502 while reading',
    fault: { method: 'GET', status: 502 },
    calls: [list, list, create, list],
  },
  {
    name: '503 while writing, nothing done: looked for, then written again',
    fault: { method: 'POST', status: 503 },
    calls: [list, create, list, create, list],
  },
  {
    name: '502 while writing, done all the same: found, not written again',
    fault: { method: 'POST', status: 502, afterwards: true },
    calls: [list, create, list, 'POST /graphql', list],
  },
  {
    name: 'a connection reset in the middle of writing, nothing done',
    fault: { method: 'POST', reset: true },
    calls: [list, create, list, create, list],
  },
  {
    name: 'a connection reset in the middle of writing, done all the same',
    fault: { method: 'POST', reset: true, afterwards: true },
    calls: [list, create, list, 'POST /graphql', list],
  },
  {
    name: 'a slow answer',
    fault: { method: 'POST', delay: 1500 },
    calls: [list, create, list],
  },
];

test.each(mended)('$name', async ({ fault, calls: expected }) => {
  github.fail({ path: /comments/, times: 1, ...fault });
  const ended = await checkPullRequest();
  expect(calls()).toEqual(expected);
  expect(github.comments).toHaveLength(1);
  expect(ended.outputs['comment-url']).toBe(github.comments[0]?.html_url);
  expect(ended.stdout).not.toContain('::warning');
});

test('a server that is gone: one warning, one wait', async () => {
  github.fail({ reset: true, times: 1000 });
  const { stdout } = await checkPullRequest();
  expect(stdout.match(/^::warning::.*/gm)).toEqual([expect.stringContaining('GitHub did not answer properly')]);
  expect(calls()).toEqual([list, list, list]);
});
