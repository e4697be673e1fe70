import type { Git } from './git';

/** The commits a change is compared with. */
export interface BaseCommits {
  /** The tip of the base branch. */
  readonly tip: string;
  /** Where the change forked from it; null when a shallow clone cuts that off. */
  readonly fork: string | null;
}

/** Why there is nothing to compare with: one line for people. */
export interface NoBase {
  readonly problem: string;
}

/**
 * Finds the tip of the base branch and the commit where HEAD forked from it.
 * @param ref as the user or the event gives it: `main`, `origin/main`, `refs/heads/main`, a commit
 * @param isPullRequestBase the ref is the base of the pull request that this job runs for
 */
export async function findBase(git: Git, ref: string, isPullRequestBase: boolean): Promise<BaseCommits | NoBase> {
  const merge = isPullRequestBase ? await pullRequestMerge(git) : null;
  const tip = (await resolveRef(git, ref)) ?? merge;
  const shallow = (await git.line(['rev-parse', '--is-shallow-repository'])) === 'true';
  if (tip === null) return { problem: `The checkout does not have the base ${ref}: ${howToFetch(ref, shallow)}.` };
  const fork = (await git.line(['merge-base', 'HEAD', tip])) ?? merge;
  if (fork !== null || shallow) return { tip, fork };
  return { problem: `HEAD and ${ref} have no commit in common, so there is nothing to compare: check \`base-ref\`.` };
}

/** The step that brings what is missing. */
export function howToFetch(ref: string, shallow: boolean): string {
  const branch = branchName(ref);
  return `set \`fetch-depth: 0\` in actions/checkout, or run \`git fetch ${shallow ? '--unshallow ' : ''}origin ${branch}\``;
}

async function resolveRef(git: Git, ref: string): Promise<string | null> {
  const branch = branchName(ref);
  for (const candidate of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`, ref]) {
    const commit = await git.line(['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`]);
    if (commit !== null) return commit;
  }
  return null;
}

/** `main` of `main`, `origin/main` and `refs/heads/main`. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\/|^refs\/remotes\/origin\/|^origin\//, '');
}

/**
 * On `pull_request` actions/checkout checks out the commit that merges the pull request into its base, so HEAD's first
 * parent is the base; with `fetch-depth: 2` it is there though no branch is. GitHub names that commit `Merge <head> into <base>`.
 */
async function pullRequestMerge(git: Git): Promise<string | null> {
  const commit = await git.line(['cat-file', 'commit', 'HEAD']);
  const parents = [...(commit ?? '').matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id]) => id ?? '');
  const [base, head, ...others] = parents;
  if (base === undefined || head === undefined || others.length > 0) return null;
  if (!commit?.endsWith(`\n\nMerge ${head} into ${base}`)) return null;
  return git.line(['rev-parse', '--verify', '--quiet', `${base}^{commit}`]);
}
