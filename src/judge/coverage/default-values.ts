/**
 * Whether two defaults of one column are the same to Prisma, both as the same server prints them. Looser than text in what
 * does not matter (casts of literals, `1.50` and `1.5`, JSON white space, `'{}'` and `ARRAY[]`) and no looser
 * (prisma-engines, sql-schema-describer/src/postgres/default.rs and sql_schema_differ/column.rs).
 */
export function sameDefault(expected: string | null, actual: string | null, type: string): boolean {
  return canonical(expected, type) === canonical(actual, type);
}

/** True for a default that takes the next value of a sequence. */
export function isSequenceDefault(text: string | null): boolean {
  return text?.startsWith('nextval(') ?? false;
}

function canonical(text: string | null, type: string): string | null {
  if (text === null || /^NULL(::|$)/.test(text)) return null;
  if (type.endsWith('[]')) {
    const elements = arrayElements(text);
    if (elements !== null) return JSON.stringify(elements.map((element) => scalar(element, type.slice(0, -2))));
  }
  const literal = literalOf(text);
  if (literal !== null) return scalar(literal, type);
  if (/^(now\(\)|CURRENT_TIMESTAMP)(::[\w\s()]+)?$/i.test(text)) return 'now()';
  return `expression ${text}`;
}

/** The value of a literal, its cast left away; null for any other expression. */
function literalOf(text: string): string | null {
  const [, quoted] = /^'((?:[^']|'')*)'(?:::[^':]+)?$/.exec(text) ?? [];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  const [, number] = /^\(?(-?\d+(?:\.\d+)?)\)?(?:::[^':]+)?$/.exec(text) ?? [];
  // `(0)::bigint` is a cast that is run, which Prisma takes for an expression; `0` and `'5'::bigint` are not.
  if (number !== undefined && !text.includes('::')) return number;
  return /^(true|false)$/.test(text) ? text : null;
}

function scalar(literal: string, type: string): string {
  if (/^(smallint|integer|bigint|numeric|real|double precision)/.test(type)) return `number ${plainNumber(literal)}`;
  if (/^jsonb?$/.test(type)) return `json ${plainJson(literal)}`;
  return `literal ${literal}`;
}

/** `-01.50` as `-1.5`, any length. */
function plainNumber(text: string): string {
  const [, sign = '', digits = '', decimals = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  const [whole, fraction] = [digits.replace(/^0+/, ''), decimals.replace(/(?<!0)0+$/, '')];
  if (whole === '' && fraction === '') return /\d/.test(text) ? '0' : text;
  return `${sign}${whole || '0'}${fraction && `.${fraction}`}`;
}

function plainJson(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return text;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** The elements of `ARRAY['a'::text, 'b'::text]` or `'{a,b}'::text[]`; null for anything else. */
function arrayElements(text: string): string[] | null {
  const [, listed] = /^\(?ARRAY\[(.*?)\]\)?(?:::[^':]+)?$/s.exec(text) ?? [];
  if (listed !== undefined) {
    const parts = listed.match(/(?:'(?:[^']|'')*'|[^,'])+/g) ?? [];
    const elements = parts.map((part) => literalOf(part.trim()));
    return elements.some((element) => element === null) ? null : (elements as string[]);
  }
  const literal = literalOf(text);
  if (literal === null || !/^\{.*\}$/s.test(literal)) return null;
  return [...literal.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(.)/gs, '$1') ?? bare ?? '',
  );
}
