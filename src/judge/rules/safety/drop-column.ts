import type { Rule } from '../../../contracts/rule';
import { isLossAnnounced } from '../../safety/prisma-header';
import { onChanges, onExisting, sized, subjectOf } from '../../safety/rule-kit';

export const dropColumn: Rule = {
  name: 'safety/drop-column',
  severity: 'error',
  problem: 'A column of an existing table is dropped.',
  consequence:
    'Its data are gone. Code that is still running, and its Prisma Client, which names every column, fails on every read of the table.',
  remedy: 'Stop using the column in one release and drop it in the next; say so with a migration-gate-ignore comment.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT);',
      bad: 'ALTER TABLE "User" DROP COLUMN "name";',
      good: 'ALTER TABLE "User" ADD COLUMN "x" INTEGER; ALTER TABLE "User" DROP COLUMN "x";',
    },
  ],
  *check(facts) {
    yield* dropped(facts);
    yield* inCode(facts);
  },
};

const dropped = onExisting(['drop-column'], (change) => {
  const { action, table, column } = change;
  if (column?.isNew === true || (column === null && table.isKnown)) return null;
  return {
    ...(table.isEmptied && { severity: 'notice' as const }),
    // Prisma's own header says the rest.
    message: `Deletes ${action.column} of ${sized(table)}${isLossAnnounced(change) ? '' : ' with its data'}; code that still reads the table with it fails.`,
    help: dropHelp(action.column),
  };
});

/** `DO`, functions and `DROP TYPE … CASCADE`, by what they did on the scratch server. */
const inCode = onChanges(['code', 'other', 'drop-type'], (change) => {
  const gone = (change.trace?.dropped ?? []).filter(({ column }) => column !== null);
  const [first] = gone;
  if (first === undefined) return null;
  const names = gone.map(({ table, column }) => `${column} of ${table}`);
  return {
    object: `${first.table}.${first.column}`,
    message: `${subjectOf(change)} deletes ${names.join(', ')} with its data; code that still reads the table with it fails.`,
    help: dropHelp(names.join(', ')),
  };
});

function dropHelp(what: string): string {
  return [
    `Deploy code (and a Prisma Client) that does not know ${what} first. Then confirm the drop in the migration:`,
    `    -- migration-gate-ignore safety/drop-column: no code uses it since <release>`,
  ].join('\n');
}
