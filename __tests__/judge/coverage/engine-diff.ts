import type { SchemaFile } from '../../../src/contracts/repository';
import { adaptSchema } from '../../../src/gather/prisma/adapt-schema';
import { adapterFactory } from '../../../src/gather/prisma/adapter';
import { withEngine } from '../../../src/gather/prisma/engine';
import type { Connection } from '../../../src/postgres/connection';

/**
 * Until version 6 Prisma made the table of an implicit many-to-many relation with a unique index where it now wants a
 * primary key. A project from then has to do nothing about it.
 */
const oldJoinTable =
  /^\[\*\] Changed the `_[^`\n]+` table\n {2}\[\+\] Added primary key on columns \(A, B\)\n\)\n {2}\[-\] Removed unique index on columns \(A, B\)\n*/gm;

/**
 * Prisma's own opinion: what `prisma migrate diff` prints from what the connection shows to `schema.prisma`, '' for nothing;
 * with the preview features that the schema itself switches on, because partial indexes are invisible to Prisma without
 * theirs. Many-to-many tables as Prisma made them until version 6 are no difference.
 * @param external `schema.name` of what `prisma.config.ts` leaves to somebody else
 */
export function engineDiff(
  connection: Connection,
  files: readonly SchemaFile[],
  external: readonly string[],
): Promise<string> {
  const adapted = adaptSchema(files);
  return withEngine(adapterFactory(connection, 'public'), async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: adapted, configDir: '' },
      to: { tag: 'schemaDatamodel', files: adapted },
      script: false,
      exitCode: true,
      filters: { externalTables: [...external], externalEnums: [...external] },
    });
    return exitCode === 0 ? '' : (stdout ?? '').replace(oldJoinTable, '').trim();
  });
}
