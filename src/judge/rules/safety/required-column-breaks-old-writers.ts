import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { fillsItself } from '../../../gather/statements/columns';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { type ChangeOf, isChange } from '../../safety/change';
import { changesOf } from '../../safety/changes';
import { dataQuestion, isOpen } from '../../safety/data-risk';
import { code, onExisting, sized, together } from '../../safety/rule-kit';

export const requiredColumnBreaksOldWriters: Rule = {
  name: 'safety/required-column-breaks-old-writers',
  severity: 'notice',
  problem: 'A column becomes one that every INSERT must name: NOT NULL without a default in the database.',
  consequence:
    'Code that is still running while the migration is deployed, and does not know the column, can no longer insert.',
  remedy: 'Keep a default in the database until all running code writes the column.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "n" INTEGER NOT NULL DEFAULT 1, "m" INTEGER DEFAULT 1);',
      bad: 'ALTER TABLE "User" ALTER COLUMN "n" DROP DEFAULT;',
      good: 'ALTER TABLE "User" ALTER COLUMN "m" DROP DEFAULT;',
    },
  ],
  *check(facts) {
    yield* lost(facts);
    yield* added(facts);
  },
};

const lost = onExisting(['drop-default'], (change, facts) => {
  const { table } = change;
  const all = together(change, facts).filter(
    (c) => c.column?.notNull === true && c.column.default !== null && !isMended(c, facts),
  );
  if (all[0] !== change) return null;
  const names = all.map(({ action }) => action.column).join(', ');
  // The default of a new column stands in the same migrations.
  const old = all.filter(({ column }) => column?.isNew === false);
  const were = old.map((c) => `ALTER COLUMN ${quoteIdentifier(c.action.column)} SET DEFAULT ${c.column?.default}`);
  return {
    message: `Code that inserts into ${sized(table)} without naming ${names} fails from now on: NOT NULL, and without a default.`,
    help: [
      `Drop the default in a later migration, when all running code names ${names}.`,
      ...(were.length === 0 ? [] : ['What it was:', code(`ALTER TABLE ${table.sql} ${were.join(', ')};`)]),
    ].join('\n'),
  };
});

const added = onExisting(['add-column'], (change, facts) => {
  const { table } = change;
  const all = together(change, facts).filter(({ action: { spec } }) => spec.notNull && !fillsItself(spec));
  if (all[0] !== change) return null;
  // With rows in it the migration fails, and required-column-no-default says so.
  const fails = changesOf(facts).some(
    (other) => other.table?.id === table.id && dataQuestion(other) === 'any-row' && isOpen(other, facts),
  );
  if (fails) return null;
  const names = all.map(({ action }) => action.column).join(', ');
  const columns = all.map(({ action }) => [quoteIdentifier(action.column), action.spec.type] as const);
  const alter = `ALTER TABLE ${table.sql}`;
  return {
    message: `Code that inserts into ${sized(table)} and does not know ${names} fails from now on.`,
    help: `Add as nullable, and require it in a later migration, when all running code writes it:\n${code(
      `${alter} ${columns.map(([name, type]) => `ADD COLUMN ${name} ${type}`).join(', ')};`,
      '-- in the later one:',
      `${alter} ${columns.map(([name]) => `ALTER COLUMN ${name} SET NOT NULL`).join(', ')};`,
    )}`,
  };
});

/** The column gets another default later, as after a change of its type, or goes, or may be NULL; or a trigger may fill it. */
function isMended(change: ChangeOf<'drop-default'>, facts: Facts): boolean {
  const { table, action } = change;
  const changes = changesOf(facts).filter((other) => other.table !== null && other.table.id === table?.id);
  const isTold = changes
    .slice(changes.indexOf(change) + 1)
    .some((later) =>
      isChange(later, 'set-default', 'drop-not-null', 'drop-column')
        ? later.action.column === action.column
        : isChange(later, 'alter-table') && later.action.command === 'AT_AddIdentity',
    );
  return isTold || changes.some((other) => isChange(other, 'trigger')) || hasTrigger(table?.origin ?? null, facts);
}

function hasTrigger(table: string | null, { pending }: Facts): boolean {
  const there = pending.flatMap(({ before }) => before?.objects ?? []);
  return there.some(
    (object) =>
      object.kind === 'trigger' &&
      `${object.schema}.${object.table}` === table &&
      /\bBEFORE\b.*\bINSERT\b/.test(object.definition.split(' ON ', 1)[0] ?? ''),
  );
}
