import type { Connection } from './connection';

/** Limits of one read of the target, in milliseconds. */
export interface TransactionLimits {
  /** For each statement. */
  readonly statementMs: number;
  /** For each wait for a lock, such as one that a running migration holds. */
  readonly lockMs: number;
  /** For the pauses between statements, so that a gate that hangs does not hold back vacuum. */
  readonly idleMs: number;
}

/** The schema can be large and the server slow; nothing is locked meanwhile that an application would wait for. */
export const defaultLimits: TransactionLimits = { statementMs: 60_000, lockMs: 5_000, idleMs: 60_000 };

/** Where {@link inReadOnlyTransaction} keeps the schemas of the session's own `search_path`, as a `name[]` in text. */
export const sessionSchemasSetting = 'migration_gate.session_schemas';

/**
 * Runs `work` in one `READ ONLY, REPEATABLE READ` transaction and always rolls it back: the target is never written to,
 * and all that is read is one consistent picture. This is the only way in which the gate touches a target.
 *
 * Beginning and end are one round trip each. Every setting is local to the transaction, so that it also works through a
 * transaction-mode pooler and leaves nothing behind there. `search_path` holds the server's own objects only, so that every name the server prints is
 * qualified and none that the gate writes means another object; what it was can be read from {@link sessionSchemasSetting}. With `row_security` off, a query that a policy
 * would filter is an error and not a shorter answer (PostgreSQL manual, "Row Security Policies"). Compiling the catalog
 * query costs more than running it, so `jit` is off. With `constraint_exclusion` off, planning does not work out the CHECK
 * constraints of a table's parts.
 * @throws ServerError when the server refuses; UndeterminedError when the connection breaks.
 */
export async function inReadOnlyTransaction<Result>(
  connection: Connection,
  work: () => Promise<Result>,
  limits: TransactionLimits = defaultLimits,
): Promise<Result> {
  await connection.script(`BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = ${limits.statementMs};
SET LOCAL lock_timeout = ${limits.lockMs};
SET LOCAL idle_in_transaction_session_timeout = ${limits.idleMs};
SET LOCAL row_security = off;
SET LOCAL jit = off;
SET LOCAL constraint_exclusion = off;
SELECT pg_catalog.set_config('${sessionSchemasSetting}', pg_catalog.current_schemas(false)::pg_catalog.text, true);
SET LOCAL search_path = pg_catalog, pg_temp;`);
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    // The first error is the one to tell; a connection that broke cannot roll back, and the server does it then.
    await connection.script('ROLLBACK').catch(() => {});
    throw error;
  }
  await connection.script('ROLLBACK');
  return result;
}
