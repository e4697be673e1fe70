import type { PendingMigration } from '../../contracts/facts';
import type { ReplayFailure } from '../../contracts/replay-failure';
import type { MigrationFile } from '../../contracts/repository';
import type { Catalog } from '../../postgres/catalog/model';
import { type Connection, ServerError } from '../../postgres/connection';
import type { TransactionModel } from '../../postgres/sql/transaction-model';
import { untracedMigration } from '../statements/pending';
import { historyTable } from './replay';
import { replayFailure, unsendable } from './replay-failure';
import { restoreSession } from './session-state';
import { TraceRun } from './trace-run';
import { type KnownRelation, readRelations } from './trace-snapshot';

export interface TraceOptions {
  readonly prismaVersion: string | null;
  /** The catalog right before this migration, for what cannot be measured; null: that of an earlier one has to do. */
  readonly before: Catalog | null;
}

export interface TracedMigration {
  /** Without traces from the statement on that failed. */
  readonly migration: Omit<PendingMigration, 'before'>;
  readonly failure: ReplayFailure | null;
}

/** What is remembered of a session from the first migration that was traced on it. */
interface TracedSession {
  /** The relations that were there before. */
  readonly relations: ReadonlyMap<number, KnownRelation>;
  /** The newest catalog that was read. */
  catalog: Catalog | null;
}

const sessions = new WeakMap<Connection, TracedSession>();

/** What other commands would do in another transaction model: these errors go away with it. */
const modelErrors = new Set(['25001', '55P04']);

/**
 * Runs a pending migration on the scratch session as Prisma would and records what each statement does to the relations
 * that were there before the pending migrations. What it does stays. A file whose transaction model is not known runs
 * as one transaction first, and statement by statement when only that can work.
 */
export async function traceMigration(
  connection: Connection,
  file: MigrationFile,
  options: TraceOptions,
): Promise<TracedMigration> {
  const migration = await untracedMigration(file, options.prismaVersion);
  let session = sessions.get(connection);
  if (session === undefined) {
    // The pending migrations run in a deploy of their own: nothing that the applied ones set is left.
    await restoreSession(connection);
    session = { relations: await readRelations(connection), catalog: null };
    sessions.set(connection, session);
  }
  session.catalog = options.before ?? session.catalog;
  const { relations, catalog } = session;
  if (file.sql?.includes('_prisma_migrations') === true) await connection.script(historyTable);
  const run = (model: TransactionModel) => new TraceRun(connection, migration, model, relations, catalog).all();
  // The parser skips a byte order mark, the server does not.
  if (migration.syntaxError !== null || file.bom) {
    const failure = await runWhole(connection, file);
    return { migration: { ...migration, failure }, failure };
  }
  const first = await run(migration.transaction);
  const again = migration.transaction === 'unknown' && first.failure !== null && modelErrors.has(first.failure.code);
  const { traces, failure } = again ? await run('autocommit') : first;
  return { migration: { ...migration, traces, failure }, failure };
}

/** A text that does not begin with a statement goes to the server as a whole, as Prisma sends it. */
async function runWhole(connection: Connection, file: MigrationFile): Promise<ReplayFailure | null> {
  const refused = unsendable(file);
  if (refused !== null) return refused;
  try {
    await connection.script(file.sql ?? '');
    return null;
  } catch (error) {
    const failure = replayFailure(error, file, { statement: null, start: 0 }, connection);
    if (error instanceof ServerError) await connection.script('ROLLBACK');
    return failure;
  }
}
