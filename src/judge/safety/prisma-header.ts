import type { Change } from './change';

const header = /\/\*\s*Warnings:\s*\n/;

/**
 * The warnings that `prisma migrate dev` writes at the top of a file (prisma-engines, warning_check.rs and
 * unexecutable_step_check.rs), one text each. Counts in them are those of the developer's database.
 */
export function prismaWarnings(sql: string): string[] {
  const found = header.exec(sql);
  const start = found === null ? -1 : found.index + found[0].length;
  const end = found === null ? -1 : sql.indexOf('*/', start);
  if (end === -1) return [];
  return sql
    .slice(start, end)
    .split(/^[ \t]*- /m)
    .slice(1)
    .map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Whether Prisma has written into the file that data of this table, or of this column of it, will be lost. */
export function isLossAnnounced({ action, table, migration }: Change): boolean {
  if (table === null) return false;
  const names = [table.id.slice(table.id.indexOf('.') + 1), ...('column' in action ? [action.column] : [])];
  return prismaWarnings(migration.file.sql ?? '').some(
    (text) => /will be lost|data loss/.test(text) && names.every((name) => text.includes(`\`${name}\``)),
  );
}
