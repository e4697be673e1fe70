import type { Log } from '../../base/log';
import type { Report } from '../../contracts/report';
import type { Settings } from '../../contracts/settings';
import { boundReport } from '../report/bound';
import { redactReport } from '../report/redact-report';
import { visible } from '../report/reduce';
import type { RenderContext, RuleText } from '../report/render/context';
import { type WrittenFiles, writeReportFiles } from '../report/write-files';
import { annotate } from './annotations';
import { type Attempt, attempts, type There } from './attempt';
import { createClient } from './client';
import { type RunContext, readContext } from './context';
import { detailOf } from './detail';
import { type IssueResult, keepIssue } from './issue';
import { keyOf } from './key';
import { outputsOf, setOutputs } from './outputs';
import { publishToPullRequest, readPullRequest } from './publish-to-pull-request';
import { writeSummary } from './summary';
import { type Post, sendWebhook } from './webhook';

/** What publishing needs of the outside. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Takes secrets out of any text; nothing leaves without it. */
  readonly redact: (text: string) => string;
  /** Words of the rules. */
  readonly rules?: readonly RuleText[] | undefined;
  /** Path of the plan that was written, for the output `plan`. */
  readonly plan?: string | undefined;
  /** For tests: how the webhook is posted, and how many milliseconds a second of waiting takes. */
  readonly post?: Post | undefined;
  readonly second?: number | undefined;
}

/** Where everything went. */
export interface PublishResult {
  readonly files: WrittenFiles;
  readonly commentUrl: string | null;
  readonly issueUrls: readonly string[];
  /** How much of the databases may be shown in public, such as in the job's log. */
  readonly detail: RenderContext['detail'];
}

/**
 * Tells everyone: report files, outputs and job summary first, because they need no network; then annotations, the pull
 * request, issues and the webhook. A failure of GitHub or of the webhook is one warning and changes nothing else.
 * @throws UsageError when the report directory cannot be written
 */
export async function publish(full: Report, settings: Settings, world: World): Promise<PublishResult> {
  const { env, log, redact, rules, second } = world;
  const report = redactReport(full, redact);
  // What is shown to people is bounded; files bound themselves, and what is decided is decided by the whole.
  const shown = boundReport(report);
  const context = readContext(env);
  const token = settings.githubToken;
  const client =
    context && token ? createClient({ token, apiUrl: context.apiUrl, log, ...(second && { second }) }) : null;
  const detail = await detailOf(settings, report, context, client);
  const render: RenderContext = {
    ...renderContext(context),
    key: redact(keyOf(report, settings)),
    detail,
    rules,
    neverFails: settings.failOn === 'never',
  };
  const attempt = attempts(log, redact, context);

  const files = await writeReportFiles(report, settings.reportDirectory, render);
  setOutputs({
    ...outputsOf(report),
    'report-json': files.json,
    'report-markdown': files.markdown,
    'report-html': files.html,
    sarif: files.sarif,
    plan: world.plan ?? '',
  });
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary) await attempt('The job summary was not written', '', () => writeSummary(summary, shown, render));

  const there = context && client ? { context, client, attempt, log } : null;
  const pull = there && (await readPullRequest(there, shown, settings));
  annotate(visible(shown, render), new Set(pull?.files.map(({ path }) => path)));
  const commentUrl = there && pull && (await publishToPullRequest(there, pull, shown, settings, render, second));
  const issues = there && settings.issue ? await publishIssues(there, report, settings, render, second) : [];
  await publishWebhook(attempt, report, settings, world, render, issues);

  const issueUrls = issues.flatMap(({ action, url }) => (url !== null && action !== 'closed' ? url : []));
  setOutputs({ 'comment-url': commentUrl ?? '', 'issue-url': issueUrls.join('\n') });
  return { files, commentUrl, issueUrls, detail };
}

/** The part of the render context that the runner knows. */
export function renderContext(context: RunContext | null): Pick<RenderContext, 'runUrl' | 'commit' | 'blobUrl'> {
  if (context === null) return {};
  const { serverUrl, owner, repo, sha, runUrl } = context;
  const isCommit = /^[0-9a-f]{7,64}$/.test(sha);
  return { runUrl, ...(isCommit && { commit: sha, blobUrl: `${serverUrl}/${owner}/${repo}/blob/${sha}` }) };
}

async function publishIssues(
  { context, client, attempt, log }: There,
  report: Report,
  settings: Settings,
  render: RenderContext,
  second: number | undefined,
): Promise<IssueResult[]> {
  const { owner, repo } = context;
  const place = {
    owner,
    repo,
    labels: settings.issueLabels,
    assignees: settings.issueAssignees,
    failOn: settings.failOn,
  };
  const results: IssueResult[] = [];
  for (const { name } of report.databases) {
    const what = `The issue for ${name} was not kept`;
    const result = await attempt(what, 'issues: write', () => keepIssue(client, place, report, render, name, second));
    if (result === null) continue;
    if (result.url) log.info(`Issue ${result.action}: ${result.url}`);
    results.push(result);
  }
  return results;
}

/** What became of an issue when there is nothing to tell. */
const quiet: ReadonlySet<IssueResult['action']> = new Set(['refreshed', 'unchanged', 'none']);

/** After an audit: posts bad news, and good news after bad; not again what the issues say already. */
async function publishWebhook(
  attempt: Attempt,
  report: Report,
  settings: Settings,
  { post, second }: World,
  render: RenderContext,
  issues: readonly IssueResult[],
): Promise<void> {
  const url = settings.webhookUrl;
  const isKnown = issues.length > 0 && issues.every(({ action }) => quiet.has(action));
  const isMended = issues.some(({ action }) => action === 'closed');
  if (!url || report.mode !== 'audit' || isKnown || (report.verdict === 'pass' && !isMended)) return;
  // The channel is the team's own, so it may know what a public page may not.
  const context = { ...render, detail: settings.detail ?? 'full' };
  await attempt('The webhook was not posted', '', () => sendWebhook(url, report, context, { post, second }));
}
