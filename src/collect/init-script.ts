import type { Settings } from '../contracts/settings';
import type { InitScript } from '../gather/scratch/server';
import { readNamedFile } from '../git/files';
import { relativePath } from '../git/paths';

/**
 * The SQL file of `scratch-init`; null when there is none.
 * @throws UsageError when it cannot be read or leads out of the repository
 */
export function readInitScript({ scratchInit, repositoryRoot }: Settings): InitScript | null {
  if (scratchInit === undefined) return null;
  return {
    path: relativePath(repositoryRoot, scratchInit),
    sql: readNamedFile(repositoryRoot, scratchInit).toString('utf8'),
  };
}
