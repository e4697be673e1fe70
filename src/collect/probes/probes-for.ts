import type { Facts } from '../../contracts/facts';
import { isPlainCast } from '../../gather/statements/casts';
import { type Change, type ChangeOf, isChange } from '../../judge/safety/change';
import { changesOf } from '../../judge/safety/changes';
import { dataQuestion } from '../../judge/safety/data-risk';
import { safeCondition } from '../../judge/safety/expression';
import { probeObject } from '../../judge/safety/rule-kit';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../postgres/sql/identifiers';
import { misfit } from './misfit';
import type { Doubt, Probe, ProbeQuery } from './probe';

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
    const doubt = doubtOf(change);
    return [{ migration: migration.file.name, line, question, object: probeObject(change), queries, reason, doubt }];
  });
}

/** What the pending migrations do to the rows before: they may add some that fail, or take away those that would. */
function doubtOf({ table, parent }: Change): Doubt | null {
  if (table?.hasDeletes)
    return { verdict: 'will-fail', reason: 'the pending migrations delete rows of the table before it' };
  if (table?.hasInserts)
    return { verdict: 'safe', reason: 'the pending migrations insert rows into the table before it' };
  return parent?.hasDeletes
    ? { verdict: 'safe', reason: 'the pending migrations delete rows of the table referred to before it' }
    : null;
}

/** The queries, or why there are none. */
function queriesOf(change: Change): readonly ProbeQuery[] | string {
  const table = tableSql(change);
  const isUncertain = [change, ...change.parts].some((part) => part.table?.isUncertain || part.parent?.isUncertain);
  const isBothWays = change.table?.hasDeletes && change.table.hasInserts;
  if (isUncertain || isBothWays) return 'the pending migrations may change the rows before it';
  if (isChange(change, 'replace-enum')) return enumQueries(change);
  if (table === null) return 'the table is not in the database under this name yet';
  if (isChange(change, 'add-column')) return [anyRow(table)];
  if (isChange(change, 'set-not-null')) {
    // A new column that nothing has filled is NULL in every row.
    const name = columnSql(change, change.action.column, { converted: true });
    return name === null
      ? [anyRow(table)]
      : [{ sql: `SELECT 1 FROM ${table} t WHERE ${name} IS NULL`, firstRow: false }];
  }
  if (isChange(change, 'set-type')) return castQueries(change, table);
  if (isChange(change, 'create-index')) {
    const { columns, whereNode, nullsNotDistinct } = change.action.spec;
    const where = whereNode === null ? 'true' : safeCondition(whereNode, (name) => operand(change, name));
    if (where === null) return 'its WHERE holds more than the gate lets a migration ask a database';
    return duplicates(change, columns, where, nullsNotDistinct);
  }
  if (!isChange(change, 'add-constraint')) return 'not a question about rows';
  const { spec } = change.action;
  if (spec.type === 'foreign-key') return orphans(change);
  if (spec.type === 'unique') return duplicates(change, spec.columns, 'true', spec.nullsNotDistinct);
  const condition = safeCondition(spec.conditionNode, (name) => operand(change, name));
  if (condition === null) return 'the condition holds more than the gate lets a migration ask a database';
  return [{ sql: `SELECT 1 FROM ${table} t WHERE NOT ${condition}`, firstRow: false }];
}

const renamedValues = 'the pending migrations rename values of the enum before it';
const notThere = 'a column is not in the database yet, or not with this type';

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

/**
 * The column by the name that the target knows; null: the pending migrations add it, or (unless `converted` is true) have
 * changed its type, so that the target holds other values.
 */
function columnSql(
  { table }: Pick<Change, 'table'>,
  name: string,
  { alias = 't', converted = false }: { alias?: string; converted?: boolean } = {},
): string | null {
  const column = table?.columns.get(name);
  if (column?.origin == null || (column.isConverted && !converted)) return null;
  return `${alias}.${quoteIdentifier(column.origin)}`;
}

/**
 * The column where an operator stands beside it; null when its type is one of an extension or a domain: which operator is
 * meant depends on the `search_path`, which is empty when a target is asked.
 */
function operand(change: Pick<Change, 'table'>, name: string, alias = 't'): string | null {
  const type = change.table?.columns.get(name)?.type ?? '';
  return type.includes('.') && change.table?.enumColumns.has(name) !== true ? null : columnSql(change, name, { alias });
}

/** Without the tables that inherit from it, to which its keys do not extend; a partitioned one has no rows but theirs. */
function only({ table }: Pick<Change, 'table'>): string {
  return `${table?.isPartitioned === true ? '' : 'ONLY '}${tableSql({ table }) ?? ''}`;
}

function columnsSql(names: readonly (string | null)[], sql: (name: string) => string | null): string[] | null {
  const columns = names.map((name) => (name === null ? null : sql(name)));
  return columns.every((column) => column !== null) ? columns : null;
}

