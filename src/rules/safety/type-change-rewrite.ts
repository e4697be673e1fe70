import { conversionRisk } from '../../safety/casts';
import { mayFailOnData } from '../../safety/data-risk';
import { expandColumn } from '../../safety/recipes';
import { code, longLock, onExisting, rewritten, sized, together } from '../../safety/rule-kit';
import { quoteIdentifier } from '../../sql/identifiers';
import type { Rule } from '../rule';

export const typeChangeRewrite: Rule = {
  name: 'safety/type-change-rewrite',
  severity: 'warning',
  problem: 'A change of a column’s type rewrites the table and all its indexes.',
  consequence: 'Reads and writes of the table wait until it is rewritten; it needs the space twice.',
  remedy: 'Add a new column, fill it in batches, and switch over.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "total" INTEGER, "code" VARCHAR(10));',
      bad: 'ALTER TABLE "Order" ALTER COLUMN "total" SET DATA TYPE BIGINT;',
      good: 'ALTER TABLE "Order" ALTER COLUMN "code" SET DATA TYPE TEXT;',
    },
  ],
  check: onExisting(['set-type'], (change, facts) => {
    const { action, column, table } = change;
    const severity = longLock(table);
    const all = together(change, facts);
    if (severity === null || all[0] !== change || rewritten(change) === false) return null;
    // Not measured, and nothing to tell from.
    if (rewritten(change) === null && column === null) return null;
    // Then narrowing-cast speaks of the lock as well.
    if (all.some((other) => mayFailOnData(other, facts))) return null;
    const changed = all.map((c) => `${c.action.column} from ${c.column?.type ?? 'its type'} to ${c.action.type}`);
    const loses = all.some(
      (c) => conversionRisk(c.action.column, c.column?.type ?? '', c.action.type, c.action.using) === 'lossy',
    );
    const value = action.using ?? `${quoteIdentifier(action.column)}::${action.type}`;
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} while it and its indexes are rewritten, to change ${changed.join(' and ')}.${loses ? ' Values that do not fit are cut or rounded.' : ''}`,
      help: `Without a long lock, in steps:\n${code(...expandColumn(table, action.column, action.type, value))}`,
    };
  }),
};
