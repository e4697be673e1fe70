import { withoutModifier } from './names';

/** How the values of a column become values of another type. */
export interface Conversion {
  /** `none`: the server converts by itself; `cast`: it must be asked; `text`: only by way of text. */
  readonly using: 'none' | 'cast' | 'text';
  /** What of the values is lost without an error, in words. */
  readonly loses: string | null;
  /** Which values stop the conversion, or what it depends on, in words. */
  readonly note: string | null;
}

const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'];
const strings = ['text', 'character varying', 'character', 'bpchar'];
const moments = [
  'date',
  'timestamp without time zone',
  'timestamp with time zone',
  'time without time zone',
  'time with time zone',
];
/** Within a family each type is assigned to each other one by itself (PostgreSQL source, `pg_cast.dat`). */
const families = [numbers, strings, ['json', 'jsonb'], ['inet', 'cidr'], ['bit', 'bit varying']];

/** Assignment casts besides (same place). */
const assignments: Readonly<Record<string, readonly string[]>> = {
  date: ['timestamp without time zone', 'timestamp with time zone'],
  'timestamp without time zone': ['date', 'time without time zone', 'timestamp with time zone'],
  'timestamp with time zone': ['date', 'time without time zone', 'time with time zone', 'timestamp without time zone'],
  'time without time zone': ['interval', 'time with time zone'],
  'time with time zone': ['time without time zone'],
  interval: ['time without time zone'],
  money: ['numeric'],
  integer: ['money'],
  bigint: ['money'],
  numeric: ['money'],
};

/** Casts that exist and have to be written (same place). */
const explicit: Readonly<Record<string, readonly string[]>> = {
  integer: ['boolean', 'bit'],
  bigint: ['bit'],
  boolean: ['integer'],
  bit: ['integer', 'bigint'],
  jsonb: ['boolean', ...numbers],
};

/** How PostgreSQL gets from one type to another, both as `format_type` prints them. */
export function conversion(from: string, to: string): Conversion {
  const [before, after] = [bare(from), bare(to)];
  const isList = (type: string) => type.endsWith('[]');
  const unfit = `fails while a value is not one of ${to}`;
  if (isList(from) !== isList(to)) {
    const assigned = strings.includes(after) && !isList(to);
    return { using: assigned ? 'none' : 'text', loses: null, note: assigned ? null : unfit };
  }
  const assigned =
    before === after ||
    families.some((family) => family.includes(before) && family.includes(after)) ||
    assignments[before]?.includes(after) === true;
  if (assigned) return { using: 'none', loses: lossOf(before, after, from, to), note: noteOf(before, after, from, to) };
  if (strings.includes(after)) return { using: 'none', loses: null, note: longer(from, to) };
  if (explicit[before]?.includes(after) === true) {
    const toTruth = after === 'boolean' && before !== 'jsonb';
    return {
      using: 'cast',
      loses: toTruth ? 'the numbers, but for zero or not,' : null,
      note: before === 'boolean' || toTruth ? null : unfit,
    };
  }
  return { using: strings.includes(before) ? 'cast' : 'text', loses: null, note: unfit };
}

function bare(type: string): string {
  return withoutModifier(type.replace(/(?:\[\])+$/, ''));
}

/** What an assignment rounds off. */
function lossOf(before: string, after: string, from: string, to: string): string | null {
  if (numbers.includes(before) && numbers.includes(after)) {
    if (isFloat(after)) return isExact(before, after) ? null : 'digits';
    const had = isFloat(before)
      ? Number.POSITIVE_INFINITY
      : before === 'numeric'
        ? (scaleOf(from) ?? Number.POSITIVE_INFINITY)
        : 0;
    const has = after === 'numeric' ? (scaleOf(to) ?? Number.POSITIVE_INFINITY) : 0;
    return had > has ? 'decimal places' : null;
  }
  if (before === 'json' && after === 'jsonb') return 'order and duplicates of keys, and white space,';
  if (before === after && !moments.includes(before)) return null;
  if (after === 'date' && before.startsWith('timestamp')) return 'the time of day';
  if (after.startsWith('time ') && before.startsWith('timestamp')) return 'the date';
  if (before.endsWith('with time zone') && after === 'time without time zone') return 'the time zone';
  return moments.includes(before) && moments.includes(after) && precisionOf(from) > precisionOf(to)
    ? 'fractions of seconds'
    : null;
}

function noteOf(before: string, after: string, from: string, to: string): string | null {
  const zones = [before, after].filter((type) => type === 'timestamp with time zone');
  if (zones.length === 1 && moments.includes(before) && moments.includes(after)) {
    return 'converts by the time zone of the session';
  }
  if (numbers.includes(before) && numbers.includes(after)) {
    const smaller = digitsOf(before, from) > digitsOf(after, to);
    return smaller ? `fails while a value is out of the range of ${to}` : null;
  }
  return longer(from, to);
}

/** A string that is too long is an error and is not cut. */
function longer(from: string, to: string): string | null {
  const [had, has] = [lengthOf(from), lengthOf(to)];
  return strings.includes(bare(to)) && has < had ? `fails while a value is longer than ${has} characters` : null;
}

function lengthOf(type: string): number {
  return Number(/\((\d+)\)/.exec(type)?.[1] ?? Number.POSITIVE_INFINITY);
}

function isFloat(type: string): boolean {
  return type === 'real' || type === 'double precision';
}

/** True when a float has room for every value: its mantissa has 24 or 53 bits. */
function isExact(before: string, after: string): boolean {
  return (
    before === 'smallint' ||
    before === 'real' ||
    before === after ||
    (before === 'integer' && after === 'double precision')
  );
}

/** Digits before the decimal point that a type has room for. */
function digitsOf(name: string, type: string): number {
  const fixed: Readonly<Record<string, number>> = {
    smallint: 5,
    integer: 10,
    bigint: 19,
    real: 38,
    'double precision': 308,
  };
  if (name !== 'numeric') return fixed[name] ?? 0;
  const precision = /^numeric\((\d+)/.exec(type)?.[1];
  return precision === undefined ? 131_072 : Number(precision) - (scaleOf(type) ?? 0);
}

/** Null for a numeric without precision, which keeps all. */
function scaleOf(type: string): number | null {
  const [, precision, scale] = /^numeric\((\d+)(?:,(-?\d+))?\)/.exec(type) ?? [];
  return precision === undefined ? null : Number(scale ?? 0);
}

function precisionOf(type: string): number {
  return type.startsWith('date') ? 0 : Number(/\((\d)\)/.exec(type)?.[1] ?? 6);
}
