import type { MigrationFile } from '../contracts/repository';
import { migrationOrder } from '../gather/repository/migration-order';
import { migrationText } from '../gather/repository/migration-text';

/** A migration file as it would be read from disk if it had this text. */
export function virtualFile(migrationsPath: string, name: string, sql: string): MigrationFile {
  return { name, path: `${migrationsPath}/${name}/migration.sql`, ...migrationText(Buffer.from(sql)), down: null };
}

/** In the order in which Prisma runs them. */
export function sorted(files: readonly MigrationFile[], prismaVersion: string | null): MigrationFile[] {
  const order = migrationOrder(prismaVersion);
  return files.toSorted((a, b) => order(a.name, b.name));
}
