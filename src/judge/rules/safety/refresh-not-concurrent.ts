import type { Rule } from '../../../contracts/rule';
import { code, onChanges } from '../../safety/rule-kit';

export const refreshNotConcurrent: Rule = {
  name: 'safety/refresh-not-concurrent',
  severity: 'warning',
  problem: 'An existing materialised view is refreshed without CONCURRENTLY.',
  consequence: 'Reads of the view wait until its query has run.',
  remedy: 'REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.',
  examples: [
    {
      before: 'CREATE MATERIALIZED VIEW "v" AS SELECT 1 AS "id"; CREATE UNIQUE INDEX "i" ON "v"("id");',
      bad: 'REFRESH MATERIALIZED VIEW "v";',
      good: 'REFRESH MATERIALIZED VIEW CONCURRENTLY "v";',
    },
  ],
  check: onChanges(['refresh-view'], ({ action, trace, statement }) => {
    const view = trace?.locks.find(({ mode }) => mode === 'AccessExclusiveLock')?.table;
    if (action.concurrently || view === undefined) return null;
    return {
      object: view,
      message: `Blocks reads of ${action.table.name} until its query has run.`,
      help: `With a unique index on the view:\n${code(`${statement.sql.replace(/\bview\b/i, 'VIEW CONCURRENTLY')};`)}`,
    };
  }),
};
