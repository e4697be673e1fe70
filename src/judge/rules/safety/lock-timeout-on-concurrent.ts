import type { Rule } from '../../../contracts/rule';
import { outsideTransaction } from '../../../postgres/sql/outside-transaction';
import { code, onMigrations, placed } from '../../safety/rule-kit';

export const lockTimeoutOnConcurrent: Rule = {
  name: 'safety/lock-timeout-on-concurrent',
  severity: 'warning',
  problem: 'A lock_timeout is in force while an index is built CONCURRENTLY.',
  consequence:
    'It waits for other transactions several times; when one takes longer, the build ends half way and leaves an INVALID index that costs writes and serves nobody.',
  remedy: 'SET lock_timeout = 0 before it.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "x" INTEGER);',
      bad: `SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY "i" ON "Order"("x");`,
      good: `SET lock_timeout = 0; CREATE INDEX CONCURRENTLY "i" ON "Order"("x");`,
    },
  ],
  check: onMigrations(function* (changes) {
    for (const change of changes) {
      const what = outsideTransaction(change.statement.node);
      if (what === null || !what.includes('CONCURRENTLY') || change.transaction.statements > 1) continue;
      if (change.trace === null || change.trace.lockTimeoutMs === 0) continue;
      yield placed(change, {
        message: `${what} waits for other transactions, and the lock_timeout of ${change.trace.lockTimeoutMs} ms ends it half way, with an INVALID index left behind.`,
        help: `Before it:\n${code('SET lock_timeout = 0;')}`,
      });
    }
  }),
};
