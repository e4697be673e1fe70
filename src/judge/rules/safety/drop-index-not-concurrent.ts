import type { Rule } from '../../../contracts/rule';
import { quoteQualified } from '../../../postgres/sql/identifiers';
import { isExpressible } from '../../safety/expressible';
import { inPlace, ownMigration } from '../../safety/recipes';
import { briefLock, code, onExisting, sized } from '../../safety/rule-kit';

export const dropIndexNotConcurrent: Rule = {
  name: 'safety/drop-index-not-concurrent',
  severity: 'warning',
  problem: 'An index of an existing table is dropped without CONCURRENTLY.',
  consequence:
    'DROP INDEX takes an ACCESS EXCLUSIVE lock on the table. It is short, but it waits for running queries, and all other queries wait behind it.',
  remedy:
    'DROP INDEX CONCURRENTLY, as the only statement of its file: Prisma’s engine cannot split a file that holds it.',
  examples: [
    {
      before:
        'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "x" INTEGER); CREATE INDEX "Order_x_idx" ON "Order"("x");',
      bad: 'DROP INDEX "Order_x_idx";',
      good: 'DROP INDEX CONCURRENTLY "Order_x_idx";',
    },
  ],
  check: onExisting(['drop-index'], (change, facts) => {
    const { action, table, index } = change;
    const severity = briefLock(table);
    if (action.concurrently || table.isPartitioned || severity === null || index === null || index.isNew) return null;
    // Then unmanaged-index-dropped tells more.
    if (!isExpressible(index, facts) && !action.ifExists) return null;
    const sql = `DROP INDEX CONCURRENTLY ${action.ifExists ? 'IF EXISTS ' : ''}${quoteQualified(action.index)};`;
    const suggestion = inPlace(change, sql);
    return {
      severity,
      message: `Locks ${sized(table)} against reads and writes for a moment; while it waits for running queries, all others queue behind it.`,
      help: `${ownMigration}\n${code(sql)}`,
      ...(suggestion !== undefined && change.migration.statements.length === 1 && { suggestion }),
    };
  }),
};
