import type { Rule } from '../../../contracts/rule';
import { isChange } from '../../safety/change';
import { code, onMigrations, placed, sized } from '../../safety/rule-kit';
import { isLarge } from '../../safety/size';
import { sameTransaction } from '../../safety/transactions';

export const backfillWithDdl: Rule = {
  name: 'safety/backfill-with-ddl',
  severity: 'warning',
  problem:
    'Rows are changed in the same transaction that has altered their table before, or every row of a large table in one statement.',
  consequence: 'ALTER TABLE keeps reads and writes out until the transaction ends, so for as long as the rows take.',
  remedy: 'Change the rows in a migration of its own, or in batches outside of migrations.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT);',
      bad: 'BEGIN; ALTER TABLE "User" ADD COLUMN "n" TEXT; UPDATE "User" SET "n" = "name"; COMMIT;',
      good: 'ALTER TABLE "User" ADD COLUMN "n" TEXT; UPDATE "User" SET "n" = "name";',
    },
  ],
  check: onMigrations(function* (changes) {
    const told = new Set<string>();
    for (const change of changes) {
      const { table } = change;
      if (!isChange(change, 'update', 'delete') || table === null || table.isNew || told.has(table.id)) continue;
      const { size } = table;
      if (isChange(change, 'update') && !change.action.hasWhere && isLarge(size)) {
        told.add(table.id);
        yield placed(change, {
          object: table.id,
          message: `Changes every row of ${sized(table)} in one transaction: whoever changes one of them waits until it is done, and the table grows to twice its size.`,
          help: 'Change the rows in batches, outside of migrations.',
        });
        continue;
      }
      if (size.kind === 'known' && !size.isLarge) continue;
      const altered = changes.find(
        (other) =>
          other.statement.start < change.statement.start &&
          sameTransaction(other, change) &&
          other.trace?.locks.some((lock) => lock.table === table.origin && lock.mode === 'AccessExclusiveLock') ===
            true,
      );
      if (altered === undefined) continue;
      told.add(table.id);
      yield placed(change, {
        object: table.id,
        message: `Reads and writes of ${sized(table)} wait while its rows are changed: line ${altered.line} has altered it in the same transaction.`,
        help: `Put it into a migration of its own, or change the rows in batches outside of migrations:\n${code(`${change.statement.sql};`)}`,
      });
    }
  }),
};
