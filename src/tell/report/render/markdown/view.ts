import { cell, clean, code, fence, htmlText, prose, shorten } from '../../../../base/escape';
import type { Finding, Report } from '../../../../contracts/report';
import { unnamedDatabase } from '../../../../contracts/settings';
import { helpBlocks } from '../../help-blocks';
import type { RenderContext } from '../context';

/**
 * How much is said. A comment that does not fit is rendered again with less, never cut:
 * `everything` (files), `full`, `no-statements`, `failing` (problems only, no definitions), `totals`.
 */
export const depths = ['everything', 'full', 'no-statements', 'failing', 'totals'] as const;
export type Depth = (typeof depths)[number];

/** What a section gets. */
export interface View {
  readonly report: Report;
  readonly context: RenderContext;
  readonly depth: Depth;
}

/** How many entries a list or table may have at this depth. */
export function limit(view: View): number {
  return { everything: 5000, full: 50, 'no-statements': 40, failing: 25, totals: 0 }[view.depth];
}

/** Whether definitions, help and plans are shown at all. */
export function isDetailed(view: View): boolean {
  return view.depth !== 'failing' && view.depth !== 'totals';
}

export const icons = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;

/** Blocks of Markdown with an empty line between; empty ones are left out. */
export function blocksOf(...parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n');
}

/** A fold. The empty lines make GitHub read the inside as Markdown. `summary` is HTML: see {@link htmlText}. */
export function details(summary: string, body: string, isOpen = false): string {
  return body === '' ? '' : `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A table, or '' without rows. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A file, with its line, as a link to the commit that was checked where there is one. */
export function fileLink(view: View, file: string, line?: number | null): string {
  const label = cell(`${shorten(clean(file), 110)}${line ? `:${line}` : ''}`, 130);
  const { blobUrl, untrusted } = view.context;
  const segments = clean(file).split('/');
  if (!blobUrl || untrusted || segments.some((part) => part === '' || part === '.' || part === '..')) return label;
  const path = segments
    .map((part) => encodeURIComponent(part).replace(/[()'*!]/g, (c) => `%${c.charCodeAt(0).toString(16)}`))
    .join('/');
  return path.length > 600 ? label : `[${label}](${blobUrl}/${path}${line ? `#L${line}` : ''})`;
}

/** Where a finding is: a file and line, else the object. */
export function place(view: View, entry: Pick<Finding, 'file' | 'line' | 'object'>): string {
  if (entry.file) return fileLink(view, entry.file, entry.line);
  return entry.object ? cell(entry.object) : '';
}

/** A help text: prose lines and fenced code. */
export function help(value: string): string {
  return blocksOf(
    ...helpBlocks(value).map((block) =>
      block.code
        ? fence(block.text, '', 60)
        : block.text
            .split('\n')
            .map((line) => prose(line, 1000))
            .join('  \n'),
    ),
  );
}

/** `and 12 more`, pointing at where they are. */
export function more(n: number, context: RenderContext): string {
  if (n <= 0) return '';
  return context.runUrl ? `…and ${n} more in [the run](${context.runUrl}).` : `…and ${n} more in the report file.`;
}

/** The heading of a section. */
export function heading(title: string): string {
  return `#### ${title}`;
}

/** A database's name for prose. */
export function databaseName(name: string): string {
  return name === unnamedDatabase ? name : code(name, 60);
}

/** A database's name for the cell of a table. */
export function databaseCell(name: string): string {
  return name === unnamedDatabase ? name : cell(name, 40);
}

/** A database's name in a `<summary>`. */
export function databaseSummary(name: string): string {
  return name === unnamedDatabase ? name : `<code>${htmlText(name, 60)}</code>`;
}
