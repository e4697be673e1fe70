import { identifierPattern, unquoteIdentifier } from '../identifier';

/** The names in an SQL text, unquoted. */
export interface Mentions {
  /** `schema\0name`, and every other pair that is joined by a dot. */
  readonly pairs: ReadonlySet<string>;
  /** Every identifier by itself, key words included. */
  readonly names: ReadonlySet<string>;
}

const identifier = identifierPattern.replace('[a-z_', '[A-Za-z_');
// A string first, so that a quotation mark inside it opens no identifier.
const token = new RegExp(`'((?:[^']|'')*)'|(${identifier}(?:\\s*\\.\\s*${identifier})*)`, 'g');
/** `OPERATOR(schema.=)`. */
const operator = new RegExp(`OPERATOR\\((${identifier})\\.([^)\\s]+)\\)`, 'g');
const single = new RegExp(identifier, 'g');

/**
 * What SQL texts name, including inside string literals (`nextval('public.s'::regclass)`). The server prints names
 * qualified, so a pair tells an object; more may be found than is meant, never less.
 */
export function mentionsOf(...texts: readonly (string | null | undefined)[]): Mentions {
  const pairs = new Set<string>();
  const names = new Set<string>();
  for (const text of texts) if (text) scan(text, pairs, names);
  return { pairs, names };
}

function scan(text: string, pairs: Set<string>, names: Set<string>): void {
  for (const [, schema = '', name] of text.matchAll(operator)) pairs.add(`${unquoteIdentifier(schema)}\0${name}`);
  for (const [, literal, dotted] of text.matchAll(token)) {
    if (literal !== undefined) {
      if (literal !== '') scan(literal.replaceAll("''", ' '), pairs, names);
      continue;
    }
    const parts = (dotted?.match(single) ?? []).map((part) =>
      part.startsWith('"') ? unquoteIdentifier(part) : part.toLowerCase(),
    );
    for (const [i, part] of parts.entries()) {
      names.add(part);
      if (i > 0) pairs.add(`${parts[i - 1]}\0${part}`);
    }
  }
}
