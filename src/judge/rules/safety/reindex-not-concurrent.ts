import type { Rule } from '../../../contracts/rule';
import { ownMigration } from '../../safety/recipes';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';

export const reindexNotConcurrent: Rule = {
  name: 'safety/reindex-not-concurrent',
  severity: 'warning',
  problem: 'REINDEX of an existing table without CONCURRENTLY.',
  consequence: 'Writes to the table wait, and reads that use the index, until it is built anew.',
  remedy: 'REINDEX … CONCURRENTLY, as the only statement of its file.',
  examples: [
    {
      before: 'CREATE TABLE "Log" ("id" INTEGER CONSTRAINT "Log_pkey" PRIMARY KEY);',
      bad: 'REINDEX TABLE "Log";',
      good: 'REINDEX TABLE CONCURRENTLY "Log";',
    },
  ],
  check: onExisting(['reindex'], ({ action, table, statement }) => {
    const severity = longLock(table);
    if (action.concurrently || severity === null) return null;
    const sql = statement.sql.replace(/^(reindex\s+(?:\([^)]*\)\s*)?(?:table|index))\b/i, '$1 CONCURRENTLY');
    return {
      severity,
      message: `Blocks writes to ${sized(table)}, and reads that use the index, until it is built anew.`,
      help: `${ownMigration}\n${code(`${sql};`)}`,
    };
  }),
};
