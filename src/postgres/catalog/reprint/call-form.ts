import { parenthesised, withoutCasts } from '../compare/definition';

/**
 * The text with functions of special syntax as plain calls, and without casts. Up to 13 the server turned `EXTRACT`,
 * `SUBSTRING … FROM`, `AT TIME ZONE` and the like into calls when it parsed them and printed those; from 14 on it keeps
 * and prints the syntax (release notes of PostgreSQL 14, "Display … using SQL-standard syntax"), and what one prints is
 * not what the other does, wherever it is printed.
 */
export function callForm(text: string): string {
  return withoutCasts(rewrite(text)).replaceAll(/"(substring|position|overlay)"/g, '$1');
}

/** Whether the text has syntax that {@link callForm} turns into calls. */
export function hasSpecialSyntax(text: string): boolean {
  return rewrite(text) !== text;
}

function rewrite(text: string): string {
  let result = '';
  let rest = text;
  for (;;) {
    const open = firstParenthesis(rest);
    if (open < 0) return result + rest;
    const [inside, after] = parenthesised(rest, open);
    const before = rest.slice(0, open);
    const word = /(?<!\w)\w*$/.exec(before)?.[0] ?? '';
    const call = asCall(word, inside);
    result +=
      call === null ? `${before}(${rewrite(inside)})` : `${before.slice(0, before.length - word.length)}${call}`;
    rest = after;
  }
}

function asCall(word: string, inside: string): string | null {
  const parts = (...keywords: string[]) => splitAt(inside, keywords).map(rewrite);
  switch (word) {
    case 'EXTRACT': {
      const [field, source] = parts('FROM');
      return `date_part('${field}', ${source})`;
    }
    case 'SUBSTRING':
      return `substring(${parts('FROM', 'FOR').join(', ')})`;
    case 'OVERLAY':
      return `overlay(${parts('PLACING', 'FROM', 'FOR').join(', ')})`;
    case 'POSITION':
      return `position(${parts('IN').reverse().join(', ')})`;
    case 'TRIM': {
      const [end = 'BOTH', ...args] = parts('FROM')
        .join(' FROM ')
        .split(/(?<=^(?:BOTH|LEADING|TRAILING)) | FROM /);
      const name = { LEADING: 'ltrim', TRAILING: 'rtrim' }[end] ?? 'btrim';
      return `${name}(${args.reverse().join(', ')})`;
    }
    case '': {
      const [value, zone] = parts('AT TIME ZONE');
      return zone === undefined ? null : `timezone(${zone}, ${value})`;
    }
    default:
      return null;
  }
}

/** Splits at each of the key words, in this order, where it stands outside parentheses and quotes. */
function splitAt(text: string, keywords: readonly string[]): string[] {
  const parts: string[] = [];
  let rest = text;
  for (const keyword of keywords) {
    const place = topLevel(rest).indexOf(` ${keyword} `);
    if (place < 0) continue;
    parts.push(rest.slice(0, place));
    rest = rest.slice(place + keyword.length + 2);
  }
  return [...parts, rest];
}

/** The text with everything in parentheses and quotes blanked, each character in its place. */
function topLevel(text: string): string {
  let blanked = '';
  let depth = 0;
  let quote = '';
  for (const char of text.split('')) {
    const isQuoted = quote !== '';
    if (isQuoted) {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    blanked += depth > 0 || isQuoted || quote !== '' ? '.' : char;
  }
  return blanked;
}

function firstParenthesis(text: string): number {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '(') return i;
  }
  return -1;
}
