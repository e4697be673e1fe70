import { jsonForLog, withoutCommands } from '../base/escape';
import type { Report } from '../contracts/report';
import { gate } from '../gate';
import { rules } from '../judge/rules';
import { planFiles } from '../recover/plan/files';
import { exitCodeOf } from '../tell/exit-code';
import { keyOf } from '../tell/github/key';
import { renderWithin } from '../tell/report/bound';
import { redactReport } from '../tell/report/redact-report';
import type { RenderContext } from '../tell/report/render/context';
import { renderJson } from '../tell/report/render/json';
import { renderMarkdown } from '../tell/report/render/markdown';
import { renderTerminal } from '../tell/report/render/terminal';
import { writePlanFiles, writeReportFiles } from '../tell/report/write-files';
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
