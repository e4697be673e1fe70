/** What becomes of the values when a column's type is changed. */
export type CastRisk =
  /** Every value fits. */
  | 'none'
  /** Every value fits, some are cut or rounded: a date without its time, a number without its fraction. */
  | 'lossy'
  /** A value that does not fit stops the migration. */
  | 'may-fail';

/** Integers from narrow to wide; every one fits `numeric`. */
const integers = ['smallint', 'integer', 'bigint'];
/** The digits that each may have. */
const digits = [5, 10, 19];
/** The most characters that a value is written with. */
const widths: Readonly<Record<string, number>> = { smallint: 6, integer: 11, bigint: 20, boolean: 5, uuid: 36 };

/**
 * What can happen to the values, by the types as `format_type` prints them (PostgreSQL manual, chapter 8). Types it knows
 * nothing of may fail.
 */
export function castRisk(from: string, to: string): CastRisk {
  const a = parse(from);
  const b = parse(to);
  if (a.isArray !== b.isArray) return b.isArray ? 'none' : 'may-fail';
  if (from === to) return 'none';
  if (b.name === 'text' || (b.name === 'character varying' && b.numbers.length === 0)) return 'none';
  if (b.name === 'character varying' || b.name === 'character') {
    const width = a.name === 'character varying' || a.name === 'character' ? a.numbers[0] : widths[a.name];
    return fits(width, b.numbers[0]) ? 'none' : 'may-fail';
  }
  const rank = integers.indexOf(a.name);
  if (rank !== -1 && integers.includes(b.name)) return rank <= integers.indexOf(b.name) ? 'none' : 'may-fail';
  if (rank !== -1 && b.name === 'numeric') {
    const [precision, scale = 0] = b.numbers;
    return precision === undefined || precision - scale >= (digits[rank] ?? 0) ? 'none' : 'may-fail';
  }
  // 53 and 24 bits of mantissa (PostgreSQL manual 8.1.3).
  if (rank !== -1 && b.name === 'double precision') return rank < 2 ? 'none' : 'lossy';
  if (rank !== -1 && b.name === 'real') return rank < 1 ? 'none' : 'lossy';
  if (a.name === 'numeric' && b.name === 'numeric') return numericRisk(a.numbers, b.numbers);
  if (a.name === 'real' && b.name === 'double precision') return 'none';
  if (a.name === 'numeric' && b.name === 'double precision') return 'lossy';
  if (a.name.startsWith('timestamp') && b.name.startsWith('timestamp'))
    return (a.numbers[0] ?? 6) <= (b.numbers[0] ?? 6) ? 'none' : 'lossy';
  if (a.name.startsWith('timestamp') && (b.name === 'date' || b.name.startsWith('time '))) return 'lossy';
  if (a.name === 'date' && b.name.startsWith('timestamp')) return 'none';
  if (a.name === 'jsonb' && b.name === 'json') return 'none';
  if (a.name === 'json' && b.name === 'jsonb') return 'none';
  if (a.name === 'cidr' && b.name === 'inet') return 'none';
  if (isText(a.name) && b.name.endsWith('citext')) return 'none';
  return a.name === b.name && a.numbers.length > 0 && b.numbers.length === 0 ? 'none' : 'may-fail';
}

/**
 * The risk of `SET DATA TYPE … USING`: the same when it is only a cast, also by way of text; none that can be told when it
 * is an expression, whose author thought of the values.
 */
export function conversionRisk(column: string, from: string, to: string, using: string | null): CastRisk {
  if (!isPlainCast(using, column)) return 'none';
  const risk = castRisk(from, to);
  // Written out, a cast to a length cuts what is longer (PostgreSQL manual 8.3).
  return using !== null && risk === 'may-fail' && to.startsWith('character') ? 'lossy' : risk;
}

/**
 * True for no `USING` and for one that is only a cast of the column, also by way of text: `("role"::text::"Role_new")`. By
 * way of another type it is not: `"n"::numeric::integer` rounds what `"n"::integer` refuses.
 */
export function isPlainCast(using: string | null, column: string): boolean {
  if (using === null) return true;
  const text = using.trim().replace(/\s+/g, ' ');
  const match =
    /^\(*\s*("(?:[^"]|"")+"|[\w$]+)\s*\)*(?:\s*::\s*(?:text|varchar|character varying)(?:\[\])?\s*\)*)?(?:\s*::[^:]+)?$/i.exec(
      text,
    ) ?? /^\(*\s*cast\s*\(\s*("(?:[^"]|"")+"|[\w$]+)\s+as\s+[^:]+\)$/i.exec(text);
  const [, written = ''] = match ?? [];
  const name = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
  return name === column;
}

interface ParsedType {
  /** Without modifiers: `character varying`, `timestamp with time zone`. */
  readonly name: string;
  readonly numbers: readonly number[];
  readonly isArray: boolean;
}

function parse(type: string): ParsedType {
  const isArray = type.endsWith('[]');
  const [, head = '', numbers = '', tail = ''] = /^([^(]*)(?:\(([\d,]+)\))?(.*)$/.exec(type.replace(/\[\]$/, '')) ?? [];
  const name = (head + tail).trim();
  return { name, numbers: numbers === '' ? [] : numbers.split(',').map(Number), isArray };
}

function fits(from: number | undefined, to: number | undefined): boolean {
  return from !== undefined && to !== undefined && from <= to;
}

function numericRisk(from: readonly number[], to: readonly number[]): CastRisk {
  if (to.length === 0) return 'none';
  const [precision, scale = 0] = from;
  const [newPrecision = 0, newScale = 0] = to;
  if (precision === undefined || precision - scale > newPrecision - newScale) return 'may-fail';
  // Rounding can carry into a digit that is not there.
  if (scale > newScale) return precision - scale < newPrecision - newScale ? 'lossy' : 'may-fail';
  return 'none';
}

function isText(name: string): boolean {
  return name === 'text' || name === 'character varying';
}
