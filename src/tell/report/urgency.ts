import type { Finding } from '../../contracts/report';
import { severities } from '../../contracts/settings';

/** `a/b` of a rule's name is in family `a`. */
export function family(rule: string): string {
  return rule.split('/', 1)[0] ?? rule;
}

/** What is in the way of everything else comes first; then what is broken now, then what will break. */
const familyOrder = ['repository', 'history', 'safety', 'drift', 'coverage', 'rollback', 'suppression'];

const urgent = [
  'repository/unsupported',
  'repository/schema-invalid',
  'history/in-progress',
  'history/failed',
  'history/not-replayable',
  'history/no-history-table',
  'history/renamed',
  'history/missing-on-disk',
  'history/edited-after-apply',
];

/** Findings, the one to look at first in front; the report's own order is kept within a rule. */
export function byUrgency(findings: readonly Finding[]): Finding[] {
  const rank = (finding: Finding): number[] => [
    severities.indexOf(finding.severity),
    urgent.includes(finding.rule) ? urgent.indexOf(finding.rule) : urgent.length,
    familyOrder.includes(family(finding.rule)) ? familyOrder.indexOf(family(finding.rule)) : familyOrder.length,
  ];
  return findings
    .map((finding) => ({ finding, rank: rank(finding) }))
    .sort((a, b) => a.rank.map((part, index) => part - (b.rank[index] ?? 0)).find((part) => part !== 0) ?? 0)
    .map(({ finding }) => finding);
}

/** Findings that read the same (a reduced report has such) once, with how often each is there. */
export function sameOnce(findings: readonly Finding[]): { finding: Finding; times: number }[] {
  const seen = new Map<string, { finding: Finding; times: number }>();
  for (const finding of findings) {
    const { rule, severity, database, object, file, line, message } = finding;
    const key = JSON.stringify([rule, severity, database, object, file, line, message]);
    const entry = seen.get(key);
    if (entry) entry.times += 1;
    else seen.set(key, { finding, times: 1 });
  }
  return [...seen.values()];
}
