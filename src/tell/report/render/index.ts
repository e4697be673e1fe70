import type { Report } from '../../../contracts/report';
import type { RenderContext } from './context';
import { renderHtml } from './html';
import { renderJson } from './json';
import { renderMarkdown } from './markdown';
import { renderSarif } from './sarif';
import { renderTerminal } from './terminal';

/** A renderer: the report in, text out; no I/O. */
export type Renderer = (report: Report, context: RenderContext) => string;

/** Every format, by name. */
export const renderers = {
  terminal: renderTerminal,
  markdown: renderMarkdown,
  json: renderJson,
  html: renderHtml,
  sarif: renderSarif,
} as const satisfies Record<string, Renderer>;

/** Formats that are written to the report directory, with the name of the file. */
export const reportFiles = {
  json: { file: 'report.json', render: renderers.json },
  markdown: { file: 'report.md', render: renderers.markdown },
  html: { file: 'report.html', render: renderers.html },
  sarif: { file: 'report.sarif', render: renderers.sarif },
} as const satisfies Record<string, { file: string; render: Renderer }>;
