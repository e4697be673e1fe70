import { type ColumnType, ColumnTypeEnum } from '@prisma/driver-adapter-utils';

/** How values of one PostgreSQL type go from the server's text to Prisma's engine. */
interface Conversion {
  readonly type: ColumnType;
  readonly parse: (text: string) => unknown;
}

const text: Conversion = { type: ColumnTypeEnum.Text, parse: (value) => value };
const int32: Conversion = { type: ColumnTypeEnum.Int32, parse: Number };
const int64: Conversion = { type: ColumnTypeEnum.Int64, parse: (value) => value };
const bool: Conversion = { type: ColumnTypeEnum.Boolean, parse: (value) => value === 't' };
/** `"char"`: the engine reads it as one character; adapter-pg 7.10 has no mapping for it. */
const char: Conversion = { type: ColumnTypeEnum.Character, parse: (value) => value };

/** By type OID (PostgreSQL source, pg_type.dat): what the engine's own queries select, and the common types besides. */
const conversions: ReadonlyMap<number, Conversion> = new Map([
  [16, bool],
  [18, char],
  [20, int64],
  [21, int32],
  [23, int32],
  [26, int64],
  [700, { type: ColumnTypeEnum.Float, parse: Number }],
  [701, { type: ColumnTypeEnum.Double, parse: Number }],
  [1700, { type: ColumnTypeEnum.Numeric, parse: (value) => value }],
  [1082, { type: ColumnTypeEnum.Date, parse: (value) => value }],
  [1114, { type: ColumnTypeEnum.DateTime, parse: toRfc3339 }],
  [1184, { type: ColumnTypeEnum.DateTime, parse: toRfc3339 }],
  [114, { type: ColumnTypeEnum.Json, parse: (value) => value }],
  [3802, { type: ColumnTypeEnum.Json, parse: (value) => value }],
  [2950, { type: ColumnTypeEnum.Uuid, parse: (value) => value }],
  [1000, arrayOf(bool, ColumnTypeEnum.BooleanArray)],
  [1002, arrayOf(char, ColumnTypeEnum.CharacterArray)],
  [1003, arrayOf(text, ColumnTypeEnum.TextArray)],
  [1005, arrayOf(int32, ColumnTypeEnum.Int32Array)],
  [1007, arrayOf(int32, ColumnTypeEnum.Int32Array)],
  [1009, arrayOf(text, ColumnTypeEnum.TextArray)],
  [1015, arrayOf(text, ColumnTypeEnum.TextArray)],
  [1016, arrayOf(int64, ColumnTypeEnum.Int64Array)],
  [1028, arrayOf(int64, ColumnTypeEnum.Int64Array)],
]);

/** The conversion for a type OID; any other type (names, enums, expression trees) reads as text. */
export function conversionOf(typeOid: number): Conversion {
  return conversions.get(typeOid) ?? text;
}

function arrayOf(element: Conversion, type: ColumnType): Conversion {
  return {
    type,
    parse: (value) => parseArray(value).map((item) => (item === null ? null : element.parse(item))),
  };
}

/** The elements of a one-dimensional array literal (PostgreSQL manual, "Array Input and Output Syntax"). */
function parseArray(literal: string): (string | null)[] {
  const elements: (string | null)[] = [];
  for (const [, quoted, bare] of literal.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)) {
    if (quoted !== undefined) elements.push(quoted.replace(/\\(.)/gs, '$1'));
    else elements.push(bare === 'NULL' ? null : (bare ?? ''));
  }
  return elements;
}

/** `2026-01-02 03:04:05.6+00` as `2026-01-02T03:04:05.6+00:00`; without a zone it is UTC. */
function toRfc3339(value: string): string {
  const [, date, time, zone] = /^(\S+) ([\d:.]+)([+-]\d\d(?::\d\d)?)?$/.exec(value) ?? [];
  if (date === undefined) return value;
  return `${date}T${time}${zone === undefined ? '+00:00' : zone.includes(':') ? zone : `${zone}:00`}`;
}
