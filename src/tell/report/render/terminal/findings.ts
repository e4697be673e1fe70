import type { Colors } from 'picocolors/types';
import { plainName, shorten } from '../../../../base/escape';
import type { Finding, Report } from '../../../../contracts/report';
import { driftWithFindings } from '../../drift-lines';
import { helpBlocks } from '../../help-blocks';
import { byUrgency, sameOnce } from '../../urgency';
import { count } from '../../words';
import { verbatim, wrap } from './layout';
import { diffText } from './state';

/** Findings by severity: rule, place, what will happen, what to do; a difference with its definitions under it. */
export function findingsText(report: Report, columns: number, colors: Colors): string {
  const tones = { error: colors.red, warning: colors.yellow, notice: colors.cyan };
  const differences = new Map(driftWithFindings(report).map(({ entry, finding }) => [finding, entry]));
  return sameOnce(byUrgency(report.findings))
    .map(({ finding, times }) => {
      const paint = tones[finding.severity];
      const database = finding.database ? colors.dim(` in ${shorten(plainName(finding.database), 40)}`) : '';
      const difference = differences.get(finding);
      return [
        `${paint(colors.bold(finding.severity))} ${shorten(plainName(finding.rule), 60)}${database}${times > 1 ? ` ×${times}` : ''}`,
        colors.dim(wrap(place(finding), columns, '  ')),
        wrap(finding.message, columns, '  '),
        difference ? diffText(difference, colors) : '',
        helpText(finding.help, columns, colors),
      ]
        .filter((part) => part !== '')
        .join('\n');
    })
    .join('\n\n');
}

/** `file:line`, or the object when the finding is not about a file. */
export function place(finding: Pick<Finding, 'file' | 'line' | 'object'>): string {
  if (finding.file) return `${plainName(finding.file)}${finding.line ? `:${finding.line}` : ''}`;
  return finding.object ? plainName(finding.object) : '';
}

function helpText(help: string, columns: number, colors: Colors): string {
  return helpBlocks(help)
    .map((block) => (block.code ? colors.cyan(verbatim(block.text, '      ')) : wrap(block.text, columns, '  ')))
    .join('\n');
}

/** What was silenced, with the reasons given. */
export function suppressedText(report: Report, columns: number, colors: Colors): string {
  if (report.suppressed.length === 0) return '';
  const lines = report.suppressed.map((entry) => {
    const where = place(entry);
    return wrap(`${entry.rule}${where ? ` at ${where}` : ''}: ${entry.reason}`, columns, '  ');
  });
  return `${colors.bold('Ignored')}  ${count(lines.length, 'finding')}\n${lines.join('\n')}`;
}
