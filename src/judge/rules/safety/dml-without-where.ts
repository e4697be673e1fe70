import type { Rule } from '../../../contracts/rule';
import { code, onExisting, sized } from '../../safety/rule-kit';
import { hasNoRows } from '../../safety/size';

export const dmlWithoutWhere: Rule = {
  name: 'safety/dml-without-where',
  severity: 'error',
  problem: 'A DELETE or UPDATE without a condition (or with one that is always true) on an existing table.',
  consequence: 'DELETE empties the table; UPDATE overwrites the column in every row. Neither can be undone.',
  remedy: 'Say which rows are meant.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT);',
      bad: 'DELETE FROM "User" WHERE true;',
      good: 'DELETE FROM "User" WHERE "name" IS NULL;',
    },
  ],
  check: onExisting(['update', 'delete'], ({ action, table }) => {
    if (action.hasWhere || table.isEmptied) return null;
    const small = hasNoRows(table.size) ? { severity: 'notice' as const } : {};
    if (action.kind === 'delete')
      return {
        ...small,
        message: `Deletes every row of ${sized(table)}.`,
        help: `Say which rows are meant. If it is all of them, confirm it:\n${code('-- migration-gate-ignore safety/dml-without-where: <why>')}`,
      };
    // Filling a column that the pending migrations added is what an UPDATE of every row is for.
    const overwritten = action.columns.filter((name) => table.columns.get(name)?.isNew !== true);
    if (overwritten.length === 0) return null;
    return {
      severity: 'warning',
      ...small,
      message: `Overwrites ${overwritten.join(', ')} in every row of ${sized(table)}.`,
      help: 'Say which rows are meant with WHERE; to fill what is missing: WHERE … IS NULL.',
    };
  }),
};
