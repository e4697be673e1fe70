import { readNamedFile } from '../repository/files';
import { relativePath } from '../repository/paths';
import type { InitScript } from '../scratch/server';
import type { Settings } from '../settings/settings';

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
