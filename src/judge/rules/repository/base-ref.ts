import type { BaseComparison } from '../../../contracts/repository';
import { branchName } from '../../../git/base-commits';

/**
 * The commit of the base that has the migration, in digits that git in a clone of this repository understands: a name such as
 * `main` may be no branch there, or a tag, or have moved on.
 */
export function baseRevision({ migrations, mergeBase, tip }: BaseComparison, name: string): string {
  return shortId(migrations.some((migration) => migration.name === name) ? mergeBase : tip);
}

/** The base as people call it: `main`; a commit by its first digits. */
export function baseName(ref: string): string {
  return isCommit(ref) ? shortId(ref) : branchName(ref);
}

function shortId(commit: string): string {
  return commit.slice(0, 12);
}

function isCommit(ref: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref);
}
