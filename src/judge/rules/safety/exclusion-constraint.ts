import type { Rule } from '../../../contracts/rule';
import { longLock, onExisting, sized } from '../../safety/rule-kit';

export const exclusionConstraint: Rule = {
  name: 'safety/exclusion-constraint',
  severity: 'warning',
  problem: 'An exclusion constraint is added to an existing table.',
  consequence:
    'Reads and writes of the table wait until its index is built, and rows that exclude each other fail the migration (23P01). There is no form that does not block.',
  remedy: 'Plan a time at which the table may be unavailable.',
  examples: [
    {
      before: 'CREATE TABLE "Booking" ("id" INTEGER PRIMARY KEY, "room" INTEGER, "days" INT4RANGE);',
      bad: 'ALTER TABLE "Booking" ADD CONSTRAINT "no_overlap" EXCLUDE USING gist ("days" WITH &&);',
      good: 'CREATE TABLE "New" ("days" INT4RANGE, CONSTRAINT "no_overlap" EXCLUDE USING gist ("days" WITH &&));',
    },
  ],
  check: onExisting(['add-constraint'], ({ action, table }) => {
    const severity = longLock(table);
    if (severity === null || action.spec.type !== 'exclusion') return null;
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} until the index of the exclusion constraint is built; fails if rows exclude each other.`,
      help: 'There is no form that does not block. Look for rows that exclude each other first, and deploy when the table may be unavailable for as long as the index takes.',
    };
  }),
};
