import type { Rule } from '../../../contracts/rule';
import { mayFailOnData } from '../../safety/data-risk';
import { ownMigration, partitionedIndex, uniqueIndexFor } from '../../safety/recipes';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';

export const addUniqueConstraint: Rule = {
  name: 'safety/add-unique-constraint',
  severity: 'warning',
  problem: 'A unique constraint is added to an existing table and builds its index under an exclusive lock.',
  consequence: 'Reads and writes of the table wait until the index is built.',
  remedy: 'Build a unique index CONCURRENTLY first, then ADD CONSTRAINT … UNIQUE USING INDEX.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "a" INTEGER); CREATE UNIQUE INDEX "i" ON "User"("a");',
      bad: 'ALTER TABLE "User" ADD COLUMN "handle" TEXT UNIQUE;',
      good: 'ALTER TABLE "User" ADD CONSTRAINT "User_a_key" UNIQUE USING INDEX "i";',
    },
  ],
  check: onExisting(['add-constraint', 'add-column'], (change, facts) => {
    const { action, table } = change;
    const severity = longLock(table);
    const isColumn = action.kind === 'add-column';
    const isUnique = isColumn ? action.spec.unique : action.spec.type === 'unique' && action.spec.usingIndex === null;
    if (severity === null || !isUnique) return null;
    // Then unique-duplicates (or required-column-no-default) speaks of the lock as well.
    if (mayFailOnData(change, facts)) return null;
    const [name, columns] = isColumn ? [null, [action.spec.name]] : [action.spec.name, action.spec.columns];
    const first = isColumn ? 'Add the column without UNIQUE, then build the index. ' : '';
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} until the index of the unique constraint is built.`,
      help: table.isPartitioned
        ? partitionedIndex
        : `${first}${ownMigration}\n${code(uniqueIndexFor(table, name, columns))}\nPrisma takes a unique index for @unique; a constraint is not needed.`,
    };
  }),
};
