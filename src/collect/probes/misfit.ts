import { quoteLiteral } from '../../postgres/sql/identifiers';

/** Rows whose value a cast refuses. */
export interface Misfit {
  readonly condition: string;
  /** `server_version_num` from which on it can be asked. */
  readonly since?: number;
}

/** PostgreSQL manual 8.1.1. */
const ranges: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
};

/** Types whose input `pg_input_is_valid` can judge without help of the session's settings. */
const inputTypes = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'double precision',
  'real',
  'boolean',
  'uuid',
  'json',
  'jsonb',
]);

/**
 * A condition on the values that a change of type refuses, exactly: true for one that fails, false or NULL for one that
 * fits. `column` is SQL; types as `format_type` prints them; `values` are those of the enum it changes to. Null: none is
 * known for these types.
 */
export function misfit(column: string, from: string, to: string, values: readonly string[] | null): Misfit | null {
  const [, source = '', sourceNumbers] = /^([^(]*[^( ]) ?(?:\(([\d,]+)\))?/.exec(from) ?? [];
  const [, target = '', targetNumbers] = /^([^(]*[^( ]) ?(?:\(([\d,]+)\))?/.exec(to) ?? [];
  if (from.endsWith('[]') || to.endsWith('[]')) return null;
  const isText = source === 'text' || source === 'character varying';
  if (values !== null && isText) {
    const list = values.map((value) => quoteLiteral(value).trim()).join(', ');
    return { condition: values.length === 0 ? `${column} IS NOT NULL` : `${column} NOT IN (${list})` };
  }
  if ((target === 'character varying' || target === 'character') && targetNumbers !== undefined) {
    // Without a cast that is written out, only spaces may be cut off (PostgreSQL manual 8.3).
    const text = isText || source === 'character' ? column : `${column}::text`;
    return { condition: `pg_catalog.btrim(pg_catalog.substr(${text}, ${Number(targetNumbers) + 1}), ' ') <> ''` };
  }
  if (isText) {
    // From PostgreSQL 16 on (manual 9.26.5); before that nothing tells without an error that holds the value.
    if (!inputTypes.has(target) || targetNumbers !== undefined) return null;
    return { condition: `NOT pg_catalog.pg_input_is_valid(${column}, ${quoteLiteral(target)})`, since: 160_000 };
  }
  const range = ranges[target];
  if (range !== undefined && ranges[source] !== undefined)
    return { condition: `(${column} < ${range[0]} OR ${column} > ${range[1]})` };
  if (range !== undefined && source === 'numeric')
    return {
      condition: `(${column} = 'NaN' OR pg_catalog.round(${column}) < ${range[0]} OR pg_catalog.round(${column}) > ${range[1]})`,
    };
  if (target === 'numeric' && targetNumbers !== undefined && (source === 'numeric' || ranges[source] !== undefined)) {
    const [precision = 0, scale = 0] = targetNumbers.split(',').map(Number);
    if (source === 'numeric' && sourceNumbers === undefined) return numericMisfit(column, precision, scale);
    return numericMisfit(`${column}::numeric`, precision, scale);
  }
  return null;
}

/** NaN fits every numeric; infinity none with a precision. */
function numericMisfit(column: string, precision: number, scale: number): Misfit {
  const limit = `1${'0'.repeat(Math.max(0, precision - scale))}`;
  return {
    condition: `(${column} <> 'NaN' AND pg_catalog.abs(pg_catalog.round(${column}, ${scale})) >= ${limit})`,
  };
}
