import type { Rule } from '../../../contracts/rule';
import { isChange } from '../../safety/change';
import { code, longLock, onMigrations, placed, sized } from '../../safety/rule-kit';
import { sameTransaction } from '../../safety/transactions';

export const notValidValidateSameTx: Rule = {
  name: 'safety/not-valid-validate-same-tx',
  severity: 'warning',
  problem: 'A constraint is added NOT VALID and validated in the same transaction.',
  consequence: 'The lock of the first statement is held while the second reads the table: nothing is won by NOT VALID.',
  remedy: 'Validate it in another migration.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "n" INTEGER);',
      bad: 'BEGIN; ALTER TABLE "Order" ADD CONSTRAINT "c" CHECK ("n" > 0) NOT VALID; ALTER TABLE "Order" VALIDATE CONSTRAINT "c"; COMMIT;',
      good: 'ALTER TABLE "Order" ADD CONSTRAINT "c" CHECK ("n" > 0) NOT VALID; ALTER TABLE "Order" VALIDATE CONSTRAINT "c";',
    },
  ],
  check: onMigrations(function* (changes) {
    for (const change of changes) {
      if (!isChange(change, 'validate-constraint') || change.table === null || change.table.isNew) continue;
      const { table, action } = change;
      const added = changes.find(
        (other) =>
          isChange(other, 'add-constraint') &&
          other.action.spec.name === action.constraint &&
          other.table?.id === table.id &&
          sameTransaction(other, change),
      );
      const severity = longLock(table);
      if (added === undefined || severity === null) continue;
      yield placed(change, {
        severity,
        message: `Reads ${sized(table)} while the lock of line ${added.line} is held: both run in one transaction.`,
        help: `Put this into a later migration:\n${code(`${change.statement.sql};`)}`,
      });
    }
  }),
};
