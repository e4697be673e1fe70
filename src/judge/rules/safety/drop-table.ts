import type { Rule } from '../../../contracts/rule';
import { isLossAnnounced } from '../../safety/prisma-header';
import { onChanges, onExisting, sized, subjectOf } from '../../safety/rule-kit';

export const dropTable: Rule = {
  name: 'safety/drop-table',
  severity: 'error',
  problem: 'An existing table is dropped.',
  consequence:
    'Its data are gone, and code that still uses it fails. Tables that it refers to are locked for a moment.',
  remedy: 'Stop using it in one release and drop it in the next; say so with a migration-gate-ignore comment.',
  examples: [
    {
      before: 'CREATE TABLE "Old" ("id" INTEGER PRIMARY KEY);',
      bad: 'DROP TABLE "Old";',
      good: 'DROP TABLE IF EXISTS "NeverWas"; CREATE TABLE "New" ("id" INTEGER); DROP TABLE "New";',
    },
  ],
  *check(facts) {
    yield* dropped(facts);
    yield* inCode(facts);
  },
};

const dropped = onExisting(['drop-table'], (change) => {
  const { table, action } = change;
  const cascade = action.cascade ? ' CASCADE also drops the foreign keys and views that use it.' : '';
  return {
    ...(table.isEmptied && { severity: 'notice' as const }),
    // Prisma's own header says the rest.
    message: `Deletes the table ${sized(table)}${isLossAnnounced(change) ? '' : ' with its data'}.${cascade}`,
    help: dropHelp,
  };
});

/** `DO`, functions and `DROP OWNED`, by what they did on the scratch server. */
const inCode = onChanges(['code', 'other', 'drop-type'], (change) => {
  const gone = (change.trace?.dropped ?? []).filter(({ column }) => column === null).map(({ table }) => table);
  const [object] = gone;
  if (object === undefined) return null;
  return { object, message: `${subjectOf(change)} deletes ${gone.join(', ')} with the data.`, help: dropHelp };
});

const dropHelp = [
  'Deploy code that does not use it first, and keep a backup. Then confirm the drop in the migration:',
  '    -- migration-gate-ignore safety/drop-table: no code uses it since <release>',
].join('\n');
