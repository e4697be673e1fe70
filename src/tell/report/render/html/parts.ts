import { clean, html, oneLine, proseParts, shorten } from '../../../../base/escape';
import { helpBlocks } from '../../help-blocks';

/** Text that is HTML already; everything else is escaped by {@link h}. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

/** A template whose values are escaped, but for those made by another `h`; null, undefined and false are nothing. */
export function h(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((literal, index) => literal + textOf(parts[index])).join(''));
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? html(part) : part.map(textOf).join('');
}

/** A name as code, on one line. */
export function name(value: string, max = 160): Html {
  return h`<code>${shorten(oneLine(value), max)}</code>`;
}

/** A block of code, every line of it. */
export function codeBlock(value: string): Html {
  return h`<pre>${clean(value)}</pre>`;
}

/** A line of prose, with what stands between backticks as code. */
export function prose(value: string): Html {
  const code = (part: string) => `<code>${html(part)}</code>`;
  return new Html(proseParts(value, 5000, html, code));
}

/** A help text: paragraphs and blocks of code. */
export function helpHtml(value: string): Html {
  return h`${helpBlocks(value).map((block) => (block.code ? codeBlock(block.text) : h`<p>${prose(block.text)}</p>`))}`;
}

/** A table, or nothing without rows. */
export function tableHtml(head: readonly Part[], rows: readonly (readonly Part[])[]): Html {
  if (rows.length === 0) return h``;
  return h`<div class="scroll"><table><thead><tr>${head.map((cell) => h`<th>${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => h`<tr>${row.map((cell) => h`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`;
}

/** A section with a heading, or nothing without a body. */
export function section(title: Part, ...body: readonly Html[]): Html {
  return body.every(({ text }) => text.trim() === '') ? h`` : h`<section><h2>${title}</h2>\n${body}</section>\n`;
}
