import { exitCodeOf } from '../exit-code';
import { gate } from '../gate';
import { keyOf } from '../github/key';
import { planFiles } from '../plan/files';
import { renderWithin } from '../report/bound';
import { jsonForLog, withoutCommands } from '../report/escape';
import { redactReport } from '../report/redact-report';
import type { RenderContext } from '../report/render/context';
import { renderJson } from '../report/render/json';
import { renderMarkdown } from '../report/render/markdown';
import { renderTerminal } from '../report/render/terminal';
import type { Report } from '../report/report';
import { writePlanFiles, writeReportFiles } from '../report/write-files';
import { rules } from '../rules';
import type { Session } from './session';

export const formats = ['terminal', 'markdown', 'json'] as const;
type Format = (typeof formats)[number];

export interface CheckFlags {
  readonly format: Format;
  readonly reportDirectory?: string;
}

/** `migration-gate check`: prints the report on standard output; writes report files where they are asked for. */
export async function check({ settings, log, redact }: Session, flags: CheckFlags): Promise<number> {
  const { report, facts } = await gate(settings, log);
  log.end();
  const shown = redactReport(report, redact);
  const context: RenderContext = {
    key: keyOf(report, settings),
    detail: 'full',
    rules,
    neverFails: settings.failOn === 'never',
  };
  process.stdout.write(renderWithin(shown, (part) => rendered(flags.format, part, context)));
  if (flags.reportDirectory !== undefined) {
    await writeReportFiles(shown, settings.reportDirectory, context);
    await writePlanFiles(planFiles(shown.plans, facts, shown.findings), settings.reportDirectory);
  }
  return exitCodeOf(report, settings);
}

function rendered(format: Format, report: Report, context: RenderContext): string {
  if (format === 'json') return jsonForLog(renderJson(report));
  if (format === 'markdown') return withoutCommands(renderMarkdown(report, context));
  return renderTerminal(report, { ...context, columns: process.stdout.columns ?? 100 });
}
