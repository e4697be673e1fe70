import { type Connection, ServerError } from './connection';

/** SQLSTATE of SAVEPOINT outside a transaction block. */
const noActiveTransaction = '25P01';

/**
 * Runs `work` and undoes what it did in the database, whatever comes of it: in a transaction, or a savepoint where one is
 * open already. Errors of `work` pass through.
 */
export async function rolledBack<Result>(connection: Connection, work: () => Promise<Result>): Promise<Result> {
  let undo = 'ROLLBACK TO SAVEPOINT migration_gate_work; RELEASE SAVEPOINT migration_gate_work';
  try {
    await connection.script('SAVEPOINT migration_gate_work');
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== noActiveTransaction) throw error;
    await connection.script('BEGIN');
    undo = 'ROLLBACK';
  }
  try {
    return await work();
  } finally {
    await connection.script(undo);
  }
}
