import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Git, gitIn } from './git';
import { nearestExisting, relativePath } from './paths';

/** The git checkout that a directory belongs to. */
export interface Checkout {
  readonly git: Git;
  /** The directory relative to the top of the checkout, symbolic links followed; '' for the top. */
  readonly path: string;
}

/** Why there is no checkout to ask: the end of a sentence for people. */
export interface NoCheckout {
  readonly problem: string;
}

/**
 * Finds the checkout of a directory, which need not exist: of the folders upwards with a `.git` entry, which no commit can
 * bring, the one whose commit holds the directory. With a submodule that is not the submodule but what it is part of,
 * because a pull request decides where a submodule comes from; a checkout that merely lies in another one is found.
 */
export async function findCheckout(directory: string): Promise<Checkout | NoCheckout> {
  const existing = nearestExisting(directory);
  const real = join(realpathSync(existing), directory.slice(existing.length));
  const [outermost, ...inner] = tops(realpathSync(existing)).reverse();
  if (outermost === undefined) return { problem: 'there is no git checkout here; run actions/checkout first' };
  let top = outermost;
  for (const candidate of inner) {
    const owned = await entryAt(gitIn(top), relativePath(top, candidate));
    if (owned === 'tree') break;
    if (owned === 'commit')
      return { problem: `${relativePath(top, candidate)} is a submodule, and the base of a submodule is not compared` };
    top = candidate;
  }
  const git = gitIn(top);
  const opened = await git.run(['rev-parse', '--git-dir']);
  if (opened.code === 127) return { problem: opened.problem };
  if (opened.code !== 0)
    return { problem: `there is no git checkout here (${opened.problem}); run actions/checkout first` };
  const path = relativePath(top, real);
  return { git, path: path === '.' ? '' : path };
}

/** The folders with a `.git` entry from the directory upwards, nearest first. */
function tops(directory: string): string[] {
  const above = dirname(directory) === directory ? [] : tops(dirname(directory));
  const isTop = lstatSync(join(directory, '.git'), { throwIfNoEntry: false }) !== undefined;
  return isTop ? [directory, ...above] : above;
}

/** What the checked-out commit has at a path: `tree` for a folder, `commit` for a submodule; null for nothing. */
async function entryAt(git: Git, path: string): Promise<string | null> {
  const line = await git.line(['ls-tree', '--full-tree', 'HEAD', '--', path]);
  return line?.split(' ')[1] ?? null;
}
