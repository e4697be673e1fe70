import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { dataQuestion, mayFailOnData } from '../../safety/data-risk';
import { expandColumn } from '../../safety/recipes';
import { code, onExisting, probed, rewritten, sized, together } from '../../safety/rule-kit';

export const narrowingCast: Rule = {
  name: 'safety/narrowing-cast',
  severity: 'warning',
  problem: 'The type of a column is changed to one that not every value fits.',
  consequence:
    'One value that does not fit stops the migration (22001, 22003, 22P02), after the table has been locked.',
  remedy: 'Look for such values first; or add a new column and move the values over.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT, "code" VARCHAR(10));',
      bad: 'ALTER TABLE "User" ALTER COLUMN "name" SET DATA TYPE VARCHAR(10);',
      good: 'ALTER TABLE "User" ALTER COLUMN "code" SET DATA TYPE VARCHAR(20);',
    },
  ],
  check: onExisting(['set-type'], (change, facts) => {
    const { table } = change;
    const open = together(change, facts).filter(
      (other) => dataQuestion(other) === 'cast' && mayFailOnData(other, facts),
    );
    if (open[0] !== change) return null;
    const certain = open.filter((other) => probed(facts, other, 'cast')?.verdict === 'will-fail');
    const columns = certain.length > 0 ? certain : open;
    const what = columns
      .map((c) => `${c.action.column} (${c.column?.type}) that does not fit ${c.action.type}`)
      .join(', or in ');
    const steps = columns.flatMap(({ action }) => {
      const value = action.using ?? `${quoteIdentifier(action.column)}::${action.type}`;
      return expandColumn(table, action.column, action.type, value);
    });
    const help = `Without a long lock, in steps:\n${code(...steps)}`;
    const first = certain[0];
    if (first !== undefined) {
      const database = probed(facts, first, 'cast')?.database;
      return { severity: 'error', message: `Will fail: ${database} has a value of ${sized(table)} in ${what}.`, help };
    }
    const lock = rewritten(change) === false ? '' : ' Reads and writes wait while it is rewritten.';
    return { message: `Fails if ${sized(table)} has a value in ${what}.${lock}`, help };
  }),
};
