import type { PendingMigration } from '../../contracts/facts';
import type { ReplayFailure } from '../../contracts/replay-failure';
import type { RollbackResult } from '../../contracts/rollback-result';
import { replay } from '../../gather/scratch/replay';
import { type CompareOptions, compareCatalogs } from '../../postgres/catalog/compare';
import { migrationSql } from '../../postgres/catalog/ddl/migration-sql';
import { renderScript } from '../../postgres/catalog/ddl/script';
import type { Difference } from '../../postgres/catalog/difference';
import type { Catalog } from '../../postgres/catalog/model';
import { readCatalog } from '../../postgres/catalog/read';
import { type Connection, ServerError } from '../../postgres/connection';
import { parseStatements } from '../../postgres/sql/parse';
import { generateDown, renderDown } from './generate-down';
import { lossesOf } from './losses';

export interface RollbackOptions {
  /** Schemas to compare. */
  readonly schemas: readonly string[];
  /** The schema that the `search_path` begins with. */
  readonly defaultSchema: string;
  readonly prismaVersion: string | null;
  readonly compare: CompareOptions;
}

/** A `down.sql` to be written. */
export interface RollbackFile {
  readonly migration: string;
  /** '' when the migration changes nothing that could be undone. */
  readonly content: string;
  /** What is different after going up and down, one `Difference` each, or why it was not tested. */
  readonly result: RollbackResult;
}

/**
 * Undoes pending migrations one by one, newest first, each with its own text, and compares the schema with the one before
 * it. `connection`: on the scratch database in the state after all of `pending`, which must have run without a failure;
 * afterwards it is in the state before them, or in between when a step back could not be made, and no good for more.
 * @returns one result per migration, in the order given
 */
export async function testRollbacks(
  connection: Connection,
  pending: readonly PendingMigration[],
  options: RollbackOptions,
): Promise<RollbackResult[]> {
  const oldest = pending.findIndex(({ file }) => file.down !== null);
  const steps = await wayDown(
    connection,
    pending,
    oldest === -1 ? pending.length : oldest,
    options,
    ({ file }) => file.down,
  );
  return steps.map(({ result }) => result);
}

/**
 * Writes a text that undoes each pending migration that has none, and tests it, and those that are there, like
 * {@link testRollbacks}.
 * @returns one entry per migration that has none, in the order given
 */
export async function writeRollbacks(
  connection: Connection,
  pending: readonly PendingMigration[],
  options: RollbackOptions & { readonly path: (migration: PendingMigration) => string },
): Promise<RollbackFile[]> {
  const oldest = pending.findIndex(({ file }) => file.down === null);
  if (oldest === -1) return [];
  const steps = await wayDown(connection, pending, oldest, options, (migration, after) => {
    const { file, before, statements } = migration;
    if (file.down !== null || before === null) return file.down;
    const script = generateDown(before, after, { defaultSchema: options.defaultSchema, statements });
    const lost = lossesOf(statements, before, after, options.defaultSchema);
    return { path: options.path(migration), sql: renderDown(file.name, script, lost) };
  });
  return steps.flatMap(({ migration, down, result }) =>
    migration.file.down === null ? [{ migration: migration.file.name, content: down?.sql ?? '', result }] : [],
  );
}

type Down = PendingMigration['file']['down'];

interface StepDown {
  readonly migration: PendingMigration;
  readonly down: Down;
  readonly result: RollbackResult;
}

async function wayDown(
  connection: Connection,
  pending: readonly PendingMigration[],
  oldest: number,
  options: RollbackOptions,
  downOf: (migration: PendingMigration, after: Catalog) => Down,
): Promise<StepDown[]> {
  const steps: StepDown[] = [];
  let after: Catalog | null = null;
  let stuck: string | null = null;
  for (const [i, migration] of [...pending.entries()].reverse()) {
    const { file, before } = migration;
    if (i < oldest || before === null || stuck !== null) {
      const untested = file.down === null ? null : (stuck ?? 'The migrations before it do not replay.');
      steps.push({ migration, down: file.down, result: untestedResult(migration, untested) });
      continue;
    }
    after ??= await readCatalog(connection, options);
    const down = downOf(migration, after);
    const failure = down === null ? null : await runDown(connection, migration, down, options);
    // A text that fails half way may have run in part.
    const now: Catalog = down === null ? after : await readCatalog(connection, options);
    const result =
      down === null
        ? untestedResult(migration, null)
        : await resultOf({ migration, before, after, now, down, failure }, options);
    steps.push({ migration, down, result });
    if (i > oldest && !(await stepBack(connection, now, before, options))) {
      stuck = `The schema before ${file.name} could not be restored to test it.`;
    }
    after = before;
  }
  return steps.reverse();
}

async function runDown(
  connection: Connection,
  { file }: PendingMigration,
  down: NonNullable<Down>,
  { prismaVersion }: RollbackOptions,
): Promise<ReplayFailure | null> {
  return replay(connection, [{ ...file, path: down.path, sql: down.sql, down: null }], { prismaVersion });
}

/** Brings the schema back by our own SQL where a text does not, so that the texts of older migrations can be tested. */
async function stepBack(
  connection: Connection,
  now: Catalog,
  before: Catalog,
  options: RollbackOptions,
): Promise<boolean> {
  if (isSame(before, now, options)) return true;
  const text = renderScript(migrationSql(now, before, { dropSchemas: true }));
  try {
    if (text !== '') await connection.script(text);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return false;
  }
  return isSame(before, await readCatalog(connection, options), options);
}

function isSame(before: Catalog, now: Catalog, options: RollbackOptions): boolean {
  return differencesOf(before, now, options).length === 0;
}

/** The order of columns is left aside: a column that is dropped and added again comes last, and nothing can help it. */
function differencesOf(before: Catalog, now: Catalog, { compare }: RollbackOptions): Difference[] {
  return compareCatalogs(before, now, { ...compare, columnOrder: false });
}

interface Ran {
  readonly migration: PendingMigration;
  readonly before: Catalog;
  readonly after: Catalog;
  readonly now: Catalog;
  readonly down: NonNullable<Down>;
  readonly failure: ReplayFailure | null;
}

async function resultOf(
  { migration, before, after, now, down, failure }: Ran,
  options: RollbackOptions,
): Promise<RollbackResult> {
  const { file, statements } = migration;
  const { defaultSchema } = options;
  const nothing = { ...untestedResult(migration, null), file: down.path };
  if (failure !== null) {
    return failure.undetermined === null ? { ...nothing, failure } : { ...nothing, untested: failure.undetermined };
  }
  const { statements: way } = await parseStatements(down.sql);
  const leftOver = differencesOf(before, now, options);
  return {
    ...nothing,
    migration: file.name,
    leftOver,
    mend: leftOver.length === 0 ? '' : renderScript(migrationSql(now, before, { defaultSchema, dropSchemas: true })),
    losesData: lossesOf(way, after, before, defaultSchema),
    notRestored: lossesOf(statements, before, after, defaultSchema),
  };
}

function untestedResult({ file }: PendingMigration, untested: string | null): RollbackResult {
  return {
    migration: file.name,
    file: file.down?.path ?? null,
    failure: null,
    leftOver: [],
    mend: '',
    losesData: [],
    notRestored: [],
    untested,
  };
}
