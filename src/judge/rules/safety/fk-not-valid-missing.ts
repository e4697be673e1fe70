import type { Rule } from '../../../contracts/rule';
import { mayFailOnData } from '../../safety/data-risk';
import { notValid } from '../../safety/recipes';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';

export const fkNotValidMissing: Rule = {
  name: 'safety/fk-not-valid-missing',
  severity: 'warning',
  problem: 'A foreign key is added to an existing table and checked in the same step.',
  consequence:
    'Writes to both tables wait (SHARE ROW EXCLUSIVE) until every row of the referencing table has been checked.',
  remedy: 'Add it NOT VALID, then VALIDATE CONSTRAINT in another migration, which blocks nobody.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY); CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY); INSERT INTO "User" VALUES (1);',
      bad: 'ALTER TABLE "Post" ADD COLUMN "userId" INTEGER; ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id");',
      good: 'ALTER TABLE "Post" ADD COLUMN "userId" INTEGER; ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") NOT VALID;',
    },
  ],
  check: onExisting(['add-constraint'], (change, facts) => {
    const { action, table, parent } = change;
    const { spec } = action;
    if (spec.type !== 'foreign-key' || spec.notValid) return null;
    // With orphans possible, fk-orphans speaks of the lock as well.
    if (mayFailOnData(change, facts)) return null;
    const severity = longLock(table);
    if (severity === null) return null;
    const other = parent === null || parent.id === table.id || parent.isNew ? '' : ` and ${sized(parent)}`;
    return {
      severity,
      message: `Blocks writes to ${sized(table)}${other} until every row of ${table.label} has been checked.`,
      help: `Add it without checking, and check it in a later migration:\n${code(...notValid(table, spec))}`,
    };
  }),
};
