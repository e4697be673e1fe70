import { clean, prose, text } from '../../base/escape';
import type { Finding, Report } from '../../contracts/report';
import { visible } from '../report/reduce';
import type { RenderContext } from '../report/render/context';
import { icons } from '../report/render/markdown/view';
import { byUrgency } from '../report/urgency';
import type { ChangedFile } from './changed-files';
import { type Client, once } from './client';
import { marker, onlyOwn } from './own';
import type { PullRequest } from './pull-request';

/** More in one go would bury the reviewer. */
const mostAtOnce = 10;

/** A finding whose fix replaces lines that the diff shows in one piece. */
interface Suggestion {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly mark: string;
  readonly body: string;
}

/**
 * Posts suggestions that are not there yet, as one review; each once, on lines of the diff only.
 * @returns how many were posted
 * @throws the client's error when a request fails for good
 */
export async function postSuggestions(
  client: Client,
  place: { readonly owner: string; readonly repo: string },
  pull: PullRequest,
  files: readonly ChangedFile[],
  report: Report,
  context: RenderContext,
): Promise<number> {
  const wanted = byUrgency(visible(report, context).findings).flatMap((finding) =>
    suggestionOf(finding, files, context.key),
  );
  if (wanted.length === 0) return 0;
  const target = { ...place, pull_number: pull.number };
  const existing = await client.paginate(client.rest.pulls.listReviewComments, { ...target, per_page: 100 });
  const ours = await onlyOwn(client, '<!-- prisma-migration-gate-suggestion:', existing);
  const fresh = wanted.filter(({ mark }) => !ours.some(({ body }) => body.startsWith(mark))).slice(0, mostAtOnce);
  if (fresh.length === 0) return 0;
  await client.rest.pulls.createReview({
    ...target,
    commit_id: pull.headSha,
    event: 'COMMENT',
    comments: fresh.map(({ path, line, endLine, body }) => ({
      path,
      body,
      line: endLine,
      side: 'RIGHT',
      ...(endLine > line && { start_line: line, start_side: 'RIGHT' }),
    })),
    // A review that may have been made is not tried again: a later run finds it, or posts it.
    ...once,
  });
  return fresh.length;
}

function suggestionOf(finding: Finding, files: readonly ChangedFile[], key: string): Suggestion[] {
  const { suggestion, file, line, endLine = line } = finding;
  if (suggestion === undefined || line === undefined || endLine === undefined || endLine < line) return [];
  // It goes into a file as it stands, so it must not hold anything that a reader cannot see.
  if (clean(suggestion) !== suggestion || suggestion.length > 20_000) return [];
  const hunks = files.find(({ path }) => path === file)?.hunks ?? [];
  if (file === undefined || !hunks.some(({ from, to }) => from <= line && endLine <= to)) return [];
  const mark = marker('suggestion', key, finding.fingerprint, suggestion);
  const fence = '`'.repeat(Math.max(3, ...[...suggestion.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const message = `${icons[finding.severity]} ${prose(finding.message)}  \n<sub>${text(finding.rule, 100)}</sub>`;
  return [
    { path: file, line, endLine, mark, body: `${mark}\n${message}\n\n${fence}suggestion\n${suggestion}\n${fence}` },
  ];
}
