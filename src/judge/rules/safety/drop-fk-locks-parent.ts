import type { Rule } from '../../../contracts/rule';
import { briefLock, code, onExisting, sized } from '../../safety/rule-kit';

export const dropFkLocksParent: Rule = {
  name: 'safety/drop-fk-locks-parent',
  severity: 'warning',
  problem: 'A foreign key of existing tables is dropped.',
  consequence:
    'DROP CONSTRAINT locks both tables, also the one referred to, against reads and writes (ACCESS EXCLUSIVE). It is short, but all queries on both queue behind it while it waits.',
  remedy: 'Set a lock_timeout, and keep it apart from statements that take long.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY); CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER CONSTRAINT "fk" REFERENCES "User"("id"), CONSTRAINT "c" CHECK ("id" > 0));',
      bad: 'ALTER TABLE "Post" DROP CONSTRAINT "fk";',
      good: 'ALTER TABLE "Post" DROP CONSTRAINT "c";',
    },
  ],
  check: onExisting(['drop-constraint'], (change) => {
    const { table, parent, constraint } = change;
    const severity = briefLock(table, parent);
    if (constraint?.type !== 'foreign-key' || constraint.isNew || parent === null || severity === null) return null;
    const both =
      parent.id === table.id ? sized(table) : `${sized(table)} and, as the table referred to, ${sized(parent)}`;
    return {
      severity,
      message: `Locks ${both} against reads and writes for a moment; queries on both queue behind it while it waits.`,
      help: `Let it give up rather than queue, and deploy again when it does:\n${code(`SET lock_timeout = '2s';`, `${change.statement.sql};`, 'RESET lock_timeout;')}`,
    };
  }),
};
