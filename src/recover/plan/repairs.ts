import type { DatabaseHistory, MigrationState } from '../../contracts/facts';
import type { FoundText, MigrationFile } from '../../contracts/repository';
import type { MigrationRecord } from '../../contracts/target';
import { isMarked, renamesOf } from '../../gather/target/history';
import { isLostOrEdited } from '../../gather/target/lost-texts';
import type { Direction } from './step';

/** What has to be put right in the migration files, or in the names and checksums of the history, before all else. */
export interface Repairs {
  /** The same text under another name: `file` is what the database knows as `record.name`. */
  readonly renamed: readonly { readonly file: MigrationFile; readonly record: MigrationRecord }[];
  /** Applied, no folder, and git has the text. */
  readonly recovered: readonly (FoundText & { readonly record: MigrationRecord })[];
  /** Applied, no folder, and no text anywhere. */
  readonly lost: readonly MigrationRecord[];
  /** Begun and not finished, no folder, and no text anywhere. */
  readonly abandoned: readonly MigrationRecord[];
  /** Applied, no folder, and meant to be so: a baseline takes their place. */
  readonly superseded: readonly MigrationRecord[];
  /** That baseline, when nobody has marked it as applied yet. */
  readonly baseline: MigrationFile | null;
  /** Edited after it ran, and git has the text that ran. */
  readonly restored: readonly (FoundText & { readonly file: MigrationFile; readonly record: MigrationRecord })[];
  /** Edited after it ran, and the text that ran is gone. */
  readonly rewritten: readonly { readonly file: MigrationFile; readonly record: MigrationRecord }[];
}

/**
 * What is wrong with the files of one database.
 * @param found texts that ran, from git, by migration name
 */
export function repairsOf(history: DatabaseHistory, found: ReadonlyMap<string, FoundText>): Repairs {
  const renames = renamesOf(history);
  const renamed: Repairs['renamed'][number][] = [];
  const recovered: Repairs['recovered'][number][] = [];
  const lost: MigrationRecord[] = [];
  const abandoned: MigrationRecord[] = [];
  const superseded: MigrationRecord[] = [];
  const baseline = baselineOf(history);
  const restored: Repairs['restored'][number][] = [];
  const rewritten: Repairs['rewritten'][number][] = [];
  for (const state of history.migrations) {
    const { name, file, record } = state;
    if (record === null || !isLostOrEdited(state) || hasTwin(state, history)) continue;
    const text = found.get(name);
    const twin = renames.get(name);
    if (twin !== undefined) renamed.push({ file: twin, record });
    else if (file === null && baseline !== null && record.startedAt < baseline.startedAt) superseded.push(record);
    else if (file === null && text !== undefined) recovered.push({ ...text, record });
    else if (file === null) (record.finishedAt === null ? abandoned : lost).push(record);
    else if (text !== undefined) restored.push({ ...text, file, record });
    else rewritten.push({ file, record });
  }
  return { renamed, recovered, lost, abandoned, superseded, baseline: null, restored, rewritten };
}

/** The same text ran under the name that its folder has now: nothing is missing. */
function hasTwin({ file, record }: MigrationState, { migrations }: DatabaseHistory): boolean {
  return (
    file === null &&
    migrations.some(
      (other) => other.state === 'applied' && other.file !== null && other.file.checksum === record?.checksum,
    )
  );
}

/** The row of a first migration that did not run but was marked as applied: a baseline, or a squashed history. */
function baselineOf({ migrations }: DatabaseHistory): MigrationRecord | null {
  const first = migrations.find(({ file }) => file !== null);
  return first?.state === 'applied' && isMarked(first.record) ? first.record : null;
}

/**
 * The same, taken that somebody squashed the history: the first migration on disk, which has not run, stands for all that
 * were applied and have no folder. Null: there is no such migration. Whether it makes what they made is for a replay to say.
 */
export function squashedRepairs(repairs: Repairs, { migrations, pending }: DatabaseHistory): Repairs | null {
  const first = migrations.find(({ file }) => file !== null)?.file ?? null;
  const superseded = [...repairs.recovered.map(({ record }) => record), ...repairs.lost];
  const isBaseline = first !== null && pending.includes(first) && /\bcreate\s+table\b/i.test(first.sql ?? '');
  if (!isBaseline || superseded.length === 0) return null;
  if (superseded.some(({ finishedAt }) => finishedAt === null)) return null;
  return { ...repairs, recovered: [], lost: [], superseded: [...repairs.superseded, ...superseded], baseline: first };
}

/** How a migration file is made from its text; injected, since reading files is not this room's. */
export type MakeFile = (name: string, sql: string) => MigrationFile;

/**
 * The migrations as the first steps of the plan leave them, before anything is reconstructed; unsorted.
 * @param keepEdits leave applied migrations that were edited as they are
 */
export function repairedFiles(
  files: readonly MigrationFile[],
  repairs: Repairs,
  direction: Direction,
  make: MakeFile,
  { keepEdits = false } = {},
): MigrationFile[] {
  const newNames = new Map(
    direction === 'database-follows' ? [] : repairs.renamed.map(({ file, record }) => [file.name, record.name]),
  );
  const texts = new Map(keepEdits ? [] : repairs.restored.map(({ file, sql }) => [file.name, sql]));
  return [
    ...files.map((file) => {
      const name = newNames.get(file.name) ?? file.name;
      const sql = texts.get(file.name) ?? file.sql;
      return name === file.name && sql === file.sql ? file : make(name, sql ?? '');
    }),
    ...repairs.recovered.map(({ record, sql }) => make(record.name, sql)),
  ];
}

/** The rows of the history as the plan leaves them, where it writes to them directly. */
export function repairedRecords(
  records: readonly MigrationRecord[],
  repairs: Repairs,
  direction: Direction,
): MigrationRecord[] {
  const renamed = new Map(
    direction === 'database-follows' ? repairs.renamed.map(({ file, record }) => [record.name, file.name]) : [],
  );
  const superseded = new Set(repairs.superseded.map(({ id }) => id));
  return [
    ...records
      .filter(({ id }) => !superseded.has(id))
      .map((record) => ({ ...record, name: renamed.get(record.name) ?? record.name })),
    ...(repairs.baseline === null ? [] : [markedRecord(repairs.baseline)]),
  ];
}

/** The row that `prisma migrate resolve --applied` will write. */
function markedRecord({ name, checksum }: MigrationFile): MigrationRecord {
  const at = new Date(0);
  return { id: '', name, checksum, startedAt: at, finishedAt: at, rolledBackAt: null, logs: '', appliedSteps: 0 };
}
