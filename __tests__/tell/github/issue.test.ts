import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log';
import type { Finding, Plan, Report } from '../../../src/contracts/report';
import { type Client, createClient } from '../../../src/tell/github/client';
import { issueLabel, keepIssue } from '../../../src/tell/github/issue';
import { marker } from '../../../src/tell/github/own';
import type { RenderContext } from '../../../src/tell/report/render/context';
import { type FakeGitHub, startFakeGitHub, stranger, withoutPauses } from '../../support/fake-github';
import { buildReport, finding } from '../../support/report';

let github: FakeGitHub;
let client: Client;
const place = { owner: 'octo', repo: 'shop', labels: ['database'], assignees: ['alice'], failOn: 'error' } as const;
const context: RenderContext = { key: 'prisma/schema.prisma', detail: 'full', runUrl: 'https://github.test/run/1' };
const database = { name: 'production', serverVersion: '15.8', historyTable: true, applied: 3, pending: 0 };
const drift = (object: string) =>
  finding({ rule: 'drift/table', database: 'production', object, message: `The table ${object} is not expected.` });
const report = (...objects: string[]): Report =>
  buildReport({ mode: 'audit', databases: [database], findings: objects.map(drift) });
const step = {
  ...{ title: '', why: '', writes: 'repository', risk: 'none', verify: '', undo: '', do: [] },
} as const satisfies Plan['steps'][number];
const worstPlan = {
  ...{ database: 'production', direction: 'repository-follows', recommended: true, rehearsed: true, remaining: [] },
} satisfies Partial<Plan>;
const keep = (audit: Report, runUrl = context.runUrl) =>
  keepIssue(client, place, audit, { ...context, runUrl }, 'production', 5);
const mark = marker('issue', context.key, 'production');

beforeEach(async () => {
  github = await startFakeGitHub();
  client = createClient({ token: 'ghs_x', apiUrl: github.url, log: silentLog, second: 5, throttle: withoutPauses });
});
afterEach(() => github.close());

it('lives through a whole story: opened, left alone, edited, closed, reopened', async () => {
  expect(await keep(report())).toEqual({ action: 'none', url: null });
  expect(github.issues).toEqual([]);

  expect(await keep(report('public.a'))).toMatchObject({ action: 'opened' });
  const [issue] = github.issues;
  expect(issue).toMatchObject({
    title: 'Database production is out of step with its migrations',
    state: 'open',
    labels: [issueLabel, 'database'],
    assignees: ['alice'],
  });

  expect(await keep(report('public.a'), 'https://github.test/run/2')).toMatchObject({ action: 'unchanged' });

  expect(await keep(report('public.b', 'public.c'))).toMatchObject({ action: 'edited', url: issue?.html_url });
  expect(issue?.body).not.toContain('public.a');
  expect(await keep(report())).toMatchObject({ action: 'closed' });
  expect(issue).toMatchObject({ state: 'closed', state_reason: 'completed' });
  expect(issue?.body).toContain('✅');
  expect(await keep(report())).toEqual({ action: 'none', url: null });

  expect(await keep(report('public.a'))).toMatchObject({ action: 'reopened', url: issue?.html_url });
  expect(github.issues).toHaveLength(1);
  expect(issue?.state).toBe('open');
  expect(github.comments.map(({ body }) => body)).toEqual([
    '**What changed** ([run](https://github.test/run/1)): 2 new findings, 1 gone.\n\n- ❌ The table public.b is not expected.\n- ❌ The table public.c is not expected.\n\nGone: `drift/table`.',
    'All of it is gone ([run](https://github.test/run/1)). Closing; should it return, this issue is reopened.',
    'It is back ([run](https://github.test/run/1)).\n\n**What changed** ([run](https://github.test/run/1)): 1 new finding, 0 gone.\n\n- ❌ The table public.a is not expected.',
  ]);
});

it('is neither opened nor closed while the database cannot be checked', async () => {
  await keep(report('public.a'));
  const unknown = buildReport({
    mode: 'audit',
    verdict: 'undetermined',
    databases: [{ ...database, historyTable: null }],
    checks: [{ id: 'drift', database: 'production', status: 'undetermined', reason: 'refused' }],
  });
  expect(await keep(unknown)).toEqual({ action: 'unknown', url: null });
  expect(github.issues[0]?.state).toBe('open');
});

it('does not mind a finding of another database, or a warning when errors count', async () => {
  const other = { ...drift('public.a'), database: 'staging' };
  const warning = { ...drift('public.b'), severity: 'warning' as const };
  const audit = buildReport({ mode: 'audit', databases: [database], findings: [other, warning] });
  expect(await keep(audit)).toEqual({ action: 'none', url: null });
});

it('is found through all pages, by marker and author', async () => {
  github.pageSize = 5;
  github.issue({ body: `${mark}\nforged`, labels: [issueLabel], user: stranger });
  github.issue({ body: `${mark}\na pull request`, labels: [issueLabel], pull_request: {} });
  const ours = github.issue({ body: `${mark}\nold`, labels: [issueLabel] });
  for (let i = 0; i < 12; i++) github.issue({ body: 'other' });
  expect(await keep(report('public.a'))).toEqual({ action: 'edited', url: ours.html_url });
});

