import type { Rule } from '../../../contracts/rule';
import { mayFailOnData } from '../../safety/data-risk';
import { checkedNotNull } from '../../safety/recipes';
import { code, longLock, onExisting, scanned, sized, together } from '../../safety/rule-kit';

export const setNotNullScan: Rule = {
  name: 'safety/set-not-null-scan',
  severity: 'warning',
  problem: 'SET NOT NULL reads the whole of an existing table.',
  consequence: 'Reads and writes of the table wait until every row has been looked at (ACCESS EXCLUSIVE).',
  remedy: 'Validate a CHECK (column IS NOT NULL) first; SET NOT NULL then takes it as proof.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "mail" TEXT CONSTRAINT "mail_set" CHECK ("mail" IS NOT NULL));',
      bad: `ALTER TABLE "User" ADD COLUMN "name" TEXT; UPDATE "User" SET "name" = ''; ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;`,
      good: 'ALTER TABLE "User" ALTER COLUMN "mail" SET NOT NULL;',
    },
  ],
  check: onExisting(['set-not-null'], (change, facts) => {
    const { table } = change;
    const severity = longLock(table);
    const all = together(change, facts).filter(({ column }) => column?.notNull !== true);
    if (severity === null || all[0] !== change || scanned(change) === false) return null;
    // Then set-not-null-has-nulls speaks of the lock as well.
    if (all.some((other) => mayFailOnData(other, facts))) return null;
    const columns = all.map(({ action }) => action.column);
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} while every row is looked at for NULL in ${columns.join(', ')}.`,
      help: `Take the proof before, which blocks nobody:\n${code(...checkedNotNull(table, columns))}`,
    };
  }),
};
