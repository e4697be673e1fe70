import * as core from '@actions/core';
import { clean, plainName, shorten } from '../../base/escape';
import type { Finding, Report } from '../../contracts/report';
import { severities } from '../../contracts/settings';
import { byUrgency, sameOnce } from '../report/urgency';
import { count } from '../report/words';

/** GitHub keeps this many annotations of each level per step and drops the others without a word. */
export const mostPerLevel = 10;

/**
 * Annotates the most severe findings, those in files of the pull request first within a level, and says in one line how
 * many more there are.
 */
export function annotate(report: Report, changedFiles: ReadonlySet<string>): void {
  let left = 0;
  for (const severity of severities) {
    const findings = sameOnce(byUrgency(report.findings).filter((finding) => finding.severity === severity)).map(
      ({ finding }) => finding,
    );
    const isChanged = ({ file }: Finding) => file !== undefined && changedFiles.has(file);
    const sorted = [...findings.filter(isChanged), ...findings.filter((finding) => !isChanged(finding))];
    for (const finding of sorted.slice(0, mostPerLevel)) annotateOne(finding);
    left += Math.max(0, sorted.length - mostPerLevel);
  }
  if (left > 0) core.info(`${count(left, 'more finding')} in the job summary and the report files.`);
}

function annotateOne(finding: Finding): void {
  const where = finding.database ? ` (${plainName(finding.database)})` : '';
  const message = shorten(clean(`${finding.message}\n${finding.help}`), 4000);
  const emit = { error: core.error, warning: core.warning, notice: core.notice }[finding.severity];
  emit(message, {
    title: `${plainName(finding.rule)}${where}`,
    ...(finding.file !== undefined && { file: plainName(finding.file) }),
    ...(finding.line !== undefined && { startLine: finding.line }),
    ...(finding.endLine !== undefined && finding.line !== undefined && { endLine: finding.endLine }),
  });
}
