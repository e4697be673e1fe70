import type { Rule } from '../../../contracts/rule';
import { outsideTransaction } from '../../../postgres/sql/outside-transaction';
import { ownMigration } from '../../safety/recipes';
import { code, onMigrations, placed } from '../../safety/rule-kit';
import { alsoWhenEmpty, whyTogether } from '../../safety/transactions';

export const concurrentlyInImplicitTx: Rule = {
  name: 'safety/concurrently-in-implicit-tx',
  severity: 'error',
  problem: 'A statement that cannot run inside a transaction is sent inside one.',
  consequence:
    'The migration fails (25001). Prisma before 7.4 sends a file with several statements as one transaction; later versions do so when their parser cannot read one of them, such as DO or DROP INDEX CONCURRENTLY.',
  remedy: 'Make it the only statement of a migration of its own.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "x" INTEGER, "y" INTEGER);',
      bad: 'CREATE INDEX CONCURRENTLY "a" ON "Order"("x"); DO $$ BEGIN NULL; END $$;',
      good: 'CREATE INDEX CONCURRENTLY "a" ON "Order"("x"); CREATE INDEX CONCURRENTLY "b" ON "Order"("y");',
    },
  ],
  check: onMigrations(function* (changes, facts) {
    for (const change of changes) {
      const what = outsideTransaction(change.statement.node);
      const { transaction, statement } = change;
      if (what === null || transaction.statements === 1) continue;
      const isUnknown = transaction.model === 'unknown';
      yield placed(change, {
        severity: isUnknown ? 'warning' : 'error',
        message: `${isUnknown ? 'May fail' : 'Will fail'} (25001): ${what} cannot run inside a transaction, and it runs ${whyTogether(change)}.${alsoWhenEmpty(change.migration.file.name, facts)}`,
        help: `${ownMigration}\n${code(`${statement.sql};`)}`,
      });
    }
  }),
};
