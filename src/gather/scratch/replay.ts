import { UndeterminedError } from '../../base/errors';
import type { ReplayFailure } from '../../contracts/replay-failure';
import type { MigrationFile } from '../../contracts/repository';
import { type Connection, ServerError } from '../../postgres/connection';
import { outsideTransaction } from '../../postgres/sql/outside-transaction';
import { parseStatements } from '../../postgres/sql/parse';
import type { Statement } from '../../postgres/sql/statement';
import { transactionModel } from '../../postgres/sql/transaction-model';
import { errorOffset, replayFailure, unsendable } from './replay-failure';
import { leakedSettings, restoreSession } from './session-state';

export interface ReplayOptions {
  /** Null: not known, and then every way in which a version runs a file may be tried. */
  readonly prismaVersion: string | null;
  /**
   * Names of migrations that ran on a real database. That proves that they can run, so each begins on a fresh session,
   * as on a database that gets one deploy at a time, and every way to run it is tried.
   */
  readonly applied?: ReadonlySet<string>;
  /** Called after each migration that ran. */
  readonly progress?: (name: string) => void;
}

/** Files whose result can depend on how they are sent; the parser then has the last word. */
const delicate =
  /\b(concurrently|vacuum|reindex|cluster|commit|end(\s+(work|transaction))?\s*;|rollback|abort|set\s+local|alter\s+system|(create|drop)\s+(database|tablespace))/i;
/** Files that can change the session for those after them. */
const changesSession = /(^|;)[ \t]*(set|reset|discard)\s|set_config|\btemp(orary)?\b/im;
const opensTransaction = /\b(begin|start\s+transaction)\b/i;

/**
 * Runs migrations on a scratch session, file by file, as the project's version of Prisma would. One message per file
 * where that gives the same result. After a failure no transaction is open, and what the file did before may be there.
 * @returns null when all ran, else the first failure
 */
export async function replay(
  connection: Connection,
  migrations: readonly MigrationFile[],
  { prismaVersion, applied, progress }: ReplayOptions,
): Promise<ReplayFailure | null> {
  for (const file of migrations) {
    const wasApplied = applied?.has(file.name) === true;
    const failure = unsendable(file) ?? (await runFile(connection, file, file.sql ?? '', prismaVersion, wasApplied));
    if (failure !== null) return failure;
    progress?.(file.name);
  }
  return null;
}

async function runFile(
  connection: Connection,
  file: MigrationFile,
  sql: string,
  prismaVersion: string | null,
  wasApplied: boolean,
): Promise<ReplayFailure | null> {
  try {
    if (sql.includes('_prisma_migrations')) await send(connection, historyTable);
    const failure = await sendFile(connection, file, sql, () => read(sql, prismaVersion, wasApplied));
    if (failure !== null) return await withNote(connection, failure);
    // Prisma would lose everything that follows when it disconnects; on a database that is in use somebody noticed.
    if (opensTransaction.test(sql)) await connection.script('COMMIT');
    if (wasApplied && changesSession.test(sql)) await restoreSession(connection);
    return null;
  } catch (error) {
    if (!(error instanceof UndeterminedError)) throw error;
    return replayFailure(error, file, { statement: null, start: 0 }, connection);
  }
}

/** What the parser says of a file. */
interface Reading {
  readonly statements: readonly Statement[];
  /** Prisma may send it statement by statement, or it was applied and so may have been run in any way. */
  readonly maySplit: boolean;
  /** It runs in no other way, or not with the same result, or has a part that stays when the whole fails. */
  readonly mustSplit: boolean;
}

async function read(sql: string, prismaVersion: string | null, wasApplied: boolean): Promise<Reading> {
  const { statements, error } = await parseStatements(sql);
  // The statements begin behind a byte order mark, which the server refuses.
  const model = sql.startsWith('\uFEFF') ? 'implicit' : transactionModel(prismaVersion, statements, sql);
  const maySplit = error === null && (wasApplied || model !== 'implicit');
  const refusesWhole = statements.some((s) => outsideTransaction(s.node) !== null || endsTransaction(s));
  return { statements, maySplit, mustSplit: maySplit && (model === 'autocommit' || refusesWhole) };
}

async function sendFile(
  connection: Connection,
  file: MigrationFile,
  sql: string,
  read: () => Promise<Reading>,
): Promise<ReplayFailure | null> {
  const early = delicate.test(sql) ? await read() : null;
  if (early?.mustSplit) return sendEach(connection, file, early.statements);
  const error = await send(connection, sql);
  if (error === null) return null;
  const { statements, maySplit } = early ?? (await read());
  if (maySplit) return sendEach(connection, file, statements);
  const statement = await culprit(connection, sql, statements, error);
  return replayFailure(error, file, { statement, start: 0 }, connection);
}

async function sendEach(
  connection: Connection,
  file: MigrationFile,
  statements: readonly Statement[],
): Promise<ReplayFailure | null> {
  for (const statement of statements) {
    const error = await send(connection, statement.sql);
    if (error !== null) return replayFailure(error, file, { statement, start: statement.start }, connection);
  }
  return null;
}

/** What the server answered when it refused; null: it did not. */
async function send(connection: Connection, text: string): Promise<ServerError | null> {
  try {
    await connection.script(text);
    return null;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    await connection.script('ROLLBACK');
    return error;
  }
}

/** The statement of a file sent as a whole that failed; found by running it again where the server gave no place. */
export async function culprit(
  connection: Connection,
  sql: string,
  statements: readonly Statement[],
  error: ServerError,
): Promise<Statement | null> {
  if (statements.length === 1) return statements[0] ?? null;
  if (error.position !== undefined) {
    const offset = errorOffset(sql, error.position);
    return statements.find(({ start, end }) => start <= offset && offset <= end) ?? null;
  }
  if (statements.some(({ node }) => 'TransactionStmt' in node)) return null;
  await connection.script('BEGIN');
  for (const statement of statements) if ((await send(connection, statement.sql)) !== null) return statement;
  await connection.script('ROLLBACK');
  return null;
}

/** Prisma runs all pending migrations in one session, so what one sets can break the next. */
async function withNote(connection: Connection, failure: ReplayFailure): Promise<ReplayFailure> {
  const leaked = await leakedSettings(connection);
  if (leaked.length === 0) return failure;
  const note = `This or an earlier migration of the same run had changed ${leaked.join(', ')} for the session.`;
  return { ...failure, note };
}

function endsTransaction({ node }: Statement): boolean {
  const kind = 'TransactionStmt' in node ? node.TransactionStmt.kind : undefined;
  return kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK';
}

/** For the few files that name it (Prisma engines, schema-engine/ARCHITECTURE.md, "The _prisma_migrations table"). */
export const historyTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
