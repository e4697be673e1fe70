import type { Rule } from '../../../contracts/rule';
import { type Change, isChange } from '../../safety/change';
import { mayFailOnData } from '../../safety/data-risk';
import { code, onMigrations, placed } from '../../safety/rule-kit';

export const nonAtomicFile: Rule = {
  name: 'safety/non-atomic-file',
  severity: 'notice',
  problem: 'A statement that depends on the data runs after others that are committed already.',
  consequence:
    'Prisma 7.4 and later commit each statement by itself. If this one fails the ones before it stay, and running the migration again fails on them.',
  remedy: 'Put BEGIN and COMMIT around the file, or the statement first, or into a migration of its own.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "email" TEXT);',
      bad: 'ALTER TABLE "User" ADD COLUMN "n" INTEGER; CREATE UNIQUE INDEX "i" ON "User"("email");',
      good: 'BEGIN; ALTER TABLE "User" ADD COLUMN "n" INTEGER; CREATE UNIQUE INDEX "i" ON "User"("email"); COMMIT;',
    },
  ],
  check: onMigrations(function* (changes, facts) {
    if (changes[0]?.transaction.model !== 'autocommit') return;
    for (const change of changes) {
      const earlier = changes.find((other) => leavesSomething(other) && other.transaction.id < change.transaction.id);
      if (earlier === undefined || !mayFailOnData(change, facts)) continue;
      // At the statement that stays: the one that may fail has a finding of its own.
      yield placed(earlier, {
        object: change.migration.file.name,
        message: `If line ${change.line} fails on the data, this statement stays applied, and running the migration again fails on it.`,
        help: `Make the file one transaction (not with CONCURRENTLY in it):\n${code('BEGIN;', '-- …', 'COMMIT;')}`,
      });
      return;
    }
  }),
};

/** It changes the schema and would fail if it ran again. */
function leavesSomething(change: Change): boolean {
  const { action } = change;
  if (
    isChange(change, 'set', 'transaction', 'other', 'code', 'update', 'delete', 'insert', 'set-default', 'set-not-null')
  )
    return false;
  const isRepeatable = ('ifNotExists' in action && action.ifNotExists) || ('ifExists' in action && action.ifExists);
  return !isRepeatable;
}
