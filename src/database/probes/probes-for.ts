import type { Facts } from '../../facts';
import { type Change, type ChangeOf, isChange } from '../../safety/change';
import { changesOf } from '../../safety/changes';
import { dataQuestion } from '../../safety/data-risk';
import { safeCondition } from '../../safety/expression';
import { probeObject } from '../../safety/rule-kit';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/identifiers';
import { misfit } from './misfit';
import type { Probe, ProbeQuery } from './probe';

/**
 * The questions whose answers decide whether pending migrations will fail on the rows of a target, with the SQL to ask them:
 * built from names and constants, never from the text of a migration. Pure.
 */
export function probesFor(facts: Facts): Probe[] {
  return changesOf(facts).flatMap((change) => {
    const question = dataQuestion(change);
    if (question === null) return [];
    const found = queriesOf(change);
    const { migration, line } = change;
    const [queries, reason] = typeof found === 'string' ? [[], found] : [found, ''];
    return [{ migration: migration.file.name, line, question, object: probeObject(change), queries, reason }];
  });
}

/** The queries, or why there are none. */
function queriesOf(change: Change): readonly ProbeQuery[] | string {
  const table = tableSql(change);
  if (isChange(change, 'replace-enum')) return enumQueries(change);
  if (table === null) return 'the table is not in the database under this name yet';
  if (isChange(change, 'add-column')) return [anyRow(table)];
  if (isChange(change, 'set-not-null')) {
    // A new column that nothing has filled is NULL in every row.
    const name = columnSql(change, change.action.column);
    return name === null
      ? [anyRow(table)]
      : [{ sql: `SELECT 1 FROM ${table} t WHERE ${name} IS NULL`, firstRow: false }];
  }
  if (isChange(change, 'set-type')) return castQueries(change, table);
  if (isChange(change, 'create-index')) {
    const { columns, whereNode, nullsNotDistinct } = change.action.spec;
    const where = whereNode === null ? 'true' : safeCondition(whereNode, (name) => columnSql(change, name));
    if (where === null) return 'its WHERE holds more than the gate lets a migration ask a database';
    return duplicates(change, table, columns, where, nullsNotDistinct);
  }
  if (!isChange(change, 'add-constraint')) return 'not a question about rows';
  const { spec } = change.action;
  if (spec.type === 'foreign-key') return orphans(change, table);
  if (spec.type === 'unique') return duplicates(change, table, spec.columns, 'true', false);
  const condition = safeCondition(spec.conditionNode, (name) => columnSql(change, name));
  if (condition === null) return 'the condition holds more than the gate lets a migration ask a database';
  return [{ sql: `SELECT 1 FROM ${table} t WHERE NOT ${condition}`, firstRow: false }];
}

const notThere = 'a column is not in the database yet';

function anyRow(table: string): ProbeQuery {
  return { sql: `SELECT 1 FROM ${table} t`, firstRow: true };
}

/** The table by the name that the target knows; null: the pending migrations make it. */
function tableSql({ table }: Pick<Change, 'table'>): string | null {
  return table?.origin == null ? null : qualified(table.origin);
}

function qualified(id: string): string {
  const dot = id.indexOf('.');
  return quoteQualified({ schema: id.slice(0, dot), name: id.slice(dot + 1) });
}

/** The column by the name that the target knows; null: the pending migrations add it. */
function columnSql({ table }: Pick<Change, 'table'>, name: string, alias = 't'): string | null {
  const column = table?.columns.get(name);
  return column?.origin == null ? null : `${alias}.${quoteIdentifier(column.origin)}`;
}

function columnsSql(change: Pick<Change, 'table'>, names: readonly (string | null)[], alias = 't'): string[] | null {
  const columns = names.map((name) => (name === null ? null : columnSql(change, name, alias)));
  return columns.every((column) => column !== null) ? columns : null;
}

function duplicates(
  change: Change,
  table: string,
  names: readonly (string | null)[],
  where: string,
  nullsNotDistinct: boolean,
): readonly ProbeQuery[] | string {
  if (names.includes(null)) return 'the index is on an expression';
  const columns = columnsSql(change, names);
  if (columns === null) return notThere;
  const present = nullsNotDistinct ? [] : columns.map((column) => `${column} IS NOT NULL`);
  const sql = `SELECT 1 FROM ${table} t WHERE ${[where, ...present].join(' AND ')} GROUP BY ${columns.join(', ')} HAVING count(*) > 1`;
  return [{ sql, firstRow: false }];
}

function orphans(
  { action, table: child, parent }: ChangeOf<'add-constraint'>,
  table: string,
): readonly ProbeQuery[] | string {
  const { columns, references } = action.spec;
  const own = columnsSql({ table: child }, columns);
  if (own === null) return notThere;
  const present = own.map((column) => `${column} IS NOT NULL`).join(' AND ');
  // A parent that is made by the pending migrations, and into which they insert nothing, has no row to refer to.
  if (parent?.origin === null) return [{ sql: `SELECT 1 FROM ${table} t WHERE ${present}`, firstRow: false }];
  if (parent === null || references === null) return 'the table referred to is not known';
  const primary = [...parent.constraints.values()].find(({ type }) => type === 'primary-key')?.columns ?? [];
  const keys = columnsSql({ table: parent }, references.columns.length > 0 ? references.columns : primary, 'p');
  if (keys === null || keys.length !== own.length) return notThere;
  const match = own.map((column, i) => `${keys[i]} = ${column}`).join(' AND ');
  const sql = `SELECT 1 FROM ${table} t WHERE ${present} AND NOT EXISTS (SELECT 1 FROM ${qualified(parent.origin ?? '')} p WHERE ${match})`;
  return [{ sql, firstRow: false }];
}

function castQueries(change: ChangeOf<'set-type'>, table: string): readonly ProbeQuery[] | string {
  const name = columnSql(change, change.action.column);
  if (name === null || change.column === null) return notThere;
  const found = misfit(name, change.column.type, change.action.type, change.targetEnum?.values ?? null);
  if (found === null) return `there is no query for a cast from ${change.column.type} to ${change.action.type}`;
  const { condition, since } = found;
  return [
    { sql: `SELECT 1 FROM ${table} t WHERE ${condition}`, firstRow: false, ...(since !== undefined && { since }) },
  ];
}

function enumQueries({ action, enumType, parts }: ChangeOf<'replace-enum'>): readonly ProbeQuery[] | string {
  const removed = (enumType?.values ?? []).filter((value) => !action.values.includes(value));
  const list = removed.map((value) => quoteLiteral(value).trim()).join(', ');
  const queries: ProbeQuery[] = [];
  for (const part of parts) {
    if (!isChange(part, 'set-type') || part.table?.isNew === true || removed.length === 0) continue;
    const [table, name] = [tableSql(part), columnSql(part, part.action.column)];
    if (table === null || name === null) return notThere;
    const isArray = part.column?.type.endsWith('[]') === true;
    const has = isArray ? `${name}::text[] && ARRAY[${list}]` : `${name}::text IN (${list})`;
    queries.push({ sql: `SELECT 1 FROM ${table} t WHERE ${has}`, firstRow: false });
  }
  return queries.length === 0 ? 'no column of the database has the type' : queries;
}
