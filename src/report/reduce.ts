import type { CoverageEntry } from './coverage-words';
import type { RenderContext, RuleText } from './render/context';
import type { Finding, Report } from './report';
import { family } from './urgency';

/** The report as this context may show it. */
export function visible(report: Report, context: RenderContext): Report {
  return context.detail === 'reduced' ? reduce(report, context.rules ?? []) : report;
}

/** Families whose findings are made of files alone, which a public repository shows anyway. */
const fromFiles = ['repository', 'suppression'];

/**
 * The report without what is known only from live databases: object names, definitions, sizes, reasons with addresses.
 * Counts, rule names, and what the files of the repository say are left. Still a valid report.
 */
export function reduce(report: Report, rules: readonly RuleText[]): Report {
  if (report.databases.length === 0) return report;
  const added = new Set(report.migrations.flatMap((migration) => (migration.new ? migration.name : [])));
  return {
    ...report,
    databases: report.databases.map((database) => ({ ...database, serverVersion: null })),
    migrations: report.migrations
      .filter((migration) => migration.onDisk)
      .map((migration) => ({ ...migration, databases: {} })),
    drift: [],
    sizes: [],
    probes: [],
    // What is pending is known from the database; what this change adds, from the files.
    statements: report.statements.filter(({ migration }) => added.has(migration)),
    coverage: report.coverage && {
      percent: report.coverage.percent,
      objects: report.coverage.objects
        .filter((object) => object.schema || object.migrations)
        .map((object) => ({ ...object, databases: {}, situation: situationInFiles(object) })),
    },
    findings: report.findings.map((finding) => reduceFinding(finding, rules)),
    suppressed: report.suppressed.map(({ rule, reason, by, message, file, line }) => ({
      rule,
      reason,
      by,
      message: fromFiles.includes(family(rule)) ? message : '',
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    })),
    checks: report.checks.map((check) =>
      check.status === 'done' || check.reason === undefined
        ? check
        : { ...check, reason: check.database ? 'the reason is in the report file' : check.reason },
    ),
    reconcile: [],
    plans: [],
  };
}

function reduceFinding(finding: Finding, rules: readonly RuleText[]): Finding {
  if (finding.database === undefined && fromFiles.includes(family(finding.rule))) return finding;
  const rule = rules.find(({ name }) => name === finding.rule);
  const { severity, fingerprint, file, line, endLine, database } = finding;
  return {
    rule: finding.rule,
    severity,
    message: rule ? `${rule.problem} ${rule.consequence}` : 'Told in the report file.',
    help: rule?.remedy ?? '',
    fingerprint,
    ...(database === undefined ? {} : { database }),
    ...(file === undefined || isHistory(finding) ? {} : { file }),
    ...(line === undefined || isHistory(finding) ? {} : { line }),
    ...(endLine === undefined || isHistory(finding) ? {} : { endLine }),
  };
}

/** The coverage situation as far as the files tell it. */
function situationInFiles({ schema, migrations, situation }: CoverageEntry): string {
  if (schema && migrations) return 'covered';
  if (!schema) return 'not-in-schema';
  return situation === 'differs' ? 'differs' : 'schema-only';
}

/** Its file would say which migrations a live database has. */
function isHistory(finding: Finding): boolean {
  return family(finding.rule) === 'history' && finding.database !== undefined;
}
