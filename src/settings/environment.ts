import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorMessage, UsageError } from '../base/errors';
import type { Mode } from '../contracts/settings';
import { isWithin } from '../git/paths';
import type { Places } from './config-file';
import { quote } from './wording';

/**
 * What the surroundings say: folders and the event.
 * Variables: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */

/** Whether the event is about a change that somebody proposes; what is checked out is then a stranger's. */
export function isPullRequestEvent({ GITHUB_EVENT_NAME: event }: NodeJS.ProcessEnv): boolean {
  return event === 'pull_request' || event === 'pull_request_target' || event === 'merge_group';
}

/** The mode for `mode: auto`. On the command line, outside Actions, it is `deploy`. */
export function modeOfEvent(env: NodeJS.ProcessEnv): Mode {
  if (isPullRequestEvent(env)) return 'pull-request';
  return env.GITHUB_EVENT_NAME === 'schedule' ? 'audit' : 'deploy';
}

/**
 * The git ref that the event's change is compared with: the base branch of a pull request, the commit that a merge group
 * is put on (GITHUB_BASE_REF is empty there). Undefined for other events.
 */
export function baseRefOfEvent(env: NodeJS.ProcessEnv): string | undefined {
  if (env.GITHUB_BASE_REF) return env.GITHUB_BASE_REF;
  if (env.GITHUB_EVENT_NAME !== 'merge_group' || !env.GITHUB_EVENT_PATH) return undefined;
  let payload: { merge_group?: { base_sha?: unknown; base_ref?: unknown } } | null;
  try {
    payload = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
  } catch (error) {
    throw new UsageError(`GITHUB_EVENT_PATH cannot be read, set base-ref instead: ${errorMessage(error)}`);
  }
  const group = payload?.merge_group;
  return [group?.base_sha, group?.base_ref].find((ref): ref is string => typeof ref === 'string' && ref !== '');
}

/**
 * What the change that the job runs for is meant to go into, whatever it is compared with: the base branch of a pull request,
 * the commit that a merge group is put on. Undefined for other events, and when the payload cannot be read, which
 * {@link baseRefOfEvent} tells where it is needed.
 */
export function targetOfChange(env: NodeJS.ProcessEnv): string | undefined {
  try {
    return baseRefOfEvent(env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return undefined;
  }
}

/** The path in `octo/shop/.github/workflows/gate.yml@refs/heads/main`; undefined outside Actions. */
export function workflowFileOf({ GITHUB_WORKFLOW_REF: ref }: NodeJS.ProcessEnv): string | undefined {
  return /^[^/]+\/[^/]+\/(?<path>[^@]+)@/.exec(ref ?? '')?.groups?.path;
}

/**
 * The folder of the Prisma project and the repository around it.
 *
 * A relative `working-directory` counts from the current folder where that lies in GITHUB_WORKSPACE (for the action it is
 * the workspace itself; a `run:` step may stand deeper), else from the workspace.
 * @throws UsageError when there is no such folder
 */
export function findPlaces(given: string | undefined, env: NodeJS.ProcessEnv, cwd: string): Places {
  const workspace = env.GITHUB_WORKSPACE ? resolve(env.GITHUB_WORKSPACE) : undefined;
  const from = workspace === undefined || isWithin(workspace, cwd) ? cwd : workspace;
  const workingDirectory = resolve(from, given ?? '.');
  if (!statSync(workingDirectory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`working-directory: ${quote(given ?? '.')} is not a folder in ${from}`);
  }
  if (workspace !== undefined && isWithin(workspace, workingDirectory)) {
    return { workingDirectory, repositoryRoot: workspace };
  }
  return { workingDirectory, repositoryRoot: checkoutAround(workingDirectory) ?? workingDirectory };
}

/** The closest folder upwards with a `.git` entry (a file in a worktree or submodule). */
function checkoutAround(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : checkoutAround(parent);
}
