import type { Rule } from '../../../contracts/rule';
import { code, onExisting, sized } from '../../safety/rule-kit';
import { hasNoRows } from '../../safety/size';

export const truncate: Rule = {
  name: 'safety/truncate',
  severity: 'error',
  problem: 'An existing table is emptied with TRUNCATE.',
  consequence: 'Its data are gone; with CASCADE also those of every table that refers to it.',
  remedy: 'Delete the rows that are meant.',
  examples: [
    {
      before: 'CREATE TABLE "Log" ("id" INTEGER PRIMARY KEY);',
      bad: 'TRUNCATE "Log";',
      good: 'CREATE TABLE "New" ("id" INTEGER); TRUNCATE "New";',
    },
  ],
  check: onExisting(['truncate'], ({ action, table }) => {
    if (table.isEmptied) return null;
    const cascade = action.cascade ? ', and with CASCADE of every table that refers to it' : '';
    return {
      ...(hasNoRows(table.size) && { severity: 'notice' as const }),
      message: `Deletes all data of ${sized(table)}${cascade}.`,
      help: `If that is meant, confirm it:\n${code('-- migration-gate-ignore safety/truncate: <why>')}`,
    };
  }),
};
