import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/contracts/report';
import type { Settings } from '../../../src/contracts/settings';
import { publish } from '../../../src/tell/github/publish';
import { type FakeGitHub, startFakeGitHub } from '../../support/fake-github';
import { recordingLog } from '../../support/log';
import { type FakeRunner, startFakeRunner } from '../../support/runner';
import { buildSettings } from '../../support/settings';
import { situations } from '../../support/situations';

const sha = 'c0ffee0000000000000000000000000000000000';
const headSha = 'beef000000000000000000000000000000000000';
const repository = { private: true };
const repo = { full_name: 'octo/shop', owner: { login: 'octo' } };
const fork = { full_name: 'mallory/shop', owner: { login: 'mallory' } };
const pullRequest = (from: object | null = repo) => ({
  repository,
  pull_request: { number: 7, head: { sha: headSha, repo: from }, base: { repo } },
});
const workflowRun = (parts: object) => ({
  repository,
  workflow_run: { head_sha: headSha, head_branch: 'feature', head_repository: repo, pull_requests: [], ...parts },
});
const openPull = {
  number: 7,
  state: 'open' as const,
  head: { sha: headSha, ref: 'feature', owner: 'mallory' },
  files: [],
};

let github: FakeGitHub;
let runner: FakeRunner | undefined;
beforeEach(async () => {
  github = await startFakeGitHub();
});
afterEach(async () => {
  runner?.close();
  await github.close();
});

async function run(
  eventName: string,
  event: object,
  report: Report,
  parts: Partial<Settings> = {},
  env: NodeJS.ProcessEnv = {},
) {
  runner = startFakeRunner(eventName, event, github.url, env);
  const log = recordingLog();
  const settings = buildSettings({ mode: report.mode, reportDirectory: join(runner.directory, 'report'), ...parts });
  const result = await publish(report, settings, { env: runner.env, log, redact: (text) => text, second: 5 });
  return { result, log };
}

const worst = situations['worst-week'] as Report;
const clean = situations['pull-request-clean'] as Report;
const audit: Report = { ...worst, mode: 'audit' };
const asPullRequest: Report = { ...worst, mode: 'pull-request' };
const listComments = 'GET /repos/octo/shop/issues/7/comments';
const createComment = 'POST /repos/octo/shop/issues/7/comments';

/** Each event with every call that is made, whole. */
const cases: {
  name: string;
  event: string;
  payload: object;
  report: Report;
  settings?: Partial<Settings>;
  env?: NodeJS.ProcessEnv;
  pulls?: FakeGitHub['pulls'];
  calls: string[];
  infos?: RegExp;
}[] = [
  {
    name: 'pull_request',
    event: 'pull_request',
    payload: pullRequest(),
    report: clean,
    calls: [listComments, createComment, listComments],
  },
  {
    name: 'pull_request, comment on problems only, none there',
    event: 'pull_request',
    payload: pullRequest(),
    report: clean,
    settings: { comment: 'on-problems' },
    calls: [listComments],
  },
  {
    name: 'pull_request, no comment wanted',
    event: 'pull_request',
    payload: pullRequest(),
    report: clean,
    settings: { comment: 'never' },
    calls: [],
  },
  {
    name: 'pull_request without a token',
    event: 'pull_request',
    payload: pullRequest(),
    report: clean,
    settings: { githubToken: undefined },
    calls: [],
  },
  {
    name: 'pull_request from a fork',
    event: 'pull_request',
    payload: pullRequest(fork),
    report: clean,
    calls: [],
    infos: /from a fork has a read-only token/,
  },
  {
    name: 'pull_request from a fork that was deleted',
    event: 'pull_request',
    payload: pullRequest(null),
    report: clean,
    calls: [],
    infos: /from a fork has a read-only token/,
  },
  {
    name: 'pull_request_target from a fork',
    event: 'pull_request_target',
    payload: pullRequest(fork),
    report: clean,
    calls: [listComments, createComment, listComments],
  },
  { name: 'merge_group', event: 'merge_group', payload: { repository }, report: clean, calls: [] },
  { name: 'push, deploy', event: 'push', payload: { repository }, report: worst, calls: [] },
  {
    name: 'push, checked as a pull request: found by its head commit',
    event: 'push',
    payload: { repository },
    report: asPullRequest,
    pulls: [
      { ...openPull, number: 3, head: { ...openPull.head, sha: headSha } },
      { ...openPull, head: { ...openPull.head, sha } },
    ],
    calls: [`GET /repos/octo/shop/commits/${sha}/pulls`, listComments, createComment, listComments],
  },
  {
    name: 'workflow_dispatch on a branch without a pull request',
    event: 'workflow_dispatch',
    payload: { repository },
    report: asPullRequest,
    calls: [`GET /repos/octo/shop/commits/${sha}/pulls`],
  },
  { name: 'release', event: 'release', payload: { repository }, report: worst, calls: [] },
  { name: 'deployment', event: 'deployment', payload: { repository }, report: worst, calls: [] },
  {
    name: 'workflow_call keeps the caller’s event',
    event: 'pull_request',
    payload: pullRequest(),
    report: clean,
    env: { GITHUB_WORKFLOW_REF: 'octo/shop/.github/workflows/called.yml@refs/heads/main' },
    calls: [listComments, createComment, listComments],
  },
  {
    name: 'workflow_run that lists its pull request',
    event: 'workflow_run',
    payload: workflowRun({ pull_requests: [{ number: 7, head: { sha: headSha } }] }),
    report: worst,
    calls: [listComments, createComment, listComments],
  },
  {
    name: 'workflow_run of a fork: found by branch and commit',
    event: 'workflow_run',
    payload: workflowRun({ head_repository: fork }),
    report: worst,
    pulls: [openPull],
    calls: ['GET /repos/octo/shop/pulls', listComments, createComment, listComments],
  },
  {
    name: 'schedule with an issue',
    event: 'schedule',
    payload: { repository },
    report: audit,
    settings: { issue: true },
    calls: [
      'POST /graphql',
      'GET /repos/octo/shop/issues',
      'POST /repos/octo/shop/issues',
      'GET /repos/octo/shop/issues',
    ],
  },
  {
    name: 'schedule whose payload does not say whether the repository is public',
    event: 'schedule',
    payload: { schedule: '0 3 * * *' },
    report: audit,
    calls: ['GET /repos/octo/shop'],
  },
];

