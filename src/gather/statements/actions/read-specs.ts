import type { ColumnDef, Constraint, IndexStmt, Node } from '@pgsql/types';
import { columnConstraints, isSerial, nameOf, rangeVarName, strings, walk } from '../../../postgres/sql/ast';
import type { Statement } from '../../../postgres/sql/statement';
import { typeText } from '../../../postgres/sql/type-text';
import type { ColumnSpec, ConstraintSpec, IndexSpec } from './action';

/** The part of a statement's text between two byte offsets of its file. */
function textBetween(statement: Statement, from: number, to: number): string {
  return Buffer.from(statement.sql)
    .subarray(from - statement.byteStart, to - statement.byteStart)
    .toString();
}

/** Functions that an expression calls, lower case, with `current_timestamp` and its like left out: they are stable. */
export function functionsOf(node: Node | undefined): string[] {
  const names: string[] = [];
  walk(node, (type, fields) => {
    if (type === 'FuncCall') names.push(nameOf(fields.funcname as Node[]).name.toLowerCase());
  });
  return names;
}

/** The string constants in an expression or statement. */
export function literalsOf(node: Node | undefined): string[] {
  const values: string[] = [];
  walk(node, (type, fields) => {
    const text = type === 'A_Const' ? (fields.sval as { sval?: string } | undefined) : undefined;
    if (text !== undefined) values.push(text.sval ?? '');
  });
  return values;
}

/** `end` is the byte offset in the file at which the definition's text ends. */
export function columnSpec(column: ColumnDef, statement: Statement, end: number): ColumnSpec {
  const constraints = columnConstraints(column);
  const find = (type: Constraint['contype']) => constraints.find(({ contype }) => contype === type);
  const fallback = find('CONSTR_DEFAULT');
  const generated = find('CONSTR_GENERATED');
  const references = find('CONSTR_FOREIGN');
  const serial = isSerial(column.typeName);
  const identity = find('CONSTR_IDENTITY') !== undefined;
  const primaryKey = find('CONSTR_PRIMARY') !== undefined;
  return {
    name: column.colname ?? '',
    type: typeText(column.typeName),
    isDomain: false,
    notNull: find('CONSTR_NOTNULL') !== undefined || primaryKey || serial || identity,
    default: fallback === undefined ? null : defaultText(fallback, constraints, statement, end),
    fills: [...functionsOf(fallback?.raw_expr), ...(serial ? ['serial'] : []), ...(identity ? ['identity'] : [])],
    generated: generated === undefined ? null : generated.generated_kind === 'v' ? 'virtual' : 'stored',
    unique: find('CONSTR_UNIQUE') !== undefined,
    primaryKey,
    references: references === undefined ? null : rangeVarName(references.pktable),
    check: find('CONSTR_CHECK') !== undefined,
  };
}

/** The expression's text: up to the next constraint of the column, or the end of the definition. */
function defaultText(
  constraint: Constraint,
  all: readonly Constraint[],
  statement: Statement,
  end: number,
): string | null {
  if (
    constraint.raw_expr !== undefined &&
    'A_Const' in constraint.raw_expr &&
    constraint.raw_expr.A_Const.isnull === true
  )
    return null;
  const start = constraint.location ?? 0;
  const next = all.map(({ location = 0 }) => location).filter((location) => location > start);
  return textBetween(statement, start, Math.min(end, ...next))
    .replace(/^default\s+/i, '')
    .trim();
}

const constraintTypes: Readonly<Record<string, ConstraintSpec['type']>> = {
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_FOREIGN: 'foreign-key',
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclusion',
  CONSTR_NOTNULL: 'not-null',
};

/** Null for what is no constraint by itself, such as `DEFERRABLE`. */
export function constraintSpec(constraint: Constraint, sql: string): ConstraintSpec | null {
  const type = constraintTypes[constraint.contype ?? ''];
  if (type === undefined) return null;
  const isForeign = type === 'foreign-key';
  return {
    type,
    name: constraint.conname ?? null,
    columns: strings(isForeign ? constraint.fk_attrs : constraint.keys),
    references: isForeign ? { table: rangeVarName(constraint.pktable), columns: strings(constraint.pk_attrs) } : null,
    notValid: constraint.skip_validation === true,
    matchFull: constraint.fk_matchtype === 'f',
    nullsNotDistinct: constraint.nulls_not_distinct === true,
    usingIndex: constraint.indexname ?? null,
    sql,
    condition: type === 'check' ? (/\bcheck\s*\((.*)\)[^)]*$/is.exec(sql)?.[1]?.trim() ?? null) : null,
    conditionNode: type === 'check' ? (constraint.raw_expr ?? null) : null,
  };
}

export function indexSpec(index: IndexStmt, sql: string): IndexSpec {
  return {
    name: index.idxname ?? null,
    unique: index.unique === true,
    concurrently: index.concurrent === true,
    columns: (index.indexParams ?? []).map((node) =>
      'IndexElem' in node && node.IndexElem.collation === undefined ? (node.IndexElem.name ?? null) : null,
    ),
    method: index.accessMethod ?? 'btree',
    where: index.whereClause === undefined ? null : (/\bwhere\b\s*(.*)$/is.exec(sql)?.[1] ?? '…'),
    whereNode: index.whereClause ?? null,
    nullsNotDistinct: index.nulls_not_distinct === true,
    ifNotExists: index.if_not_exists === true,
  };
}
