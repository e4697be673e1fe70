import type { Rule } from '../../../contracts/rule';
import { mayFailOnData } from '../../safety/data-risk';
import { concurrentIndex, inPlace, ownMigration, partitionedIndex } from '../../safety/recipes';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';

export const indexNotConcurrent: Rule = {
  name: 'safety/index-not-concurrent',
  severity: 'warning',
  problem: 'An index is built on an existing table without CONCURRENTLY.',
  consequence:
    'CREATE INDEX takes a SHARE lock: every INSERT, UPDATE and DELETE on the table waits until the whole table has been read.',
  remedy: 'Build it with CREATE INDEX CONCURRENTLY, in a migration of its own.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "userId" INTEGER);',
      bad: 'CREATE INDEX "Order_userId_idx" ON "Order"("userId");',
      good: 'CREATE INDEX CONCURRENTLY "Order_userId_idx" ON "Order"("userId");',
    },
  ],
  check: onExisting(['create-index'], (change, facts) => {
    const { spec } = change.action;
    const severity = longLock(change.table);
    // With duplicates possible, unique-duplicates speaks of the lock as well.
    if (spec.concurrently || severity === null || mayFailOnData(change, facts)) return null;
    const sql = concurrentIndex(change.statement.sql);
    const { isPartitioned } = change.table;
    const suggestion = isPartitioned ? undefined : inPlace(change, sql);
    return {
      severity,
      message: `Blocks every write to ${sized(change.table)} until the index ${spec.name ?? 'on it'} is built.`,
      help: isPartitioned ? partitionedIndex : `${ownMigration}\n${code(sql)}`,
      ...(suggestion !== undefined && { suggestion }),
    };
  }),
};
