/**
 * Migration names, identifiers, SQL and titles are written by strangers. Each function here makes such a text inert for
 * one destination. All of them first {@link clean} it, so that nothing invisible is left.
 */

/** A name longer than this is shortened: no name anyone gave on purpose is (PostgreSQL cuts at 63 bytes). */
export const longestName = 120;

// ECMA-48: CSI sequences, OSC strings (ended by BEL or ST), and the two-character escapes.
const ansi =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]|\u001b(?:\][^\u0007\u001b]{0,2048}(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

// C0 and C1 controls but tab and newline, bidirectional controls, zero-width characters, line separators, tag characters.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * The text without ANSI escape sequences; any other character that is invisible or reorders text (controls,
 * right-to-left marks, zero-width characters) is written out as `\u202e`, because two names that look alike and are not
 * is just what a reader must see. CRLF becomes LF, lone surrogates U+FFFD.
 */
export function clean(text: string): string {
  return wellFormed(text)
    .replace(/\r\n/g, '\n')
    .replace(ansi, '')
    .replace(invisible, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** The text with its middle left out when it is longer than `max` characters (UTF-16 units); ends often tell names apart. */
export function shorten(text: string, max: number = longestName): string {
  if (text.length <= max) return text;
  const tail = Math.floor((max - 1) / 3);
  return wellFormed(`${text.slice(0, max - 1 - tail)}…${text.slice(text.length - tail)}`);
}

/** The beginning of the text on one line: SQL is told by how it begins. */
export function beginning(text: string, max: number): string {
  const line = oneLine(text.slice(0, 4 * max + 200));
  return line.length > max ? wellFormed(`${line.slice(0, max - 1)}…`) : line;
}

/** The text on one line, white space runs as one space. */
export function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

/** A name on one line and of bearable length, for destinations that need no other escaping. */
export function plainName(name: string): string {
  return shorten(oneLine(name));
}

const zeroWidth = '&#8203;';

/**
 * Mentions, references, links and emoji are made by GitHub of the rendered text, where an escape no longer shows: a
 * zero-width space parts them. A dollar sign in an element of its own begins no math (docs, "Writing mathematical
 * expressions"). For text whose `&`, `<` and `>` are entities already.
 */
function parted(value: string): string {
  return value
    .replace(/@(?=\S)/g, `@${zeroWidth}`)
    .replace(/(?<!&)#(?=\w)/g, `#${zeroWidth}`)
    .replace(/\bGH-(?=\d)/gi, `$&${zeroWidth}`)
    .replace(/:(?=\/\/|(?:[\w+-]|\\_){1,100}(?::|$))/g, `:${zeroWidth}`)
    .replace(/\b(?:www|mailto|xmpp)(?=[.:])/gi, `$&${zeroWidth}`)
    .replace(/\$/g, '<span>$</span>');
}

function entities(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * Text for Markdown as GitHub renders it, on one line: no markup, HTML, link, `@mention`, `#1`, `GH-1`, `:emoji:` or
 * `$math$` comes alive in it, and it begins no list, heading or rule. Shortened to `max` characters.
 */
export function text(value: string, max = 2000): string {
  return unmarked(inline(shorten(oneLine(value), max)));
}

/** Like {@link text}, but what stands between backticks, as our own messages write commands and names, is code. */
export function prose(value: string, max = 2000): string {
  return unmarked(proseParts(value, max, inline, cell));
}

/** Text inside a line of HTML in Markdown, such as a `<summary>`, where Markdown's escapes would show. */
export function htmlText(value: string, max = 500): string {
  return parted(entities(shorten(oneLine(value), max)));
}

/** {@link prose} inside a line of HTML in Markdown. */
export function htmlProse(value: string, max = 500): string {
  return proseParts(
    value,
    max,
    (part) => parted(entities(part)),
    (code) => `<code>${htmlText(code)}</code>`,
  );
}

/** Words between backticks that stand by themselves, not next to other backticks or letters. */
const codeInProse = /(?<![^\s("])`([^`]{1,200})`(?![^\s)",;:.?!])/;

/** The parts of a line of prose, each through the function for its kind, put together. */
export function proseParts(
  value: string,
  max: number,
  plain: (part: string) => string,
  code: (part: string) => string,
): string {
  const parts = shorten(oneLine(value), max).split(codeInProse);
  return parts.map((part, index) => (index % 2 === 0 ? plain(part) : code(part))).join('');
}

function inline(line: string): string {
  return parted(entities(line).replace(/[\\`*_{}[\]|~]/g, '\\$&'));
}

/** So that a line of Markdown begins as plain text. */
function unmarked(line: string): string {
  return line.replace(/^[-+=#]/, '\\$&').replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\');
}

/** A code span for Markdown; a name longer than {@link longestName} is shortened. Not for table cells: see {@link cell}. */
export function code(value: string, max: number = longestName): string {
  const content = shorten(oneLine(value), max);
  if (content === '') return '(empty)';
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/**
 * A code span for a table cell. A `|` ends a cell even inside backticks, and parsers disagree about backslashes before
 * it, so such a text becomes a `<code>` element with an entity.
 */
export function cell(value: string, max: number = longestName): string {
  const content = shorten(oneLine(value), max);
  return content.includes('|') ? `<code>${text(content).replace(/\\\|/g, '&#124;')}</code>` : code(content, max);
}

/** A fenced code block whose fence is longer than any run of backticks in it. Long texts are cut at a line. */
export function fence(value: string, language = '', maxLines = 400): string {
  const lines = clean(value)
    .replace(/(?<!\n)\n+$/, '')
    .split('\n');
  const shown = lines.slice(0, maxLines).map((line) => shorten(line, 2000));
  if (lines.length > maxLines) shown.push(`… and ${lines.length - maxLines} more`);
  const content = shown.join('\n');
  const ticks = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${ticks}${language}\n${content}\n${ticks}`;
}

/** Text or attribute value for HTML. Newlines stay. */
export function html(value: string): string {
  return clean(value)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** A label for Mermaid, to stand between double quotes: letters, digits and a few harmless signs; the rest is `_`. */
export function mermaidLabel(value: string, max = 40): string {
  return shorten(oneLine(value), max).replace(/[^\p{L}\p{N}_ .:,()/…-]/gu, '_') || '_';
}

/** A name for Mermaid where no quotes are possible: an attribute of an `erDiagram`. */
export function mermaidWord(value: string, max = 40): string {
  return word(shorten(oneLine(value), max).replace(/[^A-Za-z0-9_]+/g, '_'));
}

/** A type for Mermaid, likewise; brackets and parentheses are allowed there. */
export function mermaidType(value: string, max = 40): string {
  return word(shorten(oneLine(value), max).replace(/[^A-Za-z0-9_()[\]]+/g, '_'));
}

function word(value: string): string {
  return /^[A-Za-z_]/.test(value) ? value : `_${value}`;
}

/**
 * Text for SARIF `text` properties: plain, but `[words](target)` would be a link there (SARIF 2.1.0 §3.11.6).
 */
export function sarifText(value: string): string {
  return clean(value).replace(/\]\(/g, '] (');
}

/** A line, white space and colour codes, and the first of two colons. */
const command =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
  /((?:^|[\n\r\u2028\u2029])(?:[^\S\n\r\u2028\u2029]|\u001b\[[0-9;]*m)*):(?=(?:\u001b\[[0-9;]*m)*:)/g;

/**
 * Rendered lines for standard output of a job: the runner takes a line that begins with `::` after white space, or has
 * `##[` anywhere, for a workflow command (actions/runner, ActionCommand.cs). Our own colour codes are let through.
 */
export function withoutCommands(lines: string): string {
  return lines.replace(command, '$1: ').replace(/##(?=\[)/g, '## ');
}

/** Text of strangers, such as an error or a name, for standard output or error: {@link clean}, and no workflow command. */
export function forLog(value: string): string {
  return withoutCommands(clean(value));
}

/** JSON for standard output: the same value, with what a terminal or the runner would act on as escapes. */
export function jsonForLog(json: string): string {
  return json.replace(/##\[/g, '##\\u005b').replace(invisible, (characters) =>
    characters
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Half a surrogate pair becomes U+FFFD. */
function wellFormed(value: string): string {
  return value.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Length of the longest run of backticks. */
function longestRun(value: string): number {
  let longest = 0;
  for (const run of value.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return longest;
}
