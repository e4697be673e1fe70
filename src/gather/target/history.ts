import type { DatabaseHistory, MigrationState } from '../../contracts/facts';
import type { MigrationFile } from '../../contracts/repository';
import type { MigrationRecord, TargetSnapshot } from '../../contracts/target';
import { quoteQualified } from '../../postgres/sql/identifiers';
import { checksumState, checksumsOf } from '../repository/checksum';

/**
 * What a database says of each migration, against the files: the state machine of `_prisma_migrations`. Pure.
 *
 * Several rows of one name are normal; a row with `rolled_back_at` no longer counts, which is all that `prisma migrate
 * resolve --rolled-back` writes. Of the rows that count an unfinished one decides, because it stops every deploy (P3009,
 * prisma-engines, schema-engine/commands/src/commands/apply_migrations.rs).
 * @param files in Prisma's order
 */
export function historyOf(
  files: readonly MigrationFile[],
  snapshot: Pick<TargetSnapshot, 'history' | 'lockHolders'>,
  database: string,
): DatabaseHistory {
  const rows = new Map<string, MigrationRecord[]>();
  for (const record of snapshot.history) {
    const known = rows.get(record.name);
    if (known === undefined) rows.set(record.name, [record]);
    else known.push(record);
  }
  const running = snapshot.lockHolders.length > 0 ? runningRecord(snapshot.history) : undefined;
  const states = files.flatMap((file) => stateOf(file.name, file, rows.get(file.name) ?? [], running));
  const onDisk = new Set(files.map(({ name }) => name));
  const elsewhere = [...rows].flatMap(([name, records]) =>
    onDisk.has(name) ? [] : stateOf(name, null, records, running),
  );
  const migrations = inPlace(states, elsewhere);
  return {
    database,
    migrations,
    appliedOrder: appliedOrder(migrations),
    pending: migrations.flatMap(({ state, file }) =>
      (state === 'pending' || state === 'rolled-back') && file !== null && isMigration(file) ? [file] : [],
    ),
  };
}

/** Pairs of a migration that is missing on disk and a pending one with the same text: a folder that was renamed. */
export function renamesOf({ migrations, pending }: DatabaseHistory): ReadonlyMap<string, MigrationFile> {
  const renames = new Map<string, MigrationFile>();
  const missing = migrations.filter(({ state }) => state === 'missing-on-disk');
  if (missing.length === 0) return renames;
  // The last of each list is the first in folder order.
  const byChecksum = new Map<string, MigrationFile[]>();
  for (const file of pending.toReversed())
    for (const checksum of checksumsOf(file)) {
      const same = byChecksum.get(checksum);
      if (same === undefined) byChecksum.set(checksum, [file]);
      else same.push(file);
    }
  const taken = new Set<MigrationFile>();
  for (const { name, record } of missing) {
    const same = byChecksum.get(record?.checksum ?? '') ?? [];
    let file = same.pop();
    while (file !== undefined && taken.has(file)) file = same.pop();
    if (file === undefined) continue;
    renames.set(name, file);
    taken.add(file);
  }
  return renames;
}

/** Rows without a file that no longer count are nobody's concern, nor are folders of another kind that never ran. */
function stateOf(
  name: string,
  file: MigrationFile | null,
  records: readonly MigrationRecord[],
  running: MigrationRecord | undefined,
): [] | [MigrationState] {
  const live = records.filter(({ rolledBackAt }) => rolledBackAt === null);
  const unfinished = live.findLast(({ finishedAt }) => finishedAt === null);
  const record = unfinished ?? live[0] ?? records.at(-1) ?? null;
  const checksum = record === null || file === null ? 'unknown' : checksumState(record.checksum, file);
  if (unfinished !== undefined) {
    return [{ name, file, state: unfinished === running ? 'in-progress' : 'failed', checksum, record }];
  }
  if (live.length > 0) return [{ name, file, state: file === null ? 'missing-on-disk' : 'applied', checksum, record }];
  if (file === null || !isMigration(file)) return [];
  // What was rolled back is meant to be changed before it runs again.
  return [{ name, file, state: record === null ? 'pending' : 'rolled-back', checksum: 'unknown', record }];
}

/** A folder without a script is an error of its own, and one of another kind is none of Prisma's. */
function isMigration({ problem }: MigrationFile): boolean {
  return problem === null || (problem.kind !== 'missing' && problem.kind !== 'other-migration');
}

/** While a deploy holds the lock, the newest row that is neither finished nor has an error in its logs is what it runs. */
function runningRecord(history: readonly MigrationRecord[]): MigrationRecord | undefined {
  return history.findLast(
    ({ finishedAt, rolledBackAt, logs }) => finishedAt === null && rolledBackAt === null && !logs,
  );
}

/** Folder order, and those without a folder where their names sort. */
function inPlace(states: readonly MigrationState[], elsewhere: readonly MigrationState[]): MigrationState[] {
  const { compare } = new Intl.Collator('en-US');
  return merged(
    states,
    elsewhere.toSorted((a, b) => compare(a.name, b.name)),
    (state, lost) => compare(state.name, lost.name) > 0,
  );
}

/**
 * Applied names in the order in which they ran. A row made by `resolve --applied` has the time of that command and not of
 * the change, so it stands where its name sorts: before the first that ran and sorts after it.
 */
function appliedOrder(migrations: readonly MigrationState[]): string[] {
  const applied = migrations
    .map(({ name, state, record }, place) => ({ name, state, record, place }))
    .filter(({ state }) => state === 'applied' || state === 'missing-on-disk');
  const ran = applied
    .filter(({ record }) => !isMarked(record))
    .sort((a, b) => time(a.record?.startedAt) - time(b.record?.startedAt) || a.place - b.place);
  const marked = applied.filter(({ record }) => isMarked(record));
  return merged(ran, marked, (item, mark) => item.place > mark.place).map(({ name }) => name);
}

/** The items, and each of the waiting ones, which are sorted, before the first item that comes after it; in linear time. */
function merged<T>(items: readonly T[], waiting: readonly T[], comesAfter: (item: T, waiting: T) => boolean): T[] {
  const result: T[] = [];
  let next = 0;
  for (const item of items) {
    while (next < waiting.length && comesAfter(item, waiting[next] as T)) result.push(waiting[next++] as T);
    result.push(item);
  }
  return [...result, ...waiting.slice(next)];
}

/** What `prisma migrate resolve --applied` writes: no steps, empty logs, both times the same. */
export function isMarked(record: MigrationRecord | null): boolean {
  return record !== null && record.appliedSteps === 0 && time(record.startedAt) === time(record.finishedAt);
}

function time(date: Date | null | undefined): number {
  return date?.getTime() ?? Number.NaN;
}

/** `_prisma_migrations` with its schema, as SQL writes it; where it will be, when there is none yet. */
export function historyTable({
  historySchema,
  defaultSchema,
}: Pick<TargetSnapshot, 'historySchema' | 'defaultSchema'>): string {
  return quoteQualified({ schema: historySchema ?? defaultSchema, name: '_prisma_migrations' });
}
