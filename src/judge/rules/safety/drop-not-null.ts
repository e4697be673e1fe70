import type { Rule } from '../../../contracts/rule';
import { onExisting, sized } from '../../safety/rule-kit';

export const dropNotNull: Rule = {
  name: 'safety/drop-not-null',
  severity: 'notice',
  problem: 'A required column becomes optional.',
  consequence:
    'Code that is still running takes it for required: Prisma Client throws when it reads the first NULL (P2032).',
  remedy: 'Deploy code that can read NULL before code that writes it.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL, "nick" TEXT);',
      bad: 'ALTER TABLE "User" ALTER COLUMN "name" DROP NOT NULL;',
      good: 'ALTER TABLE "User" ALTER COLUMN "nick" DROP NOT NULL;',
    },
  ],
  check: onExisting(['drop-not-null'], ({ action, table, column }) => {
    if (column === null || column.isNew || !column.notNull) return null;
    return {
      message: `${action.column} of ${sized(table)} may be NULL from now on; code that is still running throws when it reads one.`,
      help: 'Deploy the code that can read NULL first, and the code that writes NULL after that.',
    };
  }),
};
