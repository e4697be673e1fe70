import { list } from '../../base/list';
import type { Finding, Report } from '../../contracts/report';
import { severities, unnamedDatabase } from '../../contracts/settings';
import { byUrgency, family } from './urgency';

/** `1 error`, `2 errors`. */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? singular : plural}`;
}

const unnamedAtBeginning = new RegExp(`(?<=^|[.!?]\\s+)${unnamedDatabase}\\b`, 'gm');

/** The text with a capital where a sentence begins with what a database without a name is called. */
export function sentences(text: string): string {
  return text.replace(unnamedAtBeginning, (name) => name.charAt(0).toUpperCase() + name.slice(1));
}

/** How many differences the report leaves out, one sentence; '' for none. */
export function excludedWords({ excluded }: Pick<Report, 'excluded'>): string {
  return excluded === 0
    ? ''
    : `${count(excluded, 'more difference')} left out by configuration or known to belong to other tools.`;
}

/** What a count of findings of one rule is called in the headline; a whole family shares one entry where that reads better. */
const nouns: Readonly<Record<string, readonly [string, string]>> = {
  'history/pending': ['migration not applied', 'migrations not applied'],
  'history/missing-on-disk': [
    'applied migration missing from the repository',
    'applied migrations missing from the repository',
  ],
  'history/renamed': ['renamed migration', 'renamed migrations'],
  'history/edited-after-apply': ['migration edited after it ran', 'migrations edited after they ran'],
  'history/failed': ['failed migration', 'failed migrations'],
  'history/in-progress': ['deploy in progress', 'deploys in progress'],
  'history/rolled-back': [
    'migration rolled back and not applied since',
    'migrations rolled back and not applied since',
  ],
  'history/out-of-order': ['migration out of order', 'migrations out of order'],
  'history/no-history-table': ['database without a migration history', 'databases without a migration history'],
  'history/not-replayable': ['history that does not replay', 'histories that do not replay'],
  'repository/edited-on-branch': ['merged migration edited', 'merged migrations edited'],
  'repository/deleted-on-branch': ['merged migration deleted', 'merged migrations deleted'],
  'repository/behind-base': [
    'new migration that sorts before the base branch',
    'new migrations that sort before the base branch',
  ],
  'repository/schema-invalid': ['error in the Prisma schema', 'errors in the Prisma schema'],
  'coverage/not-migrated': ['schema object without a migration', 'schema objects without a migration'],
  'coverage/not-in-schema': ['migrated object missing from the schema', 'migrated objects missing from the schema'],
  drift: ['difference in the database', 'differences in the database'],
  'drift of several': ['difference in databases', 'differences in databases'],
  repository: ['problem in the repository', 'problems in the repository'],
  coverage: ['gap in coverage', 'gaps in coverage'],
  safety: ['dangerous statement', 'dangerous statements'],
  rollback: ['rollback that does not work', 'rollbacks that do not work'],
  suppression: ['problem with an ignore entry', 'problems with ignore entries'],
  history: ['problem in the history', 'problems in the history'],
};

/** What the findings amount to: `1 failed migration, 3 differences in databases and 2 more errors`. */
function gist(findings: readonly Finding[], max = 3): string {
  const groups = new Map<string, { noun: readonly [string, string]; n: number }>();
  const isDrift = ({ rule }: Finding) => family(rule) === 'drift';
  const drifted = new Set(findings.filter(isDrift).map(({ database }) => database)).size;
  for (const finding of byUrgency(findings)) {
    const kind = nouns[finding.rule] ? finding.rule : family(finding.rule);
    const key = kind === 'drift' && drifted > 1 ? 'drift of several' : kind;
    const group = groups.get(key) ?? { noun: nouns[key] ?? ['other finding', 'other findings'], n: 0 };
    group.n += 1;
    groups.set(key, group);
  }
  const all = [...groups.values()];
  const shown = all.slice(0, max).map(({ noun, n }) => count(n, noun[0], noun[1]));
  const rest = all.slice(max).reduce((sum, { n }) => sum + n, 0);
  return list(rest > 0 ? [...shown, `${rest} more`] : shown, max + 1);
}

const refusals = { 'pull-request': 'Not ready to merge', deploy: 'Do not deploy', audit: 'Out of step' } as const;

/** The verdict in one sentence, plain text, without names chosen by strangers. */
export function headline(report: Report): string {
  const worst = severities
    .map((severity) => report.findings.filter((finding) => finding.severity === severity))
    .find((findings) => findings.length > 0);
  const { errors, warnings } = report.summary;
  const isWhole = report.findings.length >= errors + warnings + report.summary.notices;
  const amount = isWhole ? gist(worst ?? []) : errors > 0 ? count(errors, 'error') : count(warnings, 'warning');
  if (report.verdict === 'fail') return `${refusals[report.mode]}: ${amount}`;
  if (report.verdict === 'undetermined') {
    const open = report.checks.filter((check) => check.status === 'undetermined');
    return `Undetermined: ${count(open.length, 'check')} could not be made`;
  }
  const pending = new Set(
    report.migrations.filter((migration) =>
      Object.values(migration.databases).some(({ state }) => state === 'pending'),
    ),
  ).size;
  const facts = [
    report.summary.errors > 0 ? `${count(report.summary.errors, 'error')}, none of which counts` : '',
    report.summary.warnings > 0 ? count(report.summary.warnings, 'warning') : '',
    pending > 0 ? `${count(pending, 'migration')} to apply` : '',
  ].filter((fact) => fact !== '');
  if (facts.length > 0) return `Pass, with ${list(facts)}`;
  return report.databases.length > 0
    ? `Pass: schema, migrations and ${report.databases.length === 1 ? 'database' : 'databases'} agree`
    : 'Pass: schema and migrations agree; no database was compared';
}
