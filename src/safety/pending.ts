import type { PendingMigration } from '../facts';
import type { MigrationFile } from '../repository/repository';
import { parseStatements } from '../sql/parse';
import { transactionModel } from '../sql/transaction-model';

/** A migration as its file alone tells it: parsed, not run. */
export async function untracedMigration(
  file: MigrationFile,
  prismaVersion: string | null,
): Promise<Omit<PendingMigration, 'before'>> {
  const sql = file.sql ?? '';
  const { statements, error } = await parseStatements(sql);
  const transaction = transactionModel(prismaVersion, statements, sql);
  return { file, transaction, statements, syntaxError: error, traces: [] };
}
