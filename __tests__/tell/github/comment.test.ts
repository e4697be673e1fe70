import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log';
import { type Client, createClient } from '../../../src/tell/github/client';
import { keepComment } from '../../../src/tell/github/comment';
import { marker } from '../../../src/tell/github/own';
import { type FakeGitHub, startFakeGitHub, stranger, withoutPauses } from '../../support/fake-github';

let github: FakeGitHub;
let client: Client;
const place = { owner: 'octo', repo: 'shop', number: 7 };
const mark = marker('', 'prisma/schema.prisma');
const content = (text: string, stable = text) => ({ text, stable });
const keep = (text: string, stable = text, create = true) =>
  keepComment(client, place, mark, content(text, stable), { create, second: 5 });
const writes = () => github.lines().filter((line) => !line.startsWith('GET') && line !== 'POST /graphql');

beforeEach(async () => {
  github = await startFakeGitHub();
  client = createClient({ token: 'ghs_x', apiUrl: github.url, log: silentLog, second: 5, throttle: withoutPauses });
});
afterEach(() => github.close());

it('has a marker that shows neither key nor URL', () => {
  expect(marker('', 'postgres://user:secret@host/db')).toMatch(/^<!-- prisma-migration-gate:[0-9a-f]{64} -->$/);
});

it('is created once, updated when the content changes, left alone when only its address does', async () => {
  expect(await keep('red [run 1]', 'red')).toMatchObject({ action: 'created' });
  expect(await keep('red [run 2]', 'red')).toMatchObject({ action: 'unchanged', url: github.comments[0]?.html_url });
  expect(github.comments[0]?.body).toContain('red [run 1]');
  expect(await keep('green', 'green')).toMatchObject({ action: 'updated' });
  expect(github.comments.map(({ body }) => body.split('\n').slice(2).join('\n'))).toEqual(['green']);
  expect(github.comments[0]?.body.startsWith(mark)).toBe(true);
  expect(writes()).toEqual(['POST /repos/octo/shop/issues/7/comments', `PATCH /repos/octo/shop/issues/comments/1000`]);
});

it('is found beyond the first page', async () => {
  github.pageSize = 10;
  for (let i = 0; i < 35; i++) github.comment(7, `talk ${i}`, stranger);
  const ours = github.comment(7, `${mark}\nold`);
  for (let i = 0; i < 35; i++) github.comment(7, `more talk ${i}`, stranger);
  expect(await keep('new')).toEqual({ action: 'updated', url: ours.html_url });
});

it('leaves alone what a stranger wrote under the same marker', async () => {
  const forged = github.comment(7, `${mark}\n<!-- digest:x -->\nAll is well.`, stranger);
  expect(await keep('red')).toMatchObject({ action: 'created' });
  expect(forged.body).toContain('All is well.');
  expect(github.comments).toHaveLength(2);
});

it('does not take a stranger’s digest for its own', async () => {
  await keep('red');
  const [ours] = github.comments;
  github.comments.length = 0;
  github.comment(7, ours?.body ?? '', stranger);
  expect(await keep('red')).toMatchObject({ action: 'created' });
});

it('is the workflow’s own when it cannot learn who it is, and takes neither another bot nor a person for itself', async () => {
  github.fail({ path: /graphql/, status: 403, times: 9 });
  github.comment(7, `${mark}\nforged`, stranger);
  const others = github.comment(7, `${mark}\nof another app`, { login: 'renovate[bot]', type: 'Bot' });
  const ours = github.comment(7, `${mark}\nold`);
  expect(await keep('new')).toEqual({ action: 'updated', url: ours.html_url });
  expect(others.body).toContain('of another app');
});

it('keeps two gates apart', async () => {
  const other = marker('', 'packages/other/schema.prisma');
  await keepComment(client, place, other, content('other'), { second: 5 });
  await keep('mine');
  await keep('mine, changed');
  expect(github.comments.map(({ body }) => body.split('\n')[2])).toEqual(['other', 'mine, changed']);
});

it('is not created when only problems deserve one, yet turned green when it is there', async () => {
  expect(await keep('green', 'green', false)).toEqual({ action: 'none', url: null });
  await keep('red');
  expect(await keep('green', 'green', false)).toMatchObject({ action: 'updated' });
});

it('deletes what overlapping runs left behind, the oldest stays', async () => {
  const first = github.comment(7, `${mark}\none`);
  github.comment(7, `${mark}\ntwo`);
  expect(await keep('three')).toEqual({ action: 'updated', url: first.html_url });
  expect(github.comments).toHaveLength(1);
});

const lost = { method: 'POST', path: /\/issues\/7\/comments/, times: 1, afterwards: true } as const;
const failures = [
  { name: 'a 502 whose request was carried out', fault: { ...lost, status: 502 } },
  { name: 'a connection broken after the request was carried out', fault: { ...lost, reset: true as const } },
  { name: 'a 503 that did nothing', fault: { method: 'POST', path: /comments/, times: 2, status: 503 } },
  {
    name: '429 with retry-after',
    fault: { method: 'POST', path: /comments/, times: 1, status: 429, headers: { 'retry-after': '1' } },
  },
  {
    name: 'a secondary rate limit',
    fault: {
      method: 'POST',
      path: /comments/,
      times: 1,
      status: 403,
      message: 'You have exceeded a secondary rate limit.',
      headers: { 'retry-after': '1' },
    },
  },
  { name: '502 while reading', fault: { method: 'GET', path: /comments/, times: 2, status: 502 } },
  { name: 'a slow answer', fault: { method: 'POST', path: /comments/, times: 1, delay: 300 } },
];

it.each(failures)('survives $name with exactly one comment', async ({ fault }) => {
  github.fail(fault);
  expect(await keep('red')).toMatchObject({ url: github.comments[0]?.html_url });
  expect(github.comments).toHaveLength(1);
});

it.each([401, 403, 404, 410, 422, 451])('does not try %i again', async (status) => {
  github.fail({ method: 'POST', path: /comments/, status, times: 9 });
  await expect(keep('red')).rejects.toMatchObject({ status });
  expect(writes()).toHaveLength(1);
});

it('does not wait for a limit that ends in an hour', async () => {
  github.fail({ status: 429, headers: { 'retry-after': '3600' }, times: 9 });
  await expect(keep('red')).rejects.toMatchObject({ status: 429 });
  expect(github.calls).toHaveLength(1);
});
