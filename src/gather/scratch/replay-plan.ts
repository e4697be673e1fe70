import type { DatabaseHistory } from '../../contracts/facts';
import type { FoundText, MigrationFile } from '../../contracts/repository';
import type { Catalog } from '../../postgres/catalog/model';
import { migrationText } from '../repository/migration-text';
import { type Chain, chainsOf, type WantedState } from './chains';
import type { Environment } from './environment';

/** One target as the replay needs it. */
export interface ReplayTarget {
  readonly history: DatabaseHistory;
  /** Applied names whose folder has another name now, to that name: they ran all the same. */
  readonly renames: ReadonlyMap<string, string>;
  /** Texts that ran, by applied name, where they are not what is on disk. */
  readonly recovered: ReadonlyMap<string, FoundText>;
  readonly catalog: Catalog;
  readonly defaultSchema: string;
  readonly environment: Environment;
}

/** What there is to replay. */
export interface ReplaySources {
  /** In folder order. */
  readonly migrations: readonly MigrationFile[];
  readonly targets: readonly ReplayTarget[];
  /** Names of migrations that are new in this change: without a target these count as pending. */
  readonly added: readonly string[];
}

/** What one target has run and will run, as keys of {@link ReplayPlan.files}. */
export interface PlannedHistory {
  readonly database: string;
  readonly defaultSchema: string;
  /** What has run, in its order, as far as the files are there. */
  readonly applied: readonly string[];
  /** That and then the rest of the folder: the end of the next deploy, once failed ones may run again. */
  readonly deployed: readonly string[];
}

/** Targets with the same default schema, whose replays can share a database. */
export interface PlannedGroup {
  readonly defaultSchema: string;
  /** Empty: there is none, and the base branch is replayed as if it were deployed. */
  readonly targets: readonly ReplayTarget[];
  readonly chains: readonly Chain[];
}

/** Which texts are to run in which order. */
export interface ReplayPlan {
  /** Every text that runs, by name; by {@link asApplied} where it is not the one on disk. */
  readonly files: ReadonlyMap<string, MigrationFile>;
  /** Of the targets, or of the base branch as if it were deployed, the one with the most to run: that is traced. */
  readonly traced: PlannedHistory;
  /** The folder itself is replayed in the first. */
  readonly groups: readonly [PlannedGroup, ...PlannedGroup[]];
  /** Databases whose next deploy runs the files of the folder in another order. */
  readonly outOfOrder: readonly string[];
}

/** Id of the state that every migration makes of an empty database, in folder order. */
export const folderState = 'folder';

/** Id of the state that a database should be in by what it has applied. */
export function expectedState(database: string): string {
  return `expected ${database}`;
}

/** Id of the state that the next deploy will leave a database in. */
export function deployedState(database: string): string {
  return `deployed ${database}`;
}

/** Plans the replays of every history and of the folder, as few as possible. */
export function planReplay({ migrations, targets, added }: ReplaySources): ReplayPlan {
  const runnable = migrations.filter(({ sql }) => sql !== null);
  const folder = runnable.map(({ name }) => name);
  const histories = targets.length > 0 ? targets.map((target) => historyOf(target, folder)) : [baseOf(added, folder)];
  const traced = histories.reduce((most, history) => (toRun(history) > toRun(most) ? history : most));
  const [main, ...others] = new Set(histories.map(({ defaultSchema }) => defaultSchema));
  const group = (defaultSchema: string, besides: readonly WantedState[] = []): PlannedGroup => ({
    defaultSchema,
    targets: targets.filter((target) => target.defaultSchema === defaultSchema),
    chains: chainsOf([
      ...histories.filter((history) => history.defaultSchema === defaultSchema).flatMap(statesOf),
      ...besides,
    ]),
  });
  return {
    files: new Map([
      ...runnable.map((file) => [file.name, file] as const),
      ...targets.flatMap(({ recovered }) =>
        [...recovered].map(([name, text]) => [asApplied(name, text), recoveredFile(name, text)] as const),
      ),
    ]),
    traced,
    groups: [
      group(main ?? traced.defaultSchema, [{ id: folderState, migrations: folder }]),
      ...others.map((defaultSchema) => group(defaultSchema)),
    ],
    outOfOrder:
      targets.length === 0
        ? []
        : histories.flatMap((history) => (isOtherOrder(history, folder) ? history.database : [])),
  };
}

function historyOf({ history, defaultSchema, renames, recovered }: ReplayTarget, folder: readonly string[]) {
  const onDisk = new Set(folder);
  const names = history.appliedOrder.map((name) => renames.get(name) ?? name);
  const applied = names.flatMap((name) => {
    const text = recovered.get(name);
    if (text !== undefined) return asApplied(name, text);
    return onDisk.has(name) ? name : [];
  });
  return { database: history.database, defaultSchema, applied, deployed: [...applied, ...except(names, folder)] };
}

/** The base branch as if it were deployed, and what the change adds to it. */
function baseOf(added: readonly string[], folder: readonly string[]): PlannedHistory {
  const applied = except(added, folder);
  return { database: 'base', defaultSchema: 'public', applied, deployed: [...applied, ...except(applied, folder)] };
}

function except(left: readonly string[], names: readonly string[]): string[] {
  const isLeft = new Set(left);
  return names.filter((name) => !isLeft.has(name));
}

function statesOf({ database, applied, deployed }: PlannedHistory): WantedState[] {
  return [
    { id: expectedState(database), migrations: applied },
    { id: deployedState(database), migrations: deployed },
  ];
}

/** How many migrations the next deploy runs. */
function toRun({ applied, deployed }: PlannedHistory): number {
  return deployed.length - applied.length;
}

/** True for the same migrations in another order; where other texts ran, it is not the order that makes the difference. */
function isOtherOrder({ deployed }: PlannedHistory, folder: readonly string[]): boolean {
  const onDisk = new Set(folder);
  return deployed.every((name) => onDisk.has(name)) && deployed.some((name, index) => name !== folder[index]);
}

/** The key of a text that ran, beside the one that is on disk under the same name: databases may have run different ones. */
function asApplied(name: string, { blob }: FoundText): string {
  return `${name} as applied (${blob})`;
}

function recoveredFile(name: string, { sql }: FoundText): MigrationFile {
  return { name, path: `${name}/migration.sql`, ...migrationText(Buffer.from(sql)), down: null };
}
