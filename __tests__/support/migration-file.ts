import type { MigrationFile, MigrationFileProblem } from '../../src/contracts/repository';
import { migrationText } from '../../src/gather/repository/migration-text';

/** A migration folder as it is read from disk; `sql` null: there is no `migration.sql`. */
export function migrationFile(
  name: string,
  sql: string | null,
  problem: MigrationFileProblem | null = sql === null ? { kind: 'missing' } : null,
): MigrationFile {
  const text = { ...migrationText(Buffer.from(sql ?? '')), ...(sql === null && { sql, checksum: '' }) };
  return { name, path: `prisma/migrations/${name}/migration.sql`, ...text, problem, down: null };
}