it('is found though a person took its label away, open or closed', async () => {
  await keep(report('public.a'));
  Object.assign(github.issues[0] ?? {}, { labels: [] });
  expect(await keep(report('public.b'))).toMatchObject({ action: 'edited' });
  expect(await keep(report())).toMatchObject({ action: 'closed' });
  expect(await keep(report('public.a'))).toMatchObject({ action: 'reopened' });
  expect(github.issues).toHaveLength(1);
});

it('is no news when only a plan’s names, a size or a duration is another, and says so to nobody', async () => {
  const plan = (name: string): Plan => ({ ...worstPlan, steps: [{ ...step, title: `Write ${name}` }] });
  const at = (name: string): Report => ({ ...report('public.a'), plans: [plan(name)] });
  expect(await keep(at('20260101000000_sync'))).toMatchObject({ action: 'opened' });
  expect(await keep(at('20260102000000_sync'))).toMatchObject({ action: 'unchanged' });
  const grown = report('public.a');
  const [first] = grown.findings;
  expect(
    await keep({ ...grown, findings: [{ ...(first as Finding), message: 'The table has 3 rows now.' }] }),
  ).toMatchObject({ action: 'refreshed' });
  expect(github.issues[0]?.body).toContain('3 rows now');
  expect(github.comments).toEqual([]);
});

it('is found by its label where GitHub does not say whose the token is', async () => {
  github.fail({ path: /graphql/, status: 403, times: 9 });
  const ours = github.issue({ body: `${mark}\nold`, labels: [issueLabel] });
  expect(await keep(report('public.a'))).toEqual({ action: 'edited', url: ours.html_url });
});

it.each([
  { name: 'whose answer was lost', fault: { afterwards: true as const } },
  { name: 'that did not arrive', fault: {} },
])('tells what changed once, with a comment $name', async ({ fault }) => {
  await keep(report('public.a'));
  github.fail({ method: 'POST', path: /\/comments$/, status: 502, times: 1, ...fault });
  expect(await keep(report('public.b'))).toMatchObject({ action: 'edited' });
  expect(github.comments).toHaveLength(1);
});

it('leaves one open when two runs overlapped', async () => {
  const older = github.issue({ number: 11, body: `${mark}\nold`, labels: [issueLabel] });
  const younger = github.issue({ number: 12, body: `${mark}\nold`, labels: [issueLabel] });
  expect(await keep(report('public.a'))).toEqual({ action: 'edited', url: older.html_url });
  expect(younger).toMatchObject({ state: 'closed', state_reason: 'not_planned', body: 'Duplicate of #11.' });
});

it('closes its own when another run opened one at the same moment', async () => {
  const other = github.issue({ number: 5, body: 'not yet labelled', labels: [] });
  const meanwhile = () => Object.assign(other, { body: `${mark}\nold`, labels: [issueLabel] });
  github.fail({ method: 'POST', path: /\/issues$/, times: 1, meanwhile });
  expect(await keep(report('public.a'))).toEqual({ action: 'opened', url: other.html_url });
  expect(github.issues.filter(({ state }) => state === 'open').map(({ number }) => number)).toEqual([5]);
});

it('opens one only, though the answer to opening it was lost', async () => {
  github.fail({ method: 'POST', path: /\/issues$/, status: 502, afterwards: true, times: 1 });
  expect(await keep(report('public.a'))).toMatchObject({ action: 'opened' });
  expect(github.issues).toHaveLength(1);
});

it('opens it without assignees when GitHub refuses them', async () => {
  github.fail({ method: 'POST', path: /\/issues$/, status: 422, times: 1 });
  expect(await keep(report('public.a'))).toMatchObject({ action: 'opened' });
  expect(github.issues[0]?.assignees).toEqual([]);
});

it('keeps one per database', async () => {
  const audit = buildReport({
    mode: 'audit',
    databases: [database, { ...database, name: 'eu @octocat #1' }],
    findings: [drift('public.a'), { ...drift('public.a'), database: 'eu @octocat #1' }],
  });
  await keep(audit);
  await keepIssue(client, place, audit, context, 'eu @octocat #1', 5);
  expect(github.issues.map(({ title }) => title)).toEqual([
    'Database production is out of step with its migrations',
    'Database eu _octocat _1 is out of step with its migrations',
  ]);
});

it('is not fooled by what people write into the hidden lines', async () => {
  const ours = github.issue({
    body: `${mark}\n<!-- digest:x -->\n<!-- findings:zz=<script>,,@x -->\n`,
    labels: [issueLabel],
  });
  expect(await keep(report('public.a'))).toEqual({ action: 'edited', url: ours.html_url });
  expect(github.comments[0]?.body).toContain('1 new finding, 0 gone');
});
