import { open } from 'node:fs/promises';
import { z } from 'zod';
import { errorMessage, UsageError } from '../../base/errors';
import { oneLine, shorten } from '../../base/escape';
import { type Report, reportSchema } from '../../contracts/report';
import type { Settings } from '../../contracts/settings';
import { boundReport, largestFile as largest } from '../report/bound';
import { redactReport } from '../report/redact-report';
import type { RenderContext } from '../report/render/context';
import { attempts } from './attempt';
import { createClient } from './client';
import { keepComment } from './comment';
import { readContext } from './context';
import { detailOf } from './detail';
import { keyOfPublisher } from './key';
import { setOutputs } from './outputs';
import { marker } from './own';
import { renderContext, type World } from './publish';
import { commentContent } from './publish-to-pull-request';
import { findPullRequest } from './pull-request';
import { writeSummary } from './summary';

/**
 * Posts a report that another run wrote: the second half of the recipe for forks, in a `workflow_run` with a token that
 * may write. The file is a stranger's: it is limited in size, must be a valid report, every string of it is escaped, no
 * path or address of it is followed, the pull request is the event's, and neither annotations, suggestions, issues nor
 * a verdict are made of it.
 * @returns the comment's address, or null
 * @throws UsageError when the file cannot be used or the event belongs to no pull request
 */
export async function publishReport(path: string, settings: Settings, world: World): Promise<string | null> {
  const { env, log, redact, second } = world;
  const report = boundReport(redactReport(await readReport(path), redact));
  const context = readContext(env);
  if (context === null)
    throw new UsageError('report: there is no GITHUB_REPOSITORY; publishing a report works in GitHub Actions');
  const token = settings.githubToken;
  if (!token) throw new UsageError('report: a github-token is needed to post it');
  const client = createClient({ token, apiUrl: context.apiUrl, log, ...(second && { second }) });
  const attempt = attempts(log, redact, context);
  const render: RenderContext = {
    runUrl: renderContext(context).runUrl,
    commit: renderContext(context).commit,
    key: redact(keyOfPublisher(settings)),
    detail: await detailOf(settings, report, context, client),
    rules: world.rules,
    untrusted: true,
  };
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary) await attempt('The job summary was not written', '', () => writeSummary(summary, report, render));
  const pull = await attempt('The pull request was not found', 'pull-requests: write', () =>
    findPullRequest(client, context, false),
  );
  if (pull === null)
    log.info('This run belongs to no open pull request whose head it is; there is nothing to comment on.');
  const comment =
    pull &&
    (await attempt('The pull request comment was not written', 'pull-requests: write', () =>
      keepComment(
        client,
        { owner: context.owner, repo: context.repo, number: pull.number },
        marker('', render.key),
        commentContent(report, render),
        { create: settings.comment !== 'never', second },
      ),
    ));
  if (comment?.url) log.info(`Comment ${comment.action}: ${comment.url}`);
  setOutputs({ 'comment-url': comment?.url ?? '' });
  return comment?.url ?? null;
}

/**
 * Reads and validates a report that may be hostile.
 * @throws UsageError when it is missing, too large, not JSON, or not a report
 */
export async function readReport(path: string): Promise<Report> {
  const text = await readLimited(path).catch((error: unknown) => {
    throw error instanceof UsageError
      ? error
      : new UsageError(`report: ${path} cannot be read (${errorMessage(error)})`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`report: ${path} is not JSON`);
  }
  const result = reportSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = z.prettifyError(new z.ZodError(result.error.issues.slice(0, 3)));
  throw new UsageError(`report: ${path} is not a report of this version: ${shorten(oneLine(problems), 400)}`);
}

/** At most as many bytes as a report of ours may have, {@link largest}, of a regular file, whatever its size is said to be. */
async function readLimited(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    if (!(await file.stat()).isFile()) throw new UsageError(`report: ${path} is not a file`);
    const buffer = Buffer.alloc(largest + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (bytesRead === 0) break;
      if (length > largest) throw new UsageError(`report: ${path} is larger than ${largest / 1024 / 1024} MiB`);
    }
    return buffer.toString('utf8', 0, length);
  } finally {
    await file.close();
  }
}
