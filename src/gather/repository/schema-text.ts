/** A top-level block of a Prisma schema: `model User { … }`. */
export interface SchemaBlock {
  /** `model`, `view`, `enum`, `type`, `datasource`, `generator`. */
  readonly keyword: string;
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** UTF-16 offsets into the file's text, braces included. */
  readonly start: number;
  readonly end: number;
  readonly entries: readonly SchemaEntry[];
}

/** One field, enum value, `@@attribute` or `key = value` of a block; it may go over several lines. */
export interface SchemaEntry {
  /** Comments blanked; otherwise as written, trimmed. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** UTF-16 offsets into the file's text. */
  readonly start: number;
  readonly end: number;
}

/** An attribute such as `@relation(fields: [userId], references: [id])`. */
export interface SchemaAttribute {
  /** With its `@` signs: `@id`, `@@index`, `@db.VarChar`. */
  readonly name: string;
  /** Texts of its arguments by name; those without a name under `0`, `1`, … */
  readonly arguments: ReadonlyMap<string, string>;
}

/**
 * Reads the blocks of one schema file by the grammar's outer shape (prisma-engines, psl/schema-ast/src/parser/datamodel.pest):
 * comments, strings, braces. What it does not understand it leaves out; the schema engine judges the text.
 */
export function scanSchema(text: string): SchemaBlock[] {
  const { blanked, skeleton } = mask(text);
  const lineOf = lineIndex(text);
  const blocks: SchemaBlock[] = [];
  const head = new RegExp(blockHead, 'gmu');
  for (let match = head.exec(skeleton); match !== null; match = head.exec(skeleton)) {
    const [whole, keyword = '', name = ''] = match;
    const start = match.index + (whole.length - whole.trimStart().length);
    const from = match.index + whole.length;
    const end = blockEnd(skeleton, from);
    const isClosed = skeleton[end - 1] === '}';
    blocks.push({
      keyword,
      name,
      line: lineOf(start),
      start,
      end,
      entries: entriesBetween(blanked, skeleton, from, isClosed ? end - 1 : end, lineOf),
    });
    head.lastIndex = end;
  }
  return blocks;
}

/** The text of a key's value in a `datasource` or `generator` block; undefined when it is not set. */
export function settingOf({ entries }: SchemaBlock, key: string): string | undefined {
  for (const { text } of entries) {
    const [, name, value] = /^(\w+)\s*=\s*(.*)$/s.exec(text) ?? [];
    if (name === key) return value;
  }
  return undefined;
}

/** The strings of a list; of a single string, which stands for a list of one as in the Prisma schema language. */
export function stringsOf(value: string | undefined): string[] {
  return value === undefined ? [] : listOf(value).flatMap((item) => stringOf(item) ?? []);
}

/** The attributes of an entry's text, in order. */
export function attributesOf(text: string): SchemaAttribute[] {
  const { skeleton } = mask(text);
  const attributes: SchemaAttribute[] = [];
  const head = /@@?[\p{L}\p{N}_.-]+/gu;
  for (let match = head.exec(skeleton); match !== null; match = head.exec(skeleton)) {
    const after = match.index + match[0].length;
    const open = after + (/^\s*/.exec(skeleton.slice(after))?.[0].length ?? 0);
    if (skeleton[open] !== '(') {
      attributes.push({ name: match[0], arguments: new Map() });
      continue;
    }
    const end = closing(skeleton, open);
    attributes.push({ name: match[0], arguments: namedArguments(text.slice(open + 1, end - 1)) });
    head.lastIndex = end;
  }
  return attributes;
}

/** The elements of `[a, b(sort: Desc)]`, or the text alone when it is no list. */
export function listOf(text: string): string[] {
  const trimmed = text.trim();
  return trimmed.startsWith('[') ? splitAtCommas(trimmed.slice(1, -1)) : [trimmed];
}

/** The value of a string literal; null when the text is none. */
export function stringOf(text: string | undefined): string | null {
  const literal = /^\s*("(?:[^"\\\n]|\\.)*")\s*$/.exec(text ?? '')?.[1];
  if (literal === undefined) return null;
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}

function namedArguments(text: string): Map<string, string> {
  const named = new Map<string, string>();
  for (const [index, part] of splitAtCommas(text).entries()) {
    const [, name, value] = /^([\p{L}\p{N}_]+)\s*:\s*(.*)$/su.exec(part) ?? [];
    named.set(name ?? String(index), value ?? part);
  }
  return named;
}

function splitAtCommas(text: string): string[] {
  const { skeleton } = mask(text);
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= skeleton.length; i++) {
    const char = skeleton[i];
    if (char !== undefined && '([{'.includes(char)) depth++;
    else if (char !== undefined && ')]}'.includes(char)) depth--;
    else if (char === undefined || (char === ',' && depth === 0)) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return parts.filter((part) => part !== '');
}

/** The text with comments as blanks, and that with the insides of strings as blanks too; both as long as the text. */
function mask(text: string): { blanked: string; skeleton: string } {
  const blank = (match: string) => match.replace(/[^\n]/g, ' ');
  const token = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
  const blanked = text.replace(token, (match) => (match.startsWith('"') ? match : blank(match)));
  const skeleton = blanked.replace(
    /"((?:[^"\\\n]|\\.)*)("?)/g,
    (_, inside: string, end: string) => `"${blank(inside)}${end}`,
  );
  return { blanked, skeleton };
}

const blockHead = /^[ \t]*([a-z]+)[ \t]+([\p{L}\p{N}_-]+)[ \t]*\{/u.source;

/** The offset behind a block's brace, or where the next block begins in a text that lacks it; blocks hold no others. */
function blockEnd(skeleton: string, from: number): number {
  const boundary = new RegExp(`\\}|${blockHead}`, 'gmu');
  boundary.lastIndex = from;
  const match = boundary.exec(skeleton);
  if (match === null) return skeleton.length;
  return match[0] === '}' ? match.index + 1 : match.index;
}

/** The offset behind the bracket that closes the one at `open`; the end of the text when none does. */
function closing(skeleton: string, open: number): number {
  let depth = 0;
  for (let i = open; i < skeleton.length; i++) {
    if ('([{'.includes(skeleton[i] as string)) depth++;
    else if (')]}'.includes(skeleton[i] as string) && --depth === 0) return i + 1;
  }
  return skeleton.length;
}

function entriesBetween(
  blanked: string,
  skeleton: string,
  from: number,
  to: number,
  lineOf: (offset: number) => number,
): SchemaEntry[] {
  const entries: SchemaEntry[] = [];
  let depth = 0;
  let start = from;
  for (let i = from; i <= to; i++) {
    const char = i === to ? '\n' : (skeleton[i] as string);
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    if (i !== to && (char !== '\n' || depth > 0)) continue;
    const raw = blanked.slice(start, i);
    const text = raw.trim();
    const first = start + raw.length - raw.trimStart().length;
    if (text !== '') entries.push({ text, line: lineOf(first), start: first, end: first + text.length });
    start = i + 1;
  }
  return entries;
}

/** Line numbers of offsets, 1-based. */
function lineIndex(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
