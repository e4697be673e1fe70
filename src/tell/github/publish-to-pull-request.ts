import type { Report } from '../../contracts/report';
import { type Settings, severities } from '../../contracts/settings';
import { lasting } from '../report/lasting';
import { renderComment } from '../report/render/comment';
import type { RenderContext } from '../report/render/context';
import { mostPerLevel } from './annotations';
import type { There } from './attempt';
import { type ChangedFile, listChangedFiles } from './changed-files';
import { keepComment } from './comment';
import { marker } from './own';
import { findPullRequest, type PullRequest } from './pull-request';
import { postSuggestions } from './suggestions';

/** A pull request and, where something depends on them, its files. */
export interface PullRequestWithFiles extends PullRequest {
  readonly files: readonly ChangedFile[];
}

/** Finds the pull request of this run; null when there is none or its token can do nothing there. */
export async function readPullRequest(
  there: There,
  report: Report,
  settings: Settings,
): Promise<PullRequestWithFiles | null> {
  const { context, client, attempt, log } = there;
  if (context.isFork) {
    log.info(
      'A pull request from a fork has a read-only token: no comment is written, and the job summary has the report. The verdict counts all the same. To have a comment, see "Forks" in docs/github.md.',
    );
    return null;
  }
  const hasSuggestions = report.findings.some(({ suggestion }) => suggestion !== undefined);
  if (settings.comment === 'never' && !hasSuggestions && context.event.pull_request === undefined) return null;
  const byCommit = report.mode === 'pull-request';
  const pull = await attempt('The pull request was not found', 'pull-requests: write', () =>
    findPullRequest(client, context, byCommit),
  );
  if (pull === null) return null;
  // Files matter for suggestions, and for which annotations come first when there are too many.
  const isCrowded = severities.some(
    (severity) => report.findings.filter((finding) => finding.severity === severity).length > mostPerLevel,
  );
  if (!hasSuggestions && !isCrowded) return { ...pull, files: [] };
  const { owner, repo } = context;
  const files = await attempt('The files of the pull request were not read', 'pull-requests: write', () =>
    listChangedFiles(client, owner, repo, pull.number),
  );
  return { ...pull, files: files ?? [] };
}

/** Keeps the comment and posts suggestions. @returns the comment's address, if there is one */
export async function publishToPullRequest(
  there: There,
  pull: PullRequestWithFiles,
  report: Report,
  settings: Settings,
  render: RenderContext,
  second: number | undefined,
): Promise<string | null> {
  const { context, client, attempt, log } = there;
  const place = { owner: context.owner, repo: context.repo };
  let url: string | null = null;
  if (settings.comment !== 'never') {
    const hasProblems = report.verdict !== 'pass' || report.summary.warnings > 0;
    const create = settings.comment === 'always' || hasProblems;
    const what = 'The pull request comment was not written';
    const comment = await attempt(what, 'pull-requests: write', () =>
      keepComment(client, { ...place, number: pull.number }, marker('', render.key), commentContent(report, render), {
        create,
        second,
      }),
    );
    url = comment?.url ?? null;
    if (comment?.url) log.info(`Comment ${comment.action}: ${comment.url}`);
  }
  const posted = await attempt('Suggestions were not posted', 'pull-requests: write', () =>
    postSuggestions(client, place, pull, pull.files, report, render),
  );
  if (posted) log.info(`Suggestions posted: ${posted}`);
  return url;
}

/** The comment; a run of the same commit with the same result is no news. */
export function commentContent(report: Report, render: RenderContext) {
  return {
    text: renderComment(report, render),
    stable: renderComment(lasting(report), { ...render, runUrl: undefined }),
  };
}
