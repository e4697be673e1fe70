import type { Rule } from '../../../contracts/rule';
import { type Change, isChange } from '../../safety/change';
import { code, onMigrations, placed } from '../../safety/rule-kit';

export const uncommittedTransaction: Rule = {
  name: 'safety/uncommitted-transaction',
  severity: 'error',
  problem: 'A migration opens a transaction and does not end it, rolls itself back, or opens one inside another.',
  consequence:
    'Without COMMIT all of it, and what Prisma writes to _prisma_migrations after it, is rolled back when Prisma disconnects.',
  remedy: 'End it with COMMIT.',
  examples: [
    {
      bad: 'BEGIN; CREATE TABLE "A" ("id" INTEGER);',
      good: 'BEGIN; CREATE TABLE "A" ("id" INTEGER); COMMIT;',
    },
  ],
  check: onMigrations(function* (changes) {
    let open: Change | null = null;
    for (const change of changes) {
      if (!isChange(change, 'transaction')) continue;
      const { command } = change.action;
      if (command === 'begin' && open !== null)
        yield placed(change, {
          severity: 'warning',
          message: `BEGIN inside the transaction that line ${open.line} opened does nothing; the next COMMIT ends both.`,
          help: 'Take it out.',
        });
      if (command === 'rollback')
        yield placed(change, {
          message: 'ROLLBACK undoes what the migration has done so far, and Prisma records it as applied.',
          help: 'Take it out, or write COMMIT.',
        });
      if (command === 'begin') open ??= change;
      else if (command !== 'other') open = null;
    }
    if (open !== null)
      yield placed(open, {
        message:
          'This transaction is never committed: it is rolled back when Prisma disconnects, with all that follows in the same deploy.',
        help: `At the end of the file:\n${code('COMMIT;')}`,
      });
  }),
};
