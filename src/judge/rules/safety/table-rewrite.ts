import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { type Change, isChange } from '../../safety/change';
import { changesOf } from '../../safety/changes';
import { code, type Found, longLock, type OnExisting, onExisting, rewritten, sized } from '../../safety/rule-kit';

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
  check: onExisting(['alter-table', 'cluster', 'vacuum-full', 'add-column'], (change, facts) => {
    const { action, table } = change;
    if (action.kind === 'add-column') return addedColumn({ ...change, action }, facts);
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

/**
 * A column whose type is a domain with a constraint; for what else an `ALTER TABLE` rewrites there are rules of their own. A
 * domain that the pending migrations make is known by nothing but the rewrite.
 */
function addedColumn(change: OnExisting<'add-column'>, facts: Facts): Found | null {
  const { spec } = change.action;
  const severity = longLock(change.table);
  if (severity === null || rewritten(change) !== true || explainsRewrite(change)) return null;
  const others = changesOf(facts).filter((other) => other !== change && other.statement === change.statement);
  if (others.some(explainsRewrite) || (others.length > 0 && !spec.isDomain)) return null;
  return {
    severity,
    message: `Blocks reads and writes of ${sized(change.table)} while it is rewritten to check the type ${spec.type} of ${spec.name} for every row.`,
    help: `Give the column the type under the domain, and its condition as a CHECK that is added NOT VALID:\n${code(`ALTER TABLE ${change.table.sql} ADD COLUMN ${quoteIdentifier(spec.name)} …;`)}`,
  };
}

function explainsRewrite(change: Change): boolean {
  if (!isChange(change, 'add-column')) return isChange(change, 'set-type', 'alter-table');
  return change.action.spec.fills.length > 0 || change.action.spec.generated !== null;
}
