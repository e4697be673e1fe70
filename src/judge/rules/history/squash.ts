import type { DatabaseHistory, Facts, MigrationState } from '../../../contracts/facts';
import { isMarked, renamesOf } from '../../../gather/target/history';

/** A history that was squashed into one migration, and the rows that it left. */
export interface Squash {
  readonly by: MigrationState;
  /** Missing on disk, in folder order. */
  readonly replaced: readonly MigrationState[];
}

/**
 * All that is missing on disk ran before a migration that is there was marked as applied, and the database is what the
 * files make: a squashed history (Prisma's guide "Squashing migrations"), of which the old rows stay. Null: it is not.
 */
export function squashOf(history: DatabaseHistory, { drift }: Pick<Facts, 'drift'>): Squash | null {
  const renames = renamesOf(history);
  const replaced = history.migrations.filter(({ name, state }) => state === 'missing-on-disk' && !renames.has(name));
  const by = history.migrations.findLast(({ file, state, record }) => file && state === 'applied' && isMarked(record));
  const found = drift.find(({ database }) => database === history.database);
  if (by?.record == null || found?.against !== 'expected' || found.differences.length > 0) return null;
  const marked = by.record.startedAt;
  if (replaced.length === 0 || replaced.some(({ record }) => record === null || record.startedAt > marked)) return null;
  return { by, replaced };
}
