import { cell, clean, fence, htmlText, prose, text } from '../../../../base/escape';
import type { Finding } from '../../../../contracts/report';
import { severities } from '../../../../contracts/settings';
import { type DriftEntry, driftLines, driftTitle, driftWithFindings } from '../../drift-lines';
import { count, excludedWords } from '../../words';
import { findingLine, findingsOf, helpText } from './findings';
import {
  blocksOf,
  databaseSummary,
  details,
  heading,
  help,
  icons,
  isDetailed,
  limit,
  more,
  table,
  type View,
} from './view';

/** Definitions of so many lines in all are shown without a click. */
const mostOpenLines = 16;

/**
 * Differences, each with its definitions as a `diff` block and what to do. When they are many or long, a table comes first
 * and the rest is folded.
 */
export function driftSection(view: View): string {
  const { report, context } = view;
  const rank = (finding: Finding | null) => (finding ? severities.indexOf(finding.severity) : severities.length);
  const entries = driftWithFindings(report)
    .filter(({ finding }) => view.depth !== 'failing' || finding?.severity === 'error')
    .sort((a, b) => rank(a.finding) - rank(b.finding));
  const reported = new Set(entries.flatMap(({ finding }) => finding ?? []));
  const others = findingsOf(view, ['drift'], reported);
  if (entries.length === 0 && others === '') return '';
  const shown = entries.slice(0, limit(view));
  const several = report.databases.length > 1;
  const areShort =
    isDetailed(view) && shown.reduce((lines, { entry }) => lines + driftLines(entry).length, 0) <= mostOpenLines;
  const rows = shown.map(({ entry, finding }) => [
    finding ? icons[finding.severity] : '',
    `${entry.change} ${text(entry.kind, 40)}<br>${cell(entry.object)}`,
    ...(several ? [cell(entry.database, 40)] : []),
    prose(finding?.message ?? (entry.aspects.join('; ') || entry.change), 400),
  ]);
  const told = shown.map(({ entry, finding }) =>
    areShort
      ? blocksOf(
          finding ? findingLine(view, finding) : text(driftTitle(entry)),
          diff(entry),
          helpText(finding?.help ?? ''),
        )
      : details(htmlText(driftTitle(entry)), blocksOf(diff(entry), finding && help(finding.help))),
  );
  return blocksOf(
    heading(`Drift${report.drift.length > 0 ? `: ${count(report.drift.length, 'difference')}` : ''}`),
    areShort ? '' : table(['', 'Object', ...(several ? ['Database'] : []), 'What is so'], rows),
    more(entries.length - shown.length, context),
    others,
    ...(isDetailed(view) ? told : []),
    isDetailed(view) && reconcile(view),
    excludedWords(report),
  );
}

function diff(entry: DriftEntry): string {
  const lines = driftLines(entry);
  const content = lines.map(({ sign, line }) => `${sign} ${clean(line)}`);
  return content.length === 0 ? '' : fence(['--- expected', '+++ in the database', ...content].join('\n'), 'diff', 200);
}

function reconcile(view: View): string {
  return blocksOf(
    ...view.report.reconcile.map((entry) => {
      const checked = entry.checked
        ? 'It was applied to the scratch database and ends in the same schema.'
        : `It was not shown to reach the same schema${entry.remaining.length > 0 ? `; what stays different: ${text(entry.remaining.join('; '), 600)}` : ''}.`;
      return details(
        `SQL that makes ${databaseSummary(entry.database)} and the migrations the same`,
        blocksOf(
          entry.toExpected && `To bring the database to what the migrations make:\n\n${fence(entry.toExpected, 'sql')}`,
          entry.toDatabase &&
            `To bring the migrations to what the database has. ${checked}\n\n${fence(entry.toDatabase, 'sql')}`,
        ),
      );
    }),
  );
}
