import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log';
import type { Finding } from '../../../src/contracts/report';
import { hunksOf, listChangedFiles } from '../../../src/tell/github/changed-files';
import { type Client, createClient } from '../../../src/tell/github/client';
import { postSuggestions } from '../../../src/tell/github/suggestions';
import { type FakeGitHub, startFakeGitHub, withoutPauses } from '../../support/fake-github';
import { buildReport, cell, finding, migration } from '../../support/report';

let github: FakeGitHub;
let client: Client;
const file = 'prisma/migrations/20250901100000_add_coupon/migration.sql';
const pull = { number: 7, headSha: 'beef' };
const context = { key: 'prisma/schema.prisma', detail: 'full' } as const;
const mend = (parts: Partial<Finding>) =>
  finding({
    rule: 'safety/index-not-concurrent',
    file,
    line: 4,
    message: 'It blocks.',
    suggestion: 'CREATE INDEX CONCURRENTLY',
    ...parts,
  });

beforeEach(async () => {
  github = await startFakeGitHub();
  client = createClient({ token: 'ghs_x', apiUrl: github.url, log: silentLog, second: 5, throttle: withoutPauses });
  github.pulls.push({
    number: 7,
    state: 'open',
    head: { sha: 'beef', ref: 'feature', owner: 'octo' },
    files: [
      { filename: 'README.md', status: 'modified', patch: '@@ -1 +1 @@\n-a\n+b' },
      { filename: file, status: 'added', patch: `@@ -0,0 +1,5 @@\n${'+x\n'.repeat(5)}@@ -20,2 +30,3 @@ x\n a\n+b\n c` },
      { filename: 'gone.sql', status: 'removed', patch: '@@ -1,3 +0,0 @@\n-a' },
      { filename: 'binary.png', status: 'added' },
    ],
  });
});
afterEach(() => github.close());

async function post(...findings: Finding[]): Promise<number> {
  const files = await listChangedFiles(client, 'octo', 'shop', 7);
  return postSuggestions(client, { owner: 'octo', repo: 'shop' }, pull, files, buildReport({ findings }), context);
}

it('reads which lines a diff shows', () => {
  expect(hunksOf('@@ -1,4 +2,5 @@ x\n@@ -9 +10 @@\n@@ -1,3 +0,0 @@\n+@@ -1 +1 @@')).toEqual([
    { from: 2, to: 6 },
    { from: 10, to: 10 },
  ]);
});

it('posts one review with suggestions on lines of the diff, each once', async () => {
  const one = mend({ line: 4, endLine: 4 });
  const several = mend({ line: 30, endLine: 32, message: 'Three @octocat lines.', suggestion: 'a\n```\nb' });
  expect(await post(one, several)).toBe(2);
  const [review] = github.reviews;
  expect(review).toMatchObject({ pull: 7, commit_id: 'beef', event: 'COMMENT' });
  expect(review?.comments.map(({ body, ...place }) => place)).toEqual([
    { path: file, line: 4, side: 'RIGHT', user: github.user },
    { path: file, line: 32, side: 'RIGHT', start_line: 30, start_side: 'RIGHT', user: github.user },
  ]);
  expect(review?.comments[0]?.body.split('\n').slice(1)).toEqual([
    '❌ It blocks.  ',
    '<sub>safety/index-not-concurrent</sub>',
    '',
    '```suggestion',
    'CREATE INDEX CONCURRENTLY',
    '```',
  ]);
  expect(review?.comments[1]?.body).toMatch(/@&#8203;octocat[\s\S]*\n````suggestion\na\n```\nb\n````$/);

  expect(await post(one, several)).toBe(0);
  expect(await post(one, { ...several, suggestion: 'better' })).toBe(1);
  expect(github.reviews).toHaveLength(2);
});

it.each([
  ['outside the diff', { line: 20 }],
  ['across two parts of it', { line: 4, endLine: 31 }],
  ['in another file', { file: 'other.sql' }],
  ['in a removed file', { file: 'gone.sql', line: 1 }],
  ['in a file without a diff', { file: 'binary.png', line: 1 }],
  ['backwards', { line: 4, endLine: 3 }],
  ['with an invisible character', { suggestion: 'DROP \u202eTABLE' }],
])('posts nothing %s', async (_, parts) => {
  expect(await post(mend(parts))).toBe(0);
  expect(github.reviews).toEqual([]);
});

it('posts ten at once, the others later', async () => {
  const many = Array.from({ length: 12 }, (_, i) => mend({ line: (i % 5) + 1, suggestion: `fix ${i}` }));
  expect(await post(...many)).toBe(10);
  expect(await post(...many)).toBe(2);
});

it('says in public nothing that the live database told, such as the size of a table', async () => {
  const found = mend({ line: 4, message: 'It blocks writes to Order (48 M rows, 12 GB in production).' });
  const files = await listChangedFiles(client, 'octo', 'shop', 7);
  const report = buildReport({
    databases: [{ name: 'production', serverVersion: '15.8', historyTable: true, applied: 1, pending: 1 }],
    migrations: [migration('20250901100000_add_coupon', { production: cell('pending') }, { new: true })],
    findings: [found],
  });
  const place = { owner: 'octo', repo: 'shop' };
  const rules = [{ name: found.rule, problem: 'It blocks writes.', consequence: 'They wait.', remedy: 'Do not.' }];
  expect(await postSuggestions(client, place, pull, files, report, { ...context, detail: 'reduced', rules })).toBe(1);
  const [comment] = github.reviews[0]?.comments ?? [];
  expect(comment?.body).toContain('It blocks writes. They wait.');
  expect(comment?.body).toContain('```suggestion\nCREATE INDEX CONCURRENTLY\n```');
  expect(comment?.body).not.toMatch(/48 M|production/);
});
