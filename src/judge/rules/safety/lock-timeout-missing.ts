import type { Rule } from '../../../contracts/rule';
import type { Change } from '../../safety/change';
import { code, onMigrations, placed, sized } from '../../safety/rule-kit';
import { isLarge, sizesOf, sizeWords } from '../../safety/size';
import { blockedTables } from '../../safety/transactions';

export const lockTimeoutMissing: Rule = {
  name: 'safety/lock-timeout-missing',
  severity: 'warning',
  problem: 'A large table is locked and no lock_timeout is in force.',
  consequence:
    'While the statement waits for one long query to end, every other query on the table waits behind it, however short the work itself is. Nothing is said without a database, or of tables that are small there.',
  remedy:
    'SET lock_timeout at the start of the file and RESET it at the end; or set it in the database URL or for the role.',
  check: onMigrations(function* (changes, facts) {
    if (facts.targets.some(({ snapshot }) => (snapshot?.lockTimeoutMs ?? 0) > 0)) return;
    const sizeOf = sizesOf(facts);
    // The table that the statement names comes first.
    const largeOf = (change: Change) => {
      const large = blockedTables(change).filter((table) => isLarge(sizeOf(table)));
      return large.find((table) => table === change.table?.origin) ?? large[0];
    };
    const first = changes.find(
      (change) =>
        change.table?.isNew !== true &&
        change.trace?.lockTimeoutMs === 0 &&
        change.trace.source === 'measured' &&
        largeOf(change) !== undefined,
    );
    const object = first === undefined ? undefined : largeOf(first);
    if (first === undefined || object === undefined) return;
    const known = [first.table, first.parent].find((table) => table?.origin === object);
    const table = known ? sized(known) : `${object} (${sizeWords(sizeOf(object))})`;
    yield placed(first, {
      object,
      message: `Locks ${table} without a lock_timeout: while it waits for a long query, all other queries on the table wait behind it.`,
      help: [
        'Let it give up rather than queue, and deploy again when it does. At the start and at the end of the file:',
        code(`SET lock_timeout = '2s';`, '-- …', 'RESET lock_timeout;'),
        `${why(first)} For all migrations: add options=-c%20lock_timeout%3D2000 to the database URL of the deploy.`,
      ].join('\n'),
    });
  }),
};

/** `SET LOCAL` needs a transaction, which the file may not have. */
function why({ transaction }: Change): string {
  return transaction.model === 'implicit'
    ? 'RESET, because SET goes on for the next migration.'
    : 'Not SET LOCAL: each statement is a transaction of its own here.';
}
