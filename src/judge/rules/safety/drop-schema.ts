import type { Rule } from '../../../contracts/rule';
import { code, onChanges } from '../../safety/rule-kit';

export const dropSchema: Rule = {
  name: 'safety/drop-schema',
  severity: 'error',
  problem: 'A schema is dropped with everything in it.',
  consequence: 'With CASCADE all its tables and their data are gone.',
  remedy: 'Drop what is meant by name.',
  examples: [
    {
      before: 'CREATE SCHEMA "old"; CREATE TABLE "old"."T" ("id" INTEGER);',
      bad: 'DROP SCHEMA "old" CASCADE;',
      good: 'CREATE SCHEMA "new"; DROP SCHEMA "new";',
    },
  ],
  check: onChanges(['drop-schema'], ({ action, schemaTables: names }) => {
    if (!action.cascade || names?.length === 0) return null;
    const list =
      names === null
        ? 'everything in it'
        : `its tables ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
    return {
      object: action.schema,
      message: `Deletes the schema ${action.schema} and ${list}, with their data.`,
      help: `If that is meant, confirm it:\n${code('-- migration-gate-ignore safety/drop-schema: <why>')}`,
    };
  }),
};
