import type { Rule } from '../../../contracts/rule';
import { fillsItself } from '../../../gather/statements/columns';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { code, onExisting, sized } from '../../safety/rule-kit';

export const renameAsDropAdd: Rule = {
  name: 'safety/rename-as-drop-add',
  severity: 'error',
  problem:
    'A column or table is dropped and one just like it is made: what Prisma writes for a renamed field or model.',
  consequence: 'The new one is empty; the data of the old one are gone.',
  remedy: 'Write RENAME in the place of the two statements, or map the new name to the old one with @map or @@map.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT);',
      bad: 'ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT;',
      good: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";',
    },
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT);',
      bad: 'DROP TABLE "User"; CREATE TABLE "users" ("id" INTEGER PRIMARY KEY, "name" TEXT);',
      good: 'ALTER TABLE "User" RENAME TO "users";',
    },
  ],
  check: onExisting(['rename-column-as-drop-add', 'rename-table-as-drop-create'], ({ action, table }) => {
    const alter = `ALTER TABLE ${table.sql}`;
    const found = table.isEmptied ? { severity: 'notice' as const } : {};
    if (action.kind === 'rename-table-as-drop-create')
      return {
        ...found,
        message: `Deletes the table ${sized(table)} and makes an empty ${action.to.name} with the same columns. If it is a rename, the data are lost.`,
        help: [
          `Write in the place of both (and of their constraints and indexes, whose names Prisma wants changed too):`,
          code(`${alter} RENAME TO ${quoteIdentifier(action.to.name)};`),
          `Or keep the table and put this into the model:`,
          code(`@@map(${JSON.stringify(table.id.slice(table.id.indexOf('.') + 1))})`),
        ].join('\n'),
      };
    const { spec } = action;
    const fails =
      spec.notNull && !fillsItself(spec) && !table.isEmptied
        ? ` It also fails on the first row: ${spec.name} is NOT NULL without a default.`
        : '';
    return {
      ...found,
      message: `Deletes ${action.column} of ${sized(table)} and adds an empty ${spec.name} of the same type. If it is a rename, the data are lost.${fails}`,
      help: [
        'Write in the place of both:',
        code(`${alter} RENAME COLUMN ${quoteIdentifier(action.column)} TO ${quoteIdentifier(spec.name)};`),
        'Running code breaks on a rename, too. Or keep the column and put this on the field:',
        code(`@map(${JSON.stringify(action.column)})`),
      ].join('\n'),
    };
  }),
};
