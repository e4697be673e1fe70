import type { Client } from './client';
import type { RunContext } from './context';

export interface PullRequest {
  readonly number: number;
  readonly headSha: string;
}

/**
 * The pull request a run belongs to: from the payload; from `workflow_run`, whose list is empty for forks, then by head
 * branch and commit; else, when `byCommit`, the open one with this head commit. Null: none.
 * The number never comes from a report file, which a stranger may have written.
 */
export async function findPullRequest(
  client: Client,
  context: RunContext,
  byCommit: boolean,
): Promise<PullRequest | null> {
  const { event, owner, repo, sha } = context;
  if (event.pull_request) return { number: event.pull_request.number, headSha: event.pull_request.head.sha };
  const run = event.workflow_run;
  if (run) {
    const listed = run.pull_requests.find(({ head }) => head.sha === run.head_sha);
    if (listed) return { number: listed.number, headSha: run.head_sha };
    if (!run.head_repository || !run.head_branch) return null;
    const head = `${run.head_repository.owner.login}:${run.head_branch}`;
    const { data } = await client.rest.pulls.list({ owner, repo, state: 'open', head, per_page: 100 });
    const found = data.find((pull) => pull.head.sha === run.head_sha);
    return found ? { number: found.number, headSha: run.head_sha } : null;
  }
  if (!byCommit || context.eventName === 'merge_group' || sha === '') return null;
  const { data } = await client.rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: sha });
  const found = data.find((pull) => pull.state === 'open' && pull.head.sha === sha);
  return found ? { number: found.number, headSha: sha } : null;
}
