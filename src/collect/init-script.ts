import { readFile } from 'node:fs/promises';
import { relativePath } from '../repository/paths';
import type { InitScript } from '../scratch/server';
import type { Settings } from '../settings/settings';

/** The SQL file of `scratch-init`; null when there is none. */
export async function readInitScript({ scratchInit, repositoryRoot }: Settings): Promise<InitScript | null> {
  if (scratchInit === undefined) return null;
  return { path: relativePath(repositoryRoot, scratchInit), sql: await readFile(scratchInit, 'utf8') };
}