describe('what is called for each event', () => {
  it.each(cases)('$name', async ({ event, payload, report, settings, env, pulls, calls, infos }) => {
    github.pulls.push(...(pulls ?? []));
    const { log } = await run(event, payload, report, settings, env);
    expect(github.lines()).toEqual(calls);
    expect(log.warnings).toEqual([]);
    if (infos) expect(log.infos.join('\n')).toMatch(infos);
    expect(runner?.outputs().verdict).toBe(report.verdict);
    expect(runner?.summary()).toContain('###');
  });
});

describe('what is written wherever the run takes place', () => {
  it('sets every output, writes files, summary and annotations', async () => {
    await run('pull_request', pullRequest(), asPullRequest);
    const outputs = runner?.outputs() ?? {};
    const { 'report-json': json, 'report-markdown': markdown, 'report-html': html, sarif, ...rest } = outputs;
    for (const path of [json, markdown, html, sarif]) expect(existsSync(path ?? '')).toBe(true);
    expect(rest).toEqual({
      verdict: 'fail',
      mode: 'pull-request',
      errors: '7',
      warnings: '1',
      notices: '0',
      pending: '["20250822090000_add_coupon"]',
      'pending-count': '1',
      'drift-count': '3',
      coverage: '92.9',
      plan: '',
      'comment-url': github.comments[0]?.html_url,
      'issue-url': '',
    });
    expect(runner?.stdout().match(/^::error /gm)).toHaveLength(7);
    expect(runner?.stdout().match(/^::warning /gm)).toHaveLength(1);
    expect(runner?.stdout()).toContain(
      '::error title=history/failed (production),file=prisma/migrations/20250820120000_backfill_totals/migration.sql,line=3::',
    );
  });

  it('does it all outside GitHub’s reach too: every call fails', async () => {
    github.fail({ status: 403, message: 'Resource not accessible by integration', times: 1000 });
    const { result, log } = await run(
      'pull_request',
      pullRequest(),
      { ...asPullRequest, findings: [...asPullRequest.findings, ...(situations.suggestion as Report).findings] },
      { issue: true },
    );
    expect(result).toMatchObject({ commentUrl: null, issueUrls: [] });
    expect(runner?.outputs()).toMatchObject({ verdict: 'fail', 'comment-url': '', 'issue-url': '' });
    expect(existsSync(result.files.json)).toBe(true);
    expect(runner?.summary()).toContain('### ❌ Not ready to merge');
    expect(log.warnings).toEqual([
      'The files of the pull request were not read (403 Resource not accessible by integration): give the job `permissions: pull-requests: write`.',
      'The pull request comment was not written (403 Resource not accessible by integration): give the job `permissions: pull-requests: write`.',
      'The issue for production was not kept (403 Resource not accessible by integration): give the job `permissions: issues: write`.',
    ]);
  });

  it('gives up after one wait when GitHub does not answer at all', async () => {
    github.fail({ reset: true, times: 1000 });
    const { log } = await run('pull_request', pullRequest(), asPullRequest, { issue: true });
    expect(github.calls).toHaveLength(3);
    expect(log.warnings).toHaveLength(1);
    expect(log.warnings[0]).toMatch(
      /^The pull request comment was not written: GitHub did not answer properly.*left out\.$/,
    );
    expect(runner?.outputs().verdict).toBe('fail');
  });

  it('takes a read-only token of Dependabot calmly', async () => {
    github.fail({ method: 'POST', status: 403, message: 'Resource not accessible by integration' });
    const { log } = await run('pull_request', pullRequest(), clean, {}, { GITHUB_ACTOR: 'dependabot[bot]' });
    expect(log.warnings).toEqual([]);
    expect(log.infos.join('\n')).toContain('the token of a run of Dependabot is read-only');
  });

  it('names no live object of a public repository’s database anywhere but in the files', async () => {
    const { result } = await run('pull_request', { ...pullRequest(), repository: { private: false } }, asPullRequest, {
      issue: true,
    });
    const seen = [github.comments[0]?.body, github.issues[0]?.body, runner?.summary(), runner?.stdout()].join('\n');
    for (const secret of ['usage_tracking', 'Review_orderId_idx', '48 M rows', 'pg_dump', '15.8'])
      expect(seen).not.toContain(secret);
    expect(seen).toContain('drift/table');
    expect(github.comments[0]?.body).toContain('What is known only from the live database is left out here');
    expect(readFileSync(result.files.json, 'utf8')).toContain('usage_tracking');
  });

  it('works on GitHub Enterprise Server, under its own addresses', async () => {
    const enterprise = await startFakeGitHub('/api/v3');
    try {
      await run(
        'pull_request',
        pullRequest(),
        clean,
        {},
        { GITHUB_API_URL: enterprise.url, GITHUB_SERVER_URL: 'https://ghe.example' },
      );
      expect(enterprise.comments).toHaveLength(1);
      expect(enterprise.comments[0]?.body).toContain('https://ghe.example/octo/shop/actions/runs/77');
      expect(enterprise.comments[0]?.body).not.toContain('github.com');
      expect(github.calls).toEqual([]);
    } finally {
      await enterprise.close();
    }
  });
});
