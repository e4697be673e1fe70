import { identifierPattern } from '../identifier';
import type { CatalogObject } from '../model';

/** Up to the object's own name, the name, and (of an index) the table it is on. */
const heads: Partial<Record<CatalogObject['kind'], RegExp>> = {
  index: new RegExp(
    `^(CREATE (?:UNIQUE )?INDEX )(${identifierPattern})( ON (?:ONLY )?${identifierPattern}\\.${identifierPattern} )`,
  ),
  trigger: new RegExp(`^(CREATE (?:CONSTRAINT )?TRIGGER )(${identifierPattern})()`),
  rule: new RegExp(`^(CREATE RULE )(${identifierPattern})()`),
  statistics: new RegExp(`^(CREATE STATISTICS )(${identifierPattern}\\.${identifierPattern})()`),
  function: new RegExp(
    `^(CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE|AGGREGATE) )(${identifierPattern}\\.${identifierPattern})()`,
  ),
};

type Defined = CatalogObject & { readonly definition: string };

/** The definition without the object's own name (an index's without its table's), one way of ending lines. */
export function namelessDefinition(object: Defined): string {
  const head = heads[object.kind];
  const text = object.definition.replaceAll('\r\n', '\n').trim().replace(/;$/, '');
  return head === undefined ? text : text.replace(head, '$1');
}

/** The definition with another name of the object, as it is to be printed. */
export function withHead(object: Defined, name: string): string {
  const head = heads[object.kind];
  return head === undefined
    ? object.definition
    : object.definition.replace(head, (_, start: string, _name: string, end: string) => `${start}${name}${end}`);
}

/** What `pg_get_indexdef` says after the method, in its parts. */
export interface IndexParts {
  /** Key columns with operator class, collation and direction. */
  readonly keys: string;
  readonly include: string;
  readonly nullsNotDistinct: boolean;
  readonly predicate: string;
}

/** Takes an index definition apart (PostgreSQL source, `pg_get_indexdef_worker`). */
export function indexParts(definition: string): IndexParts {
  const body = definition.replace(heads.index as RegExp, '');
  const [keys, afterKeys] = parenthesised(body, body.indexOf('('));
  const [include, rest] = afterKeys.startsWith(' INCLUDE (')
    ? parenthesised(afterKeys, ' INCLUDE '.length)
    : ['', afterKeys];
  const where = rest.indexOf(' WHERE ');
  return {
    keys,
    include,
    nullsNotDistinct: rest.startsWith(' NULLS NOT DISTINCT'),
    predicate: where < 0 ? '' : rest.slice(where + ' WHERE '.length),
  };
}

/** What is inside the parenthesis that opens at `start`, and what follows it. Quoted text does not count. */
export function parenthesised(text: string, start: number): [inside: string, rest: string] {
  let depth = 0;
  let quote = '';
  for (let i = start; i < text.length; i++) {
    const char = text[i] as string;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return [text.slice(start + 1, i), text.slice(i + 1)];
  }
  return [text.slice(start + 1), ''];
}

/** The text without type casts and the parentheses around them, to see whether a cast is all that differs. */
export function withoutCasts(text: string): string {
  const type = `(?:${identifierPattern}\\.)?(?:${identifierPattern}|character varying|double precision|time(?:stamp)?(?:\\(\\d\\))? with(?:out)? time zone|bit varying)(?:\\([\\d,]+\\))?(?:\\[\\])*`;
  return text.replaceAll(new RegExp(`::${type}`, 'gi'), '').replaceAll(/[()\s]/g, '');
}
