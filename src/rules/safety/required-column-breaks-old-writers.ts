import { changesOf } from '../../safety/changes';
import { fillsItself } from '../../safety/columns';
import { dataQuestion, isOpen } from '../../safety/data-risk';
import { code, onExisting, sized } from '../../safety/rule-kit';
import { quoteIdentifier } from '../../sql/identifiers';
import type { Rule } from '../rule';

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
  check: onExisting(['add-column', 'drop-default'], (change, facts) => {
    const { action, table, column } = change;
    const alter = `ALTER TABLE ${table.sql}`;
    const name = quoteIdentifier(action.column);
    if (action.kind === 'drop-default') {
      if (column?.notNull !== true || column.default === null) return null;
      return {
        message: `Code that inserts into ${sized(table)} without naming ${action.column} fails from now on: it is NOT NULL and loses its default.`,
        help: `Drop the default in a later migration, when all running code names ${action.column}. What it was:\n${code(`${alter} ALTER COLUMN ${name} SET DEFAULT ${column.default};`)}`,
      };
    }
    const { spec } = action;
    if (!spec.notNull || fillsItself(spec)) return null;
    // With rows in it the migration fails, and required-column-no-default says so.
    const fails = changesOf(facts).some(
      (other) => other.table?.id === table.id && dataQuestion(other) === 'any-row' && isOpen(other, facts),
    );
    if (fails) return null;
    return {
      message: `Code that inserts into ${sized(table)} and does not know ${spec.name} fails from now on.`,
      help: `Deploy the code that writes it first, or add it as nullable:\n${code(`${alter} ADD COLUMN ${name} ${spec.type};`)}`,
    };
  }),
};
