import { sha256 } from '../repository/checksum';
import { migrationOrder } from '../repository/migration-order';
import type { MigrationFile } from '../repository/repository';

/** A migration file as it would be read from disk if it had this text. */
export function virtualFile(migrationsPath: string, name: string, sql: string): MigrationFile {
  return {
    name,
    path: `${migrationsPath}/${name}/migration.sql`,
    sql,
    bytes: Buffer.byteLength(sql),
    checksum: sha256(sql),
    crlf: sql.includes('\r\n'),
    bom: sql.startsWith('\uFEFF'),
    invalidUtf8: false,
    problem: null,
    down: null,
  };
}

/** In the order in which Prisma runs them. */
export function sorted(files: readonly MigrationFile[], prismaVersion: string | null): MigrationFile[] {
  const order = migrationOrder(prismaVersion);
  return files.toSorted((a, b) => order(a.name, b.name));
}
