import pc from 'picocolors';
import { withoutCommands } from '../../../base/escape';
import type { Report } from '../../../contracts/report';
import { leftOutOf } from '../bound';
import { nextStep } from '../next-step';
import { visible } from '../reduce';
import { standing } from '../standing';
import { count, headline } from '../words';
import type { RenderContext } from './context';
import { findingsText, suppressedText } from './terminal/findings';
import { verbatim, wrap } from './terminal/layout';
import { migrationsTable } from './terminal/migrations';
import { plansText } from './terminal/plan';
import { checksText, coverageText, driftText, statementsText } from './terminal/state';

/** The report for a terminal or a job's log: the verdict and the next step first. Ends in a newline. */
export function renderTerminal(full: Report, context: RenderContext): string {
  const colors = pc.createColors(context.color ?? pc.isColorSupported);
  const columns = Math.max(60, Math.min(context.columns ?? 80, 160));
  const report = visible(full, context);
  const badge = {
    pass: colors.green(colors.bold('✔ PASS')),
    fail: colors.red(colors.bold('✖ FAIL')),
    undetermined: colors.yellow(colors.bold('? UNDETERMINED')),
  }[report.verdict];
  const next = nextStep(report);
  const leftOut = leftOutOf(report);
  const head = [
    `${badge}  ${report.mode}`,
    colors.bold(wrap(headline(report), columns)),
    wrap(standing(report, context), columns),
    next ? wrap(`→ Next: ${next.about ? `${next.about}: ` : ''}${next.sentence}`, columns) : '',
    leftOut === null ? '' : wrap(leftOut, columns),
    next?.command ? colors.cyan(verbatim(next.command, '    ', 12)) : '',
  ];
  const { errors, warnings, notices } = report.summary;
  const sections = [
    head.filter((line) => line !== '').join('\n'),
    migrationsTable(report, columns, colors),
    findingsText(report, columns, colors),
    driftText(report, columns, colors),
    coverageText(report, columns, colors),
    statementsText(report, columns, colors),
    plansText(report, columns, colors),
    suppressedText(report, columns, colors),
    checksText(report, columns, colors),
    `${[count(errors, 'error'), count(warnings, 'warning'), count(notices, 'notice')].join(', ')} in ${(report.timings.totalMs / 1000).toFixed(1)} s`,
  ];
  return withoutCommands(`${sections.filter((section) => section !== '').join('\n\n')}\n`);
}
