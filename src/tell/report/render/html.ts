import type { Report } from '../../../contracts/report';
import { leftOutOf } from '../bound';
import { nextStep } from '../next-step';
import { visible } from '../reduce';
import { standing } from '../standing';
import { count, headline } from '../words';
import type { RenderContext } from './context';
import { codeBlock, Html, h, name, prose } from './html/parts';
import { checksHtml, plansHtml } from './html/plans';
import { coverageHtml, driftHtml, findingsHtml, migrationsHtml, statementsHtml } from './html/sections';
import { style } from './html/style';

/** The report as one HTML page: no script, nothing loaded from anywhere, light or dark as the reader has it. */
export function renderHtml(full: Report, context: RenderContext): string {
  const report = visible(full, context);
  const next = nextStep(report);
  const on = standing(report, context);
  const leftOut = leftOutOf(report);
  const { errors, warnings, notices } = report.summary;
  const drift = driftHtml(report);
  const page = h`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${headline(report)}</title><style>${new Html(style)}</style></head><body>
<header class="verdict ${report.verdict}"><h1>${headline(report)}</h1>${on && h`\n<p>${on}</p>`}
${next && h`<p><b>Next:</b> ${next.about && h`${name(next.about)}: `}${prose(next.sentence)}</p>`}${next?.command && codeBlock(next.command)}${leftOut && h`<p>${leftOut}</p>`}
<p class="faint">${[count(errors, 'error'), count(warnings, 'warning'), count(notices, 'notice')].join(', ')} · mode ${report.mode}${report.databases.map((database) => h` · ${name(database.name, 60)}${database.serverVersion && ` PostgreSQL ${database.serverVersion}`}`)}</p></header>
${migrationsHtml(report)}${findingsHtml(report, 'History and repository', ['repository', 'history', 'rollback', 'suppression'], drift.told)}
${drift.html}${findingsHtml(report, 'More about drift', ['drift'], drift.told)}${statementsHtml(report)}
${findingsHtml(report, 'Dangers in pending statements', ['safety'], drift.told)}${coverageHtml(report)}
${findingsHtml(report, 'Findings about coverage', ['coverage'], drift.told)}${plansHtml(report)}${checksHtml(report)}
<footer class="faint"><p><small>Prisma Migration Gate ${report.tool.version} · ${name(context.key)}${context.commit && ` · commit ${context.commit.slice(0, 12)}`}${context.runUrl && h` · <a href="${context.runUrl}">run</a>`}</small></p></footer>
</body></html>
`;
  return page.text;
}
