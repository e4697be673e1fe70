import type { Rule } from '../../../contracts/rule';
import { type Change, isChange } from '../../safety/change';
import { dataQuestion } from '../../safety/data-risk';
import { longLock, onMigrations, placed, sized } from '../../safety/rule-kit';
import { isLarge } from '../../safety/size';
import { locksOut, sameTransaction } from '../../safety/transactions';

export const lockHoldWindow: Rule = {
  name: 'safety/lock-hold-window',
  severity: 'warning',
  problem: 'A table stays locked while a later statement of the same transaction does long work.',
  consequence:
    'An ACCESS EXCLUSIVE lock lasts to the end of the transaction: nobody reads the first table while the second is read, rewritten or filled.',
  remedy: 'Move the long statement to a migration of its own, or in front.',
  check: onMigrations(function* (changes) {
    for (const change of changes) {
      const { table } = change;
      if (table === null || table.isNew || change.transaction.statements === 1 || !locksOut(change)) continue;
      const long = changes.find(
        (other) =>
          other.statement.start > change.statement.start &&
          sameTransaction(other, change) &&
          other.table?.id !== table.id &&
          takesLong(other),
      );
      if (long?.table == null) continue;
      yield placed(change, {
        object: table.id,
        message: `Nobody can read ${sized(table)} until line ${long.line} is done with ${sized(long.table)}: both run in one transaction.`,
        help: `Put line ${long.line} into a migration of its own.`,
      });
      return;
    }
  }),
};

/** It reads, rewrites or fills a table that is known to be large. */
function takesLong(change: Change): boolean {
  const { table, trace } = change;
  if (table === null || table.origin === null || !isLarge(table.size) || longLock(table) === null) return false;
  // It ends at the first row.
  if (dataQuestion(change) === 'any-row') return false;
  if (trace?.scans.includes(table.origin) === true || trace?.rewrites.includes(table.origin) === true) return true;
  return isChange(change, 'update', 'delete');
}
