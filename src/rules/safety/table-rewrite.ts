import { code, type Found, longLock, type OnExisting, onExisting, rewritten, sized } from '../../safety/rule-kit';
import { quoteIdentifier } from '../../sql/identifiers';
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
  check: onExisting(['alter-table', 'cluster', 'vacuum-full', 'add-column'], (change) => {
    const { action, table } = change;
    if (action.kind === 'add-column') return addedColumn({ ...change, action });
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

/** A column whose type is a domain with a constraint; for defaults and generated columns there are rules of their own. */
function addedColumn(change: OnExisting<'add-column'>): Found | null {
  const { spec } = change.action;
  const severity = longLock(change.table);
  if (severity === null || rewritten(change) !== true || spec.fills.length > 0 || spec.generated !== null) return null;
  return {
    severity,
    message: `Blocks reads and writes of ${sized(change.table)} while it is rewritten to check the type ${spec.type} of ${spec.name} for every row.`,
    help: `Give the column the type under the domain, and its condition as a CHECK that is added NOT VALID:\n${code(`ALTER TABLE ${change.table.sql} ADD COLUMN ${quoteIdentifier(spec.name)} …;`)}`,
  };
}
