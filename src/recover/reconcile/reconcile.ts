import type { Report } from '../../contracts/report';
import { blend } from '../../postgres/catalog/blend';
import { type CompareOptions, compareCatalogs } from '../../postgres/catalog/compare';
import { migrationSql } from '../../postgres/catalog/ddl/migration-sql';
import { type DdlScript, renderScript } from '../../postgres/catalog/ddl/script';
import type { Difference } from '../../postgres/catalog/difference';
import type { Catalog } from '../../postgres/catalog/model';
import { readCatalog } from '../../postgres/catalog/read';
import { remains } from '../../postgres/catalog/remains';
import { reprint } from '../../postgres/catalog/reprint';
import { type Connection, ServerError } from '../../postgres/connection';
import { rolledBack } from '../../postgres/rolled-back';

/** An entry of the report's `reconcile`. */
export type Reconcile = Report['reconcile'][number];

/** What is known of the drift of one database. */
export interface ReconcileInput {
  readonly database: string;
  /** What the migrations that were applied make. */
  readonly expected: Catalog;
  /** The target's, with texts as the scratch server prints them. */
  readonly actual: Catalog;
  /** The target's as it was read, to check against; its texts need not be printed like those of `expected`. */
  readonly asRead: Catalog;
  /** `compareCatalogs(expected, actual, options)`, without what the config or the gate leaves out. */
  readonly differences: readonly Difference[];
  /** How many differences were left out. */
  readonly excluded: number;
  readonly options: CompareOptions;
  /** The schema that the database's `search_path` begins with. */
  readonly defaultSchema: string;
  /** Schemas that were read. */
  readonly schemas: readonly string[];
}

/** Both ways out of drift, as scripts. */
export interface ReconcileScripts {
  /** Brings the database to what is expected; run by hand, so every name is in full. */
  readonly toExpected: DdlScript;
  /** Brings what is expected to what the database has: the body of a migration. */
  readonly toDatabase: DdlScript;
  /** What the migrations make once `toDatabase` is one of them. */
  readonly wanted: Catalog;
}

/** SQL for both directions. Pure; what was left out of the differences is left alone in both. */
export function reconcileScripts(input: ReconcileInput): ReconcileScripts {
  const { expected, actual, defaultSchema, options } = input;
  const { comments, privileges, owners } = options;
  const asked = { comments, privileges, owners };
  const leftOut = leftOutOf(input);
  const wanted = leftOut.length === 0 ? actual : blend(actual, expected, leftOut.map(reversed));
  const mended = leftOut.length === 0 ? expected : blend(expected, actual, leftOut);
  return {
    toExpected: migrationSql(actual, mended, asked),
    toDatabase: migrationSql(expected, wanted, { ...asked, defaultSchema }),
    wanted,
  };
}

/** The differences that the config or the gate leaves out. */
function leftOutOf({ expected, actual, differences, excluded, options }: ReconcileInput): Difference[] {
  if (excluded === 0) return [];
  const key = ({ change, kind, object }: Difference) => `${change} ${kind} ${object}`;
  const known = new Set(differences.map(key));
  return compareCatalogs(expected, actual, options).filter((difference) => !known.has(key(difference)));
}

/** The difference as it is seen from the other side. */
function reversed(difference: Difference): Difference {
  const { change, expectedObject, actualObject, expected, actual } = difference;
  const opposite = { missing: 'unexpected', unexpected: 'missing', changed: 'changed' } as const;
  return {
    ...difference,
    change: opposite[change],
    expected: actual,
    actual: expected,
    expectedObject: actualObject,
    actualObject: expectedObject,
  };
}

/**
 * The report's entry for a database with drift. `toDatabase` is checked: run on the scratch database, which must be in the
 * expected state, in a transaction that is rolled back; what the catalog then differs from the target's remains.
 * @returns null when there is no drift
 */
export async function reconcile(connection: Connection, input: ReconcileInput): Promise<Reconcile | null> {
  if (input.differences.length === 0) return null;
  const { toExpected, toDatabase, wanted } = reconcileScripts(input);
  const remaining = await checkReconcile(connection, toDatabase, input.excluded === 0 ? input.asRead : wanted, input);
  return {
    database: input.database,
    toExpected: renderScript(toExpected),
    toDatabase: renderScript(toDatabase),
    checked: remaining.length === 0,
    remaining: [...new Set([...remaining, ...toExpected.remaining])],
  };
}

/**
 * Runs a script on a scratch database that is in the state it starts from, compares what comes of it with `wanted`, and
 * rolls everything back: the session stays as it was.
 * @returns what is different afterwards, one line each; none: the script does what it should
 */
export async function checkReconcile(
  connection: Connection,
  script: DdlScript,
  wanted: Catalog,
  { schemas, options }: Pick<ReconcileInput, 'schemas' | 'options'>,
): Promise<readonly string[]> {
  const text = renderScript(script);
  return rolledBack(connection, async () => {
    try {
      if (text !== '') await connection.script(text);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      return [`the script fails on the scratch database: ${error.message} (${error.code})`, ...script.remaining];
    }
    const made = await readCatalog(connection, { schemas });
    const differences = compareCatalogs(await reprint(wanted, made, connection), made, options);
    return [...new Set([...differences.map(remains), ...script.remaining])];
  });
}
