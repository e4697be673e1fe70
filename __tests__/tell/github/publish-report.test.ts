import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UsageError } from '../../../src/base/errors';
import type { Report } from '../../../src/contracts/report';
import { marker } from '../../../src/tell/github/own';
import { publishReport, readReport } from '../../../src/tell/github/publish-report';
import { type FakeGitHub, startFakeGitHub } from '../../support/fake-github';
import { recordingLog } from '../../support/log';
import { inspect, liveProse, ourTags } from '../../support/markdown';
import { buildReport } from '../../support/report';
import { type FakeRunner, startFakeRunner } from '../../support/runner';
import { buildSettings } from '../../support/settings';
import { situations } from '../../support/situations';

const headSha = 'beef000000000000000000000000000000000000';
const fork = { full_name: 'mallory/shop', owner: { login: 'mallory' } };
const event = {
  repository: { private: false },
  workflow_run: { head_sha: headSha, head_branch: 'feature', head_repository: fork, pull_requests: [] },
};

let github: FakeGitHub;
let runner: FakeRunner;
beforeEach(async () => {
  github = await startFakeGitHub();
  runner = startFakeRunner('workflow_run', event, github.url);
  github.pulls.push(
    { number: 8, state: 'open', head: { sha: 'other', ref: 'feature', owner: 'mallory' }, files: [] },
    { number: 9, state: 'open', head: { sha: headSha, ref: 'feature', owner: 'mallory' }, files: [] },
  );
});
afterEach(async () => {
  runner.close();
  await github.close();
});

function write(content: string): string {
  const path = join(runner.directory, 'report.json');
  writeFileSync(path, content);
  return path;
}

async function post(report: unknown) {
  const log = recordingLog();
  const world = { env: runner.env, log, redact: (text: string) => text, second: 5 };
  const url = await publishReport(write(JSON.stringify(report)), buildSettings(), world);
  return { url, log };
}

it('posts the report of a fork on the pull request that the event names', async () => {
  const { url } = await post(situations.suggestion);
  expect(github.lines()).toEqual([
    'GET /repos/octo/shop/pulls',
    'GET /repos/octo/shop/issues/9/comments',
    'POST /repos/octo/shop/issues/9/comments',
    'GET /repos/octo/shop/issues/9/comments',
  ]);
  expect(github.comments[0]).toMatchObject({ issue: 9, html_url: url });
  expect(github.comments[0]?.body).toContain('was written by a run on code from a fork');
  expect(runner.outputs()).toEqual({ 'comment-url': url });
  // Neither annotations nor suggestions are made of a stranger's words.
  expect(runner.stdout()).toBe('');
  expect(github.reviews).toEqual([]);
});

it('makes nothing in it live: no link but to the run, no mention, no HTML of its own', async () => {
  await post(situations.hostile);
  for (const markdown of [github.comments[0]?.body ?? '', runner.summary()]) {
    const { links, tags, prose } = inspect(markdown.replace(/^<!--.*-->\n/gm, ''));
    expect(links).toEqual(['https://github.test/octo/shop/actions/runs/77']);
    expect(ourTags).toEqual(expect.arrayContaining(tags));
    expect(prose).not.toMatch(liveProse);
  }
});

it('lets no report choose which comment it replaces', async () => {
  const other = github.comment(9, `${marker('', 'packages/billing/schema.prisma')}\nof the gate for billing`);
  const forged = buildReport({
    project: { schema: ['packages/billing/schema.prisma'], migrations: 'm', provider: null, prismaVersion: null },
  });
  await post(forged);
  expect(other.body).toContain('of the gate for billing');
  expect(github.comments).toHaveLength(2);
  // The same workflow keeps the same comment, whatever the next report says of itself.
  await post(situations.suggestion);
  expect(github.comments).toHaveLength(2);
});

it('posts nothing where no open pull request has this head', async () => {
  github.pulls.length = 1;
  const { url, log } = await post(situations.suggestion);
  expect(url).toBeNull();
  expect(github.comments).toEqual([]);
  expect(log.infos.join('\n')).toContain('belongs to no open pull request');
});

it('leaves the run green when the comment may not be written', async () => {
  github.fail({ method: 'POST', status: 403, message: 'Resource not accessible by integration' });
  const { log } = await post(situations.suggestion);
  expect(log.warnings).toEqual([
    'The pull request comment was not written (403 Resource not accessible by integration): give the job `permissions: pull-requests: write`.',
  ]);
});

const valid = situations['in-sync'] as Report;
const refused: [string, string, RegExp][] = [
  ['text', 'hello', /is not JSON$/],
  ['nothing', '', /is not JSON$/],
  ['a list', '[]', /is not a report of this version/],
  ['an unknown key', JSON.stringify({ ...valid, evil: 1 }), /is not a report of this version: .*evil/],
  ['another version', JSON.stringify({ ...valid, schemaVersion: 2 }), /schemaVersion/],
  ['a wrong type', JSON.stringify({ ...valid, findings: [{ rule: { toString: 'x' } }] }), /findings\[0\]/],
  ['a prototype', `{"__proto__": {"verdict": "pass"}, "schemaVersion": 1}`, /is not a report/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  ['hostile keys', JSON.stringify({ ...valid, '\u001b[31m::error::x\u202e': 1 }), /^[^\u001b\u202e\n]*$/],
  ['21 MB', ' '.repeat(21 * 1024 * 1024), /is larger than 20 MiB$/],
  ['deep nesting', '['.repeat(200_000), /is not JSON$/],
];
it.each(refused)('refuses %s with one line', async (_, content, message) => {
  const error = await readReport(write(content)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message.length).toBeLessThan(700);
});

it('refuses what is not a file', async () => {
  mkdirSync(join(runner.directory, 'folder'));
  await expect(readReport(join(runner.directory, 'folder'))).rejects.toThrow(/is not a file/);
  await expect(readReport(join(runner.directory, 'absent'))).rejects.toThrow(/cannot be read/);
  symlinkSync('/dev/zero', join(runner.directory, 'endless'));
  await expect(readReport(join(runner.directory, 'endless'))).rejects.toThrow(/is not a file/);
});
