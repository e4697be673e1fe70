import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { dirname as posixDirname } from 'node:path/posix';
import { UsageError } from '../base/errors';
import type { PendingMigration } from '../contracts/facts';
import type { RollbackResult } from '../contracts/rollback-result';
import { rollbackPath } from '../gather/repository/rollback-path';
import { remains } from '../postgres/catalog/remains';
import type { Connection } from '../postgres/connection';
import { type RollbackOptions, writeRollbacks } from '../recover/rollback/test-rollbacks';

/** A file that undoes a migration, as it would be written. */
export interface PlannedRollback {
  readonly migration: string;
  /** Relative to the repository root. */
  readonly path: string;
  readonly content: string;
  /** What was found wrong with it on the scratch database, one line each; a file with any is not written. */
  readonly remaining: readonly string[];
}

/**
 * The files that undo the pending migrations that have none, tested on the scratch database. `connection` as
 * `testRollbacks` needs it. `rollbackFile`: the setting of that name.
 */
export async function planRollbackFiles(
  connection: Connection,
  pending: readonly PendingMigration[],
  options: RollbackOptions & { readonly rollbackFile: string },
): Promise<PlannedRollback[]> {
  const path = ({ file }: PendingMigration) => rollbackPath(options.rollbackFile, posixDirname(file.path));
  const files = await writeRollbacks(connection, pending, { ...options, path });
  return files.map(({ migration, content, result }) => {
    const found = pending.find(({ file }) => file.name === migration) as PendingMigration;
    return { migration, path: path(found), content, remaining: remainingOf(result, content, found) };
  });
}

function remainingOf(result: RollbackResult, content: string, { before }: PendingMigration): string[] {
  if (before === null) return ['the migrations before it do not replay'];
  if (content === '') return ['the migration changes nothing in the schema that could be undone'];
  if (result.untested !== null) return [result.untested];
  if (result.failure !== null)
    return [`line ${result.failure.line} fails: ${result.failure.message} (${result.failure.code})`];
  return result.leftOver.map(remains);
}

/**
 * Writes the files with nothing remaining. Never replaces a file.
 * @returns the paths that were written, relative to `root`
 * @throws UsageError when a path leads out of the repository or a file is there already
 */
export async function saveRollbackFiles(root: string, files: readonly PlannedRollback[]): Promise<string[]> {
  const written: string[] = [];
  for (const { path, content, remaining } of files) {
    if (remaining.length > 0) continue;
    const target = resolve(root, path);
    if (!target.startsWith(resolve(root) + sep)) {
      throw new UsageError(`rollback-file leads out of the repository: ${path}. Give a path inside it.`);
    }
    await mkdir(dirname(target), { recursive: true });
    try {
      await writeFile(target, content, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new UsageError(`${path} is there already and is not replaced. Remove it to have it written anew.`);
    }
    written.push(path);
  }
  return written;
}
