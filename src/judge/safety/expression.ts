import type { A_Const, A_Expr, Node, TypeName } from '@pgsql/types';
import { nameOf, strings } from '../../postgres/sql/ast';
import { quoteLiteral } from '../../postgres/sql/identifiers';
import { typeText } from '../../postgres/sql/type-text';

/** Comparison and arithmetic of PostgreSQL itself; no regular expressions, which can take forever. */
const operators = new Set(['=', '<>', '!=', '<', '>', '<=', '>=', '+', '-', '*', '/', '%', '||', '->', '->>']);
/** Functions without side effects that end soon. */
const functions = new Set([
  'length',
  'char_length',
  'octet_length',
  'lower',
  'upper',
  'btrim',
  'abs',
  'round',
  'cardinality',
]);
const types = new Set(
  'text integer bigint smallint numeric boolean date uuid real jsonb json,double precision,character varying,timestamp without time zone,timestamp with time zone'
    .split(',')
    .flatMap((part, index) => (index === 0 ? part.split(' ') : [part])),
);

/**
 * A condition from a migration as SQL to ask a target with, made anew from the parse tree. Null when it holds anything but
 * columns, constants and what the lists above name: a migration under review is not to be trusted with the database.
 * `column` gives a column's SQL, or null when the target does not have it.
 */
export function safeCondition(node: Node | null, column: (name: string) => string | null): string | null {
  return node === null ? null : render(node, column);
}

type Columns = (name: string) => string | null;

function render(node: Node, columns: Columns): string | null {
  if ('ColumnRef' in node) {
    const fields = node.ColumnRef.fields ?? [];
    return fields.length === strings(fields).length ? columns(strings(fields).at(-1) ?? '') : null;
  }
  if ('A_Const' in node) return constant(node.A_Const);
  if ('BoolExpr' in node) {
    const parts = all(node.BoolExpr.args, columns);
    if (parts === null) return null;
    if (node.BoolExpr.boolop === 'NOT_EXPR') return `(NOT ${parts[0]})`;
    return `(${parts.join(node.BoolExpr.boolop === 'AND_EXPR' ? ' AND ' : ' OR ')})`;
  }
  if ('NullTest' in node) {
    const value = optional(node.NullTest.arg, columns);
    return value && `(${value} IS ${node.NullTest.nulltesttype === 'IS_NULL' ? 'NULL' : 'NOT NULL'})`;
  }
  if ('BooleanTest' in node) {
    const value = optional(node.BooleanTest.arg, columns);
    return value && `(${value} ${(node.BooleanTest.booltesttype ?? 'IS_TRUE').replaceAll('_', ' ')})`;
  }
  if ('CoalesceExpr' in node) return call('COALESCE', all(node.CoalesceExpr.args, columns));
  if ('TypeCast' in node) return cast(optional(node.TypeCast.arg, columns), node.TypeCast.typeName);
  if ('A_ArrayExpr' in node) {
    const parts = all(node.A_ArrayExpr.elements, columns);
    return parts && `ARRAY[${parts.join(', ')}]`;
  }
  if ('FuncCall' in node) {
    const { schema, name } = nameOf(node.FuncCall.funcname);
    const isKnown = (schema === null || schema === 'pg_catalog') && functions.has(name);
    return isKnown ? call(`pg_catalog.${name}`, all(node.FuncCall.args, columns)) : null;
  }
  return 'A_Expr' in node ? operation(node.A_Expr, columns) : null;
}

function operation({ kind, name, lexpr, rexpr }: A_Expr, columns: Columns): string | null {
  const left = lexpr === undefined ? '' : render(lexpr, columns);
  const operator = strings(name).join('.');
  if (left === null || rexpr === undefined) return null;
  const list = 'List' in rexpr ? all(rexpr.List.items, columns) : null;
  switch (kind) {
    case 'AEXPR_IN':
      return list && `(${left} ${operator === '<>' ? 'NOT IN' : 'IN'} (${list.join(', ')}))`;
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN':
      return list && `(${left} ${kind === 'AEXPR_BETWEEN' ? 'BETWEEN' : 'NOT BETWEEN'} ${list.join(' AND ')})`;
  }
  const right = render(rexpr, columns);
  if (right === null) return null;
  switch (kind) {
    case 'AEXPR_OP':
      return operators.has(operator) ? `(${left} ${operator} ${right})` : null;
    case 'AEXPR_OP_ANY':
      return operators.has(operator) ? `(${left} ${operator} ANY (${right}))` : null;
    case 'AEXPR_DISTINCT':
      return `(${left} IS DISTINCT FROM ${right})`;
    case 'AEXPR_NOT_DISTINCT':
      return `(${left} IS NOT DISTINCT FROM ${right})`;
    default:
      return null;
  }
}

function constant(value: A_Const): string | null {
  if (value.isnull === true) return 'NULL';
  if (value.sval !== undefined) return quoteLiteral(value.sval.sval ?? '').trim();
  if (value.ival !== undefined) return `(${value.ival.ival ?? 0})`;
  if (value.boolval !== undefined) return value.boolval.boolval === true ? 'true' : 'false';
  return value.fval !== undefined && /^-?[\d.]+$/.test(value.fval.fval ?? '') ? `(${value.fval.fval})` : null;
}

function cast(value: string | null, type: TypeName | undefined): string | null {
  const text = typeText(type);
  const bare = text.replace(/\([\d,]+\)/, '').replace(/\[\]$/, '');
  return value !== null && types.has(bare) ? `CAST(${value} AS ${text})` : null;
}

function optional(node: Node | undefined, columns: Columns): string | null {
  return node === undefined ? null : render(node, columns);
}

function all(nodes: readonly Node[] | undefined, columns: Columns): string[] | null {
  const parts = (nodes ?? []).map((node) => render(node, columns));
  return parts.every((part) => part !== null) ? parts : null;
}

function call(name: string, args: readonly string[] | null): string | null {
  return args && `${name}(${args.join(', ')})`;
}
