import type { PendingMigration } from '../../contracts/facts';
import type { MigrationFile } from '../../contracts/repository';
import { parseStatements } from '../../postgres/sql/parse';
import { transactionModel } from '../../postgres/sql/transaction-model';

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
