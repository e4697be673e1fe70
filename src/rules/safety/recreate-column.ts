import { fillsItself } from '../../safety/columns';
import { isLossAnnounced } from '../../safety/prisma-header';
import { code, onExisting, sized } from '../../safety/rule-kit';
import { quoteIdentifier } from '../../sql/identifiers';
import type { Rule } from '../rule';

export const recreateColumn: Rule = {
  name: 'safety/recreate-column',
  severity: 'error',
  problem: 'A column is dropped and added again with another type: what Prisma writes when it knows no cast.',
  consequence: 'The data of the column are gone.',
  remedy: 'Change the type with USING, which says how to convert the values.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "age" TEXT);',
      bad: 'ALTER TABLE "User" DROP COLUMN "age", ADD COLUMN "age" INTEGER;',
      good: 'ALTER TABLE "User" ALTER COLUMN "age" SET DATA TYPE INTEGER USING ("age"::INTEGER);',
    },
  ],
  check: onExisting(['recreate-column'], (change) => {
    const { action, table, column } = change;
    if (column === null || column.isNew) return null;
    const { spec } = action;
    const name = quoteIdentifier(spec.name);
    const toList = spec.type.endsWith('[]') && !column.type.endsWith('[]');
    const value = toList
      ? `CASE WHEN ${name} IS NULL THEN NULL ELSE ARRAY[${name}]::${spec.type} END`
      : `${name}::${viaText(column.type, spec.type)}`;
    const fails =
      spec.notNull && !fillsItself(spec) && !table.isEmptied
        ? ' It also fails on the first row: the new one is NOT NULL without a default.'
        : '';
    return {
      ...(table.isEmptied && { severity: 'notice' as const }),
      message: `Deletes ${action.column} of ${sized(table)}${isLossAnnounced(change) ? '' : ' with its data'} and adds it again, empty, as ${spec.type} instead of ${column.type}.${fails}`,
      help: [
        'Convert the values instead (this rewrites the table, so mind its size, and mend values that do not convert first):',
        code(`ALTER TABLE ${table.sql} ALTER COLUMN ${name} SET DATA TYPE ${spec.type} USING (${value});`),
      ].join('\n'),
    };
  }),
};

/** A type of the user has a cast from text only. */
function viaText(from: string, to: string): string {
  return to.startsWith('"') && from !== 'text' ? `text::${to}` : to;
}
