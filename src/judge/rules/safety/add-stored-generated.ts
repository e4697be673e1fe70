import type { Rule } from '../../../contracts/rule';
import { longLock, onExisting, sized } from '../../safety/rule-kit';

export const addStoredGenerated: Rule = {
  name: 'safety/add-stored-generated',
  severity: 'warning',
  problem: 'A stored generated column is added to an existing table.',
  consequence: 'Its value is computed for every row: reads and writes of the table wait until it is rewritten.',
  remedy: 'Use a plain column that a trigger keeps, filled in batches; or, from PostgreSQL 18 on, a VIRTUAL one.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "net" INTEGER);',
      bad: 'ALTER TABLE "Order" ADD COLUMN "gross" INTEGER GENERATED ALWAYS AS ("net" * 2) STORED;',
      good: 'ALTER TABLE "Order" ADD COLUMN "gross" INTEGER GENERATED ALWAYS AS ("net" * 2) VIRTUAL;',
    },
  ],
  check: onExisting(['add-column'], ({ action, table }) => {
    const severity = longLock(table);
    if (severity === null || action.spec.generated !== 'stored') return null;
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} while it is rewritten to compute ${action.spec.name} for every row.`,
      help: 'Add a plain column, keep it with a trigger, and fill the existing rows in batches; or make it a VIRTUAL column (PostgreSQL 18), which is computed when it is read.',
    };
  }),
};
