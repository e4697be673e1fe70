import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';
import { beginning, clean, plainName, shorten } from '../../../../base/escape';
import type { Report } from '../../../../contracts/report';
import { bar, coverageGaps, coveragePerKind, mainGaps, percentWords, situationWords } from '../../coverage-words';
import { type DriftEntry, driftLines, driftTitle, driftWithFindings } from '../../drift-lines';
import { blocks, lockedSince, lockWords, probesByStatement, probeWords, strongestLock } from '../../statement-words';
import { count, excludedWords } from '../../words';
import { wrap } from './layout';

const mostDrift = 50;
const mostGaps = 30;
const mostStatements = 60;

/** The definitions of a difference: `-` what was expected, `+` what is there. */
export function diffText(entry: DriftEntry, colors: Colors): string {
  const lines = driftLines(entry);
  const shown = lines.slice(0, 30).map(({ sign, line }) => {
    const painted = `${sign} ${clean(line)}`;
    return `      ${sign === '-' ? colors.red(painted) : sign === '+' ? colors.green(painted) : painted}`;
  });
  if (lines.length > shown.length) shown.push(`      … ${lines.length - shown.length} more lines, see the report file`);
  return shown.join('\n');
}

/** How many differences there are and were left out, and those that no finding tells of because their rule is off or they are ignored. */
export function driftText(report: Report, columns: number, colors: Colors): string {
  const excluded = report.excluded === 0 ? [] : [wrap(excludedWords(report), columns, '  ')];
  if (report.drift.length === 0) return excluded.length === 0 ? '' : [colors.bold('Drift'), ...excluded].join('\n');
  const silent = driftWithFindings(report).filter(({ finding }) => finding === null);
  const shown = silent
    .slice(0, mostDrift)
    .map(({ entry }) => `${wrap(driftTitle(entry), columns, '  ')}\n${diffText(entry, colors)}`);
  const more = silent.length > mostDrift ? [`  and ${silent.length - mostDrift} more in the report file`] : [];
  const legend = `${count(report.drift.length, 'difference')}: ${colors.red('- expected')}, ${colors.green('+ in the database')}`;
  return [`${colors.bold('Drift')}  ${legend}`, ...shown, ...more, ...excluded].join('\n');
}

/** A bar, counts per kind, and each line of the schema that is not covered. */
export function coverageText(report: Report, columns: number, colors: Colors): string {
  const { coverage } = report;
  if (coverage === null) return '';
  const { full, empty } = bar(coverage.percent, 30);
  const paint = coverage.percent >= 100 ? colors.green : colors.yellow;
  const kinds = coveragePerKind(report).map(({ kind, covered, total }) => `${plainName(kind)} ${covered}/${total}`);
  const { pending } = coverageGaps(report);
  const gaps = mainGaps(report);
  const lines = gaps.slice(0, mostGaps).map((gap) => {
    const where = gap.file ? ` (${plainName(gap.file)}${gap.line ? `:${gap.line}` : ''})` : '';
    return wrap(
      `${plainName(gap.kind)} ${plainName(gap.object)}${where}: ${situationWords(gap.situation)}`,
      columns,
      '    ',
    );
  });
  if (gaps.length > mostGaps) lines.push(`    and ${gaps.length - mostGaps} more in the report file`);
  if (pending > 0) lines.push(`    ${count(pending, 'object')} made by migrations that are still pending`);
  return [
    `${colors.bold('Coverage')}  ${paint(full)}${colors.dim(empty)} ${percentWords(coverage.percent)} of the schema`,
    kinds.length > 0 ? wrap(kinds.join(', '), columns, '  ') : '',
    ...lines,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** What each pending statement does to tables that are in use. */
export function statementsText(report: Report, columns: number, colors: Colors): string {
  if (report.statements.length === 0) return '';
  const widths = { line: 6, lock: 23, effect: 18 };
  const room = columns - 5 - widths.line - widths.lock - widths.effect;
  const table = new Table({
    head: ['line', 'statement', 'lock', 'effect'].map(colors.dim),
    colWidths: [widths.line, room, widths.lock, widths.effect],
    style: { head: [], border: colors.dim('x') === 'x' ? [] : ['gray'], compact: true },
  });
  const probes = probesByStatement(report);
  let migration = '';
  for (const statement of report.statements.slice(0, mostStatements)) {
    if (statement.migration !== migration) {
      migration = statement.migration;
      table.push([{ colSpan: 4, content: shorten(plainName(migration), columns - 6) }]);
    }
    const lock = strongestLock(statement);
    const blocked = lock === null ? null : blocks(lock.mode);
    const since = lock === null ? lockedSince(report, statement) : null;
    const effects = [
      blocked === 'writes' ? colors.yellow('blocks writes') : blocked ? colors.red('blocks reads\nand writes') : '',
      statement.rewrites.length > 0 ? colors.red('rewrites') : '',
      statement.scans.length > 0 ? 'reads all rows' : '',
      ...new Set((probes.get(statement) ?? []).map((probe) => wrap(probeWords(probe), widths.effect - 2))),
    ].filter((effect) => effect !== '');
    table.push([
      statement.line,
      wrap(beginning(statement.sql, 90), room - 2),
      lock === null
        ? colors.dim(since === null ? 'none' : `held since line ${since}`)
        : wrap(`${lockWords(lock.mode)}\n${shorten(plainName(lock.table), 60)}`, widths.lock - 2),
      effects.join('\n') || colors.dim('–'),
    ]);
  }
  const more = report.statements.length - mostStatements;
  return `${colors.bold('Pending statements')}\n${table.toString()}${more > 0 ? `\n  and ${more} more in the report file` : ''}`;
}

/** Checks that were skipped or could not be made, and why. */
export function checksText(report: Report, columns: number, colors: Colors): string {
  const open = report.checks.filter(({ status }) => status !== 'done');
  if (open.length === 0) return '';
  const lines = open.map((check) => {
    const title = `${plainName(check.id)}${check.database ? ` of ${plainName(check.database)}` : ''}`;
    const paint = check.status === 'undetermined' ? colors.yellow : colors.dim;
    return paint(wrap(`${check.status} ${title}${check.reason ? `: ${check.reason}` : ''}`, columns, '  '));
  });
  return `${colors.bold('Checks not made')}\n${lines.join('\n')}`;
}
