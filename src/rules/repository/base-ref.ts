import { branchName } from '../../repository/base-commits';

/** The base as a revision that git in a clone of this repository understands: `origin/main` for `main`. */
export function baseRevision(ref: string): string {
  if (isCommit(ref)) return ref;
  return `origin/${branchName(ref)}`;
}

/** The base as people call it: `main`; a commit by its first ten digits. */
export function baseName(ref: string): string {
  if (isCommit(ref)) return ref.slice(0, 10);
  return branchName(ref);
}

function isCommit(ref: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref);
}
