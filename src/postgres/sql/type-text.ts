import type { TypeName } from '@pgsql/types';
import { nameOf } from './ast';
import { quoteQualified } from './identifiers';

/** The grammar's and the short names of built-in types, as `format_type` prints them. */
const standardNames: Readonly<Record<string, string>> = {
  int2: 'smallint',
  smallserial: 'smallint',
  serial2: 'smallint',
  int4: 'integer',
  int: 'integer',
  serial: 'integer',
  serial4: 'integer',
  int8: 'bigint',
  bigserial: 'bigint',
  serial8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  bpchar: 'character',
  varbit: 'bit varying',
  decimal: 'numeric',
};

/** Types whose modifier stands in the middle of their name. */
const timeNames: Readonly<Record<string, readonly [string, string]>> = {
  timestamp: ['timestamp', ' without time zone'],
  timestamptz: ['timestamp', ' with time zone'],
  time: ['time', ' without time zone'],
  timetz: ['time', ' with time zone'],
};

/** Types that are known without a schema and need no quotes. */
const plain = /^[a-z_][a-z0-9_]*$/;

/**
 * The type as `format_type` would print it for a built-in type (PostgreSQL manual 9.27.3); a type of the user is quoted and
 * has a schema only when one is written. `isUserType` tells which unqualified names belong to the user.
 */
export function typeText(type: TypeName | undefined, isUserType: (name: string) => boolean = () => false): string {
  const { schema, name } = nameOf(type?.names);
  const modifiers = (type?.typmods ?? []).flatMap((node) =>
    'A_Const' in node && node.A_Const.ival !== undefined ? [node.A_Const.ival.ival ?? 0] : [],
  );
  const modifier = modifiers.length === 0 ? '' : `(${modifiers.join(',')})`;
  return baseName(schema, name, modifier, isUserType) + '[]'.repeat((type?.arrayBounds?.length ?? 0) > 0 ? 1 : 0);
}

function baseName(
  schema: string | null,
  name: string,
  modifier: string,
  isUserType: (name: string) => boolean,
): string {
  const isBuiltIn = schema === 'pg_catalog' || (schema === null && !isUserType(name));
  if (!isBuiltIn) return quoteQualified({ schema, name }) + modifier;
  const time = timeNames[name];
  if (time !== undefined) return time[0] + modifier + time[1];
  if (name === 'interval') return 'interval';
  // CHAR without a length is stored as CHAR(1), by the grammar too.
  const standard = standardNames[name] ?? name;
  return (plain.test(name) ? standard : quoteQualified({ schema: null, name })) + modifier;
}

/**
 * True when two type texts mean the same type, whatever quotes and schema they have: `public."Role"` and `"Role"`.
 * `varchar(10)` and `varchar(20)` are not the same.
 */
export function sameType(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

function bare(type: string): string {
  return type.replaceAll('"', '').replace(/^[^.()]+\.(?=[^.()]+)/, '');
}
