import { isUtf8 } from 'node:buffer';
import type { MigrationFile } from '../../contracts/repository';
import { sha256 } from './checksum';

/** What the bytes of a `migration.sql` decide of a {@link MigrationFile}. */
export type MigrationText = Omit<MigrationFile, 'name' | 'path' | 'down'>;

/** The text as Prisma reads it. */
export function migrationText(content: Buffer): MigrationText {
  const sql = content.toString('utf8');
  return {
    sql,
    bytes: content.length,
    checksum: sha256(sql),
    crlf: sql.includes('\r\n'),
    bom: sql.startsWith('\uFEFF'),
    invalidUtf8: !isUtf8(content),
    problem: null,
  };
}
