import type { Report } from '../../contracts/report';
import type { Settings } from '../../contracts/settings';
import { fails } from '../../judge/severity';
import { forDatabase } from '../report/for-database';
import { lasting } from '../report/lasting';
import { visible } from '../report/reduce';
import type { RenderContext } from '../report/render/context';
import { issueTitle, remembered, renderChanges, renderIssue } from '../report/render/issue';
import { type Client, once } from './client';
import { statusOf } from './failure';
import { createOnce, digestOf, isUnchanged, loginOf, marker, onlyOwn, rememberLogin, withMarker } from './own';

/** Every issue of ours is opened with it, for people to filter by; labels of the config come on top. */
export const issueLabel = 'migration-gate';

export interface IssuePlace {
  readonly owner: string;
  readonly repo: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  /** Findings from this severity on are worth an issue; `never` counts as `error`. */
  readonly failOn: Settings['failOn'];
}

/**
 * What became of the issue; `refreshed`: its text, though the findings are the same; `unknown`: the database could not be
 * checked, so nothing was touched.
 */
export interface IssueResult {
  readonly action: 'opened' | 'edited' | 'reopened' | 'closed' | 'refreshed' | 'unchanged' | 'none' | 'unknown';
  readonly url: string | null;
}

interface Issue {
  readonly number: number;
  readonly state: string;
  readonly body?: string | null | undefined;
  readonly html_url: string;
  readonly user?: { readonly login?: string; readonly type?: string } | null | undefined;
}

/**
 * Keeps exactly one open issue for this database and key while something is wrong with it: opened, edited (a comment says
 * what changed), closed with a word when all is mended, reopened when it returns.
 * @throws the client's error when a request fails for good
 */
export async function keepIssue(
  client: Client,
  place: IssuePlace,
  report: Report,
  context: RenderContext,
  database: string,
  second?: number,
): Promise<IssueResult> {
  const { owner, repo } = place;
  const mark = marker('issue', context.key, database);
  const mine = forDatabase(report, database);
  const isWrong = mine.findings.some(({ severity }) => fails(severity, place.failOn));
  const isOpenQuestion = mine.checks.some((check) => check.status === 'undetermined' && check.database === database);
  if (!isWrong && isOpenQuestion) return { action: 'unknown', url: null };

  const found = await findIssues(client, place, mark);
  const issue = await keepOldest(client, place, found);
  const content = contentOf(report, context, database);
  const body = withMarker(mark, content);
  const comment = (number: number, text: string) =>
    addComment(client, { owner, repo, issue_number: number }, text, second);

  if (issue === undefined) {
    if (!isWrong) return { action: 'none', url: null };
    const created = await createOnce(
      () => open(client, place, issueTitle(database), body),
      async () => (await findIssues(client, place, mark)).find(({ state }) => state === 'open') ?? null,
      second,
    );
    rememberLogin(client, created);
    // Another run may have opened one at the same moment: the oldest stays.
    const kept = await keepOldest(client, place, await findIssues(client, place, mark));
    return { action: 'opened', url: (kept ?? created).html_url };
  }
  const update = async (state: 'open' | 'closed') => {
    await client.rest.issues.update({
      owner,
      repo,
      issue_number: issue.number,
      body,
      state,
      ...(state === 'closed' && { state_reason: 'completed' as const }),
    });
  };
  if (!isWrong) {
    if (issue.state === 'closed') return { action: 'none', url: null };
    await update('closed');
    await comment(issue.number, `All of it is gone${run(context)}. Closing; should it return, this issue is reopened.`);
    return { action: 'closed', url: issue.html_url };
  }
  const changes = renderChanges(remembered(issue.body), report, context, database, shortHash);
  if (issue.state === 'closed') {
    await update('open');
    await comment(issue.number, `It is back${run(context)}.${changes ? `\n\n${changes}` : ''}`);
    return { action: 'reopened', url: issue.html_url };
  }
  if (isUnchanged(issue.body, content)) return { action: 'unchanged', url: issue.html_url };
  await update('open');
  if (changes === null) return { action: 'refreshed', url: issue.html_url };
  await comment(issue.number, changes);
  return { action: 'edited', url: issue.html_url };
}

const shortHash = (text: string) => digestOf(text).slice(0, 8);

function contentOf(report: Report, context: RenderContext, database: string) {
  const shown = visible(report, context);
  const text = renderIssue(shown, context, database, shortHash);
  // Another commit or run alone is no news.
  const still = { ...context, runUrl: undefined, commit: undefined, blobUrl: undefined };
  return { text, stable: renderIssue(lasting(shown), still, database, shortHash) };
}

/** Writes a comment once; its text names the run, so that one that seemed lost can be told. */
async function addComment(
  client: Client,
  issue: { readonly owner: string; readonly repo: string; readonly issue_number: number },
  text: string,
  second: number | undefined,
): Promise<void> {
  await createOnce<object>(
    () => client.rest.issues.createComment({ ...issue, body: text, ...once }),
    async () => {
      const comments = await client.paginate(client.rest.issues.listComments, { ...issue, per_page: 100 });
      return (await onlyOwn(client, text, comments))[0] ?? null;
    },
    second,
  );
}

/**
 * All of ours with the marker, open and closed, through all pages, the oldest first. People may take labels away, so
 * those that our token's user opened are asked for; where that is not known, those with our label.
 */
async function findIssues(client: Client, { owner, repo }: IssuePlace, mark: string): Promise<Issue[]> {
  const login = await loginOf(client);
  const issues = await client.paginate(client.rest.issues.listForRepo, {
    owner,
    repo,
    ...(login === null ? { labels: issueLabel } : { creator: login }),
    state: 'all',
    per_page: 100,
  });
  const own = await onlyOwn(
    client,
    mark,
    issues.filter((issue) => issue.pull_request === undefined && issue.state_reason !== 'duplicate'),
  );
  return own.sort((a, b) => a.number - b.number);
}

/**
 * The one to go on with: the oldest open one (younger open ones are closed as its duplicates), else the newest closed one.
 */
async function keepOldest(
  client: Client,
  { owner, repo }: IssuePlace,
  issues: readonly Issue[],
): Promise<Issue | undefined> {
  const [oldest, ...younger] = issues.filter(({ state }) => state === 'open');
  for (const { number } of younger) {
    const issue = { owner, repo, issue_number: number };
    await client.rest.issues.update({
      ...issue,
      state: 'closed',
      state_reason: 'not_planned',
      body: `Duplicate of #${oldest?.number}.`,
    });
  }
  return oldest ?? issues.at(-1);
}

/** Opens it; when GitHub refuses the assignees, without them. */
async function open(client: Client, place: IssuePlace, title: string, body: string): Promise<Issue> {
  const { owner, repo } = place;
  const labels = [...new Set([issueLabel, ...place.labels])];
  const send = async (assignees: readonly string[]) =>
    (await client.rest.issues.create({ owner, repo, title, body, labels, assignees: [...assignees], ...once })).data;
  try {
    return await send(place.assignees);
  } catch (error) {
    if (statusOf(error) !== 422 || place.assignees.length === 0) throw error;
    return await send([]);
  }
}

function run(context: RenderContext): string {
  return context.runUrl ? ` ([run](${context.runUrl}))` : '';
}
