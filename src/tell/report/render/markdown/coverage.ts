import { cell, text } from '../../../../base/escape';
import {
  bar,
  type CoverageEntry,
  coverageGaps,
  coveragePerKind,
  mainGaps,
  percentWords,
  situationWords,
} from '../../coverage-words';
import { count } from '../../words';
import { findingsOf } from './findings';
import { blocksOf, databaseCell, details, fileLink, heading, limit, more, table, type View } from './view';

/** A bar, counts per kind, and for each gap where the object exists and where the schema declares it. */
export function coverageSection(view: View): string {
  const { report, context } = view;
  const { coverage } = report;
  const findings = findingsOf(view, ['coverage']);
  if (coverage === null) return findings && blocksOf(heading('Coverage'), findings);
  const { full, empty } = bar(coverage.percent, 20);
  const kinds = coveragePerKind(report).map(({ kind, covered, total }) => `${text(kind, 40)} ${covered}/${total}`);
  const { gaps: all, pending } = coverageGaps(report);
  const gaps = view.depth === 'everything' ? all : mainGaps(report);
  const shown = gaps.slice(0, limit(view));
  const names = context.detail === 'reduced' ? [] : report.databases.map(({ name }) => name).slice(0, 6);
  const matrix = table(
    ['Object', 'Schema', 'Migrations', ...names.map((name) => databaseCell(name)), ''],
    shown.map((gap) => [
      `${text(gap.kind, 40)} ${cell(gap.object)}`,
      mark(gap.schema),
      gap.situation === 'differs' ? 'differs' : mark(gap.migrations),
      ...names.map((name) => databaseMark(gap, name)),
      `${situationWords(gap.situation)}${gap.file ? ` ${fileLink(view, gap.file, gap.line)}` : ''}`,
    ]),
  );
  return blocksOf(
    heading('Coverage'),
    `\`${full}${empty}\` **${percentWords(coverage.percent)}** of the schema is made by the migrations${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}.`,
    gaps.length > 8 ? details(`${gaps.length} gaps`, matrix) : matrix,
    more(gaps.length - shown.length, context),
    pending > 0 &&
      `${count(pending, 'object')} ${pending === 1 ? 'is' : 'are'} made by migrations that are still pending.`,
    findings,
  );
}

function mark(there: boolean): string {
  return there ? '✅' : '–';
}

function databaseMark(gap: CoverageEntry, database: string): string {
  const there = gap.databases[database];
  return there === undefined ? '' : mark(there);
}