function duplicates(
  change: Change,
  names: readonly (string | null)[],
  where: string,
  nullsNotDistinct: boolean,
): readonly ProbeQuery[] | string {
  if (names.includes(null)) return 'the index is on an expression';
  const columns = columnsSql(names, (name) => columnSql(change, name));
  if (columns === null) return notThere;
  const present = nullsNotDistinct ? [] : columns.map((column) => `${column} IS NOT NULL`);
  const sql = `SELECT 1 FROM ${only(change)} t WHERE ${[where, ...present].join(' AND ')} GROUP BY ${columns.join(', ')} HAVING count(*) > 1`;
  return [{ sql, firstRow: false }];
}

function orphans(change: ChangeOf<'add-constraint'>): readonly ProbeQuery[] | string {
  const { action, parent } = change;
  const { columns, references, matchFull } = action.spec;
  const own = columnsSql(columns, (name) => operand(change, name));
  if (own === null) return notThere;
  const table = only(change);
  // MATCH FULL also refuses a row that has some of the columns: it finds no row with NULL in its key.
  const present = `(${own.map((column) => `${column} IS NOT NULL`).join(matchFull ? ' OR ' : ' AND ')})`;
  // A parent that is made by the pending migrations, and into which they insert nothing, has no row to refer to.
  if (parent?.origin === null) return [{ sql: `SELECT 1 FROM ${table} t WHERE ${present}`, firstRow: false }];
  if (parent === null || references === null) return 'the table referred to is not known';
  const primary = [...parent.constraints.values()].find(({ type }) => type === 'primary-key')?.columns ?? [];
  const names = references.columns.length > 0 ? references.columns : primary;
  const keys = columnsSql(names, (name) => operand({ table: parent }, name, 'p'));
  if (keys === null || keys.length !== own.length) return notThere;
  const types = columns.map((name) => change.table?.columns.get(name)?.type ?? '');
  if (names.some((name, i) => !areComparable(parent.columns.get(name)?.type ?? '', types[i] ?? '')))
    return 'the columns have different types';
  const match = own.map((column, i) => `${keys[i]} = ${column}`).join(' AND ');
  const sql = `SELECT 1 FROM ${table} t WHERE ${present} AND NOT EXISTS (SELECT 1 FROM ${only({ table: parent })} p WHERE ${match})`;
  return [{ sql, firstRow: false }];
}

/** Whether a foreign key compares them as `=` does; of others the server chooses the operator of the key's index. */
function areComparable(a: string, b: string): boolean {
  const family = (type: string) => {
    if (/^(small|big)?int(eger)?$/.test(type)) return 'integer';
    return /^(text|character varying(\(\d+\))?)$/.test(type) ? 'text' : type;
  };
  return family(a) === family(b);
}

function castQueries(change: ChangeOf<'set-type'>, table: string): readonly ProbeQuery[] | string {
  const name = columnSql(change, change.action.column);
  if (name === null || change.column === null) return notThere;
  const { enumType, targetEnum } = change;
  if (enumType !== null && targetEnum !== null && !change.column.type.endsWith('[]')) {
    if (enumType.isRenamed) return renamedValues;
    return [
      { sql: `SELECT 1 FROM ${table} t WHERE ${name}::text NOT IN (${list(targetEnum.values)})`, firstRow: false },
    ];
  }
  const found = misfit(name, change.column.type, change.action.type, targetEnum?.values ?? null);
  if (found === null) return `there is no query for a cast from ${change.column.type} to ${change.action.type}`;
  const { condition, since } = found;
  return [
    { sql: `SELECT 1 FROM ${table} t WHERE ${condition}`, firstRow: false, ...(since !== undefined && { since }) },
  ];
}

function enumQueries({ action, enumType, parts }: ChangeOf<'replace-enum'>): readonly ProbeQuery[] | string {
  const removed = (enumType?.values ?? []).filter((value) => !action.values.includes(value));
  if (enumType?.isRenamed) return renamedValues;
  const queries: ProbeQuery[] = [];
  for (const part of parts) {
    if (!isChange(part, 'set-type') || part.table?.isNew === true || removed.length === 0) continue;
    // Rows that were changed before, or a USING that says what becomes of them.
    if (part.column?.isUpdated === true || !isPlainCast(part.action.using, part.action.column)) continue;
    const [table, name] = [tableSql(part), columnSql(part, part.action.column)];
    if (table === null || name === null) return notThere;
    const isArray = part.column?.type.endsWith('[]') === true;
    const has = isArray ? `${name}::text[] && ARRAY[${list(removed)}]` : `${name}::text IN (${list(removed)})`;
    queries.push({ sql: `SELECT 1 FROM ${table} t WHERE ${has}`, firstRow: false });
  }
  return queries.length === 0 ? 'no column of the database has the type' : queries;
}

/** `'A', 'B'`. */
function list(values: readonly string[]): string {
  return values.map((value) => quoteLiteral(value).trim()).join(', ');
}
