import type { Rule } from '../../../contracts/rule';
import { inexpressible } from '../../safety/expressible';
import { code, onExisting } from '../../safety/rule-kit';

export const unmanagedIndexDropped: Rule = {
  name: 'safety/unmanaged-index-dropped',
  severity: 'warning',
  problem: 'An index that schema.prisma cannot describe is dropped.',
  consequence:
    'Such an index was made by hand in SQL. `prisma migrate dev` writes its DROP because it is not in the schema, not because somebody decided so; queries that need it become slow.',
  remedy: 'Take the DROP INDEX out of the migration unless the index is really not wanted.',
  examples: [
    {
      before: `CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "x" INTEGER);
CREATE INDEX "Order_open_idx" ON "Order"("x") WHERE "x" > 0; CREATE INDEX "Order_x_idx" ON "Order"("x");`,
      bad: 'DROP INDEX "Order_open_idx";',
      good: 'DROP INDEX "Order_x_idx";',
    },
  ],
  check: onExisting(['drop-index'], (change, facts) => {
    const { index, table, action } = change;
    // Prisma writes neither: somebody did, and knew what for.
    if (action.concurrently || action.ifExists) return null;
    if (index === null || index.object === null || index.isNew) return null;
    const reason = inexpressible(index, facts);
    if (reason === null) return null;
    return {
      message: `Drops the index ${index.object.name} of ${table.label}, which schema.prisma cannot describe (${reason}): Prisma drops what it does not know.`,
      help: `Remove this statement to keep the index. To have it back:\n${code(`${index.object.definition};`)}`,
    };
  }),
};
