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
 * @param changeBase what the pull request or merge group that this job runs for goes into, undefined elsewhere. What is compared with it
 * must not be the pull request itself, or a commit of it: that comparison has no changes in it whatever the change is.
 */
export async function findBase(git: Git, ref: string, changeBase: string | undefined): Promise<BaseCommits | NoBase> {
  const pullRequestBase = changeBase === undefined ? undefined : branchName(changeBase);
  const merge = pullRequestBase === undefined ? null : await pullRequestMerge(git);
  const expected = branchName(ref) === pullRequestBase ? merge?.base : undefined;
  const tip = (await resolveRef(git, ref)) ?? expected;
  const shallow = (await git.line(['rev-parse', '--is-shallow-repository'])) === 'true';
  if (tip === undefined) return { problem: `The checkout does not have the base ${ref}: ${howToFetch(ref, shallow)}.` };
  if (pullRequestBase !== undefined && (await isOwnCommit(git, { ref, tip, pullRequestBase, merge })))
    return {
      problem: `${ref} is the very change that is checked, so comparing with it tells nothing: leave out \`base-ref\`, or check out the pull request.`,
    };
  const fork = (await git.line(['merge-base', 'HEAD', tip])) ?? expected ?? null;
  if (fork !== null || shallow) return { tip, fork };
  return { problem: `HEAD and ${ref} have no commit in common, so there is nothing to compare: check \`base-ref\`.` };
}

/**
 * True when the tip is the checked-out commit, the head of the pull request, or (unless it is a branch: one may be stacked on
 * another) any commit that the base does not have and the pull request brings.
 */
async function isOwnCommit(
  git: Git,
  {
    ref,
    tip,
    pullRequestBase,
    merge,
  }: { ref: string; tip: string; pullRequestBase: string; merge: PullRequestMerge | null },
): Promise<boolean> {
  const head = await commitOf(git, 'HEAD');
  if (tip === head || tip === merge?.head) return true;
  if (branchName(ref) === pullRequestBase || (await resolveBranch(git, ref)) !== undefined) return false;
  const base = merge?.base ?? (await resolveRef(git, pullRequestBase));
  if (base === undefined) return false;
  return (await isAncestor(git, tip, 'HEAD')) && !(await isAncestor(git, tip, base));
}

async function isAncestor(git: Git, commit: string, of: string): Promise<boolean> {
  return (await git.run(['merge-base', '--is-ancestor', commit, of])).code === 0;
}

/** The step that brings what is missing. */
export function howToFetch(ref: string, shallow: boolean): string {
  const branch = branchName(ref);
  return `set \`fetch-depth: 0\` in actions/checkout, or run \`git fetch ${shallow ? '--unshallow ' : ''}origin ${branch}\``;
}

async function resolveRef(git: Git, ref: string): Promise<string | undefined> {
  return (await resolveBranch(git, ref)) ?? (await commitOf(git, ref));
}

async function resolveBranch(git: Git, ref: string): Promise<string | undefined> {
  const branch = branchName(ref);
  return (await commitOf(git, `refs/remotes/origin/${branch}`)) ?? (await commitOf(git, `refs/heads/${branch}`));
}

/** The id of the commit that a name or expression stands for. */
async function commitOf(git: Git, name: string): Promise<string | undefined> {
  const id = await git.line(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return id !== null && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** `main` of `main`, `origin/main` and `refs/heads/main`. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\/|^refs\/remotes\/origin\/|^origin\//, '');
}

/** The parents of the commit that merges a pull request into its base. */
interface PullRequestMerge {
  /** Undefined when the clone is too shallow to have it. */
  readonly base: string | undefined;
  readonly head: string;
}

/**
 * On `pull_request` actions/checkout checks out the commit that merges the pull request into its base, so HEAD's first
 * parent is the base; with `fetch-depth: 2` it is there though no branch is. GitHub names that commit `Merge <head> into <base>`.
 */
async function pullRequestMerge(git: Git): Promise<PullRequestMerge | null> {
  const commit = await git.line(['cat-file', 'commit', 'HEAD']);
  const parents = [...(commit ?? '').matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id]) => id ?? '');
  const [base, head, ...others] = parents;
  if (base === undefined || head === undefined || others.length > 0) return null;
  if (!commit?.endsWith(`\n\nMerge ${head} into ${base}`)) return null;
  return { base: await commitOf(git, base), head };
}
