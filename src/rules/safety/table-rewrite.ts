import { longLock, onExisting, sized } from '../../safety/rule-kit';
import type { Rule } from '../rule';

/** Commands that copy the whole table (PostgreSQL manual, ALTER TABLE). */
const commands: Readonly<Record<string, string>> = {
  AT_SetUnLogged: 'SET UNLOGGED',
  AT_SetLogged: 'SET LOGGED',
  AT_SetTableSpace: 'SET TABLESPACE',
  AT_SetAccessMethod: 'SET ACCESS METHOD',
};

export const tableRewrite: Rule = {
  name: 'safety/table-rewrite',
  severity: 'warning',
  problem: 'An existing table is copied as a whole: CLUSTER, VACUUM FULL, SET UNLOGGED, SET TABLESPACE, ….',
  consequence: 'Reads and writes of the table wait until it is copied.',
  remedy: 'Use pg_repack, or plan a time at which the table may be unavailable.',
  examples: [
    {
      before: 'CREATE TABLE "Log" ("id" INTEGER PRIMARY KEY);',
      bad: 'ALTER TABLE "Log" SET UNLOGGED;',
      good: 'ALTER TABLE "Log" SET (fillfactor = 80);',
    },
  ],
  check: onExisting(['alter-table', 'cluster', 'vacuum-full'], ({ action, table }) => {
    const what =
      action.kind === 'alter-table' ? commands[action.command] : action.kind === 'cluster' ? 'CLUSTER' : 'VACUUM FULL';
    const severity = longLock(table);
    if (what === undefined || severity === null) return null;
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} while ${what} copies it.`,
      help: 'Do it outside of migrations: with pg_repack, which does not block, or when the table may be unavailable.',
    };
  }),
};
