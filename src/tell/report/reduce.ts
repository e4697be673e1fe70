import type { Finding, Report } from '../../contracts/report';
import type { CoverageEntry } from './coverage-words';
import type { RenderContext, RuleText } from './render/context';
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
  const { changedTables, ...rest } = report;
  return {
    ...rest,
    databases: report.databases.map((database) => ({ ...database, serverVersion: null })),
    migrations: report.migrations
      .filter((migration) => migration.onDisk)
      .map((migration) => ({ ...migration, databases: {} })),
    drift: [],
    sizes: [],
    probes: [],
    // What is pending is known from the database; what this change adds, from the files.
    statements: report.statements.filter(({ migration }) => added.has(migration)),
    ...(changedTables && added.size > 0 && { changedTables }),
    coverage: report.coverage && {
      percent: report.coverage.percent,
      objects: report.coverage.objects
        .filter((object) => object.schema || object.migrations)
        .map((object) => ({ ...object, databases: {}, situation: situationInFiles(object) })),
    },
    findings: report.findings.map((finding) => reduceFinding(finding, hasOpenPlace(finding, report, added), rules)),
    suppressed: report.suppressed.map(({ rule, reason, by, message, file, line }) => {
      const isOpen = fromFiles.includes(family(rule));
      return {
        ...{ rule, reason, by, message: isOpen ? message : '' },
        // A comment stands in a file of the repository, and names the rule there.
        ...((isOpen || by === 'comment') && file !== undefined && { file }),
        ...(isOpen && line !== undefined && { line }),
      };
    }),
    checks: report.checks.map((check) =>
      check.reason === undefined || (check.status === 'skipped' && check.database === undefined)
        ? check
        : { ...check, reason: 'the reason is in the report file' },
    ),
    reconcile: [],
    plans: [],
  };
}

function reduceFinding(finding: Finding, hasPlace: boolean, rules: readonly RuleText[]): Finding {
  if (finding.database === undefined && fromFiles.includes(family(finding.rule))) return finding;
  const rule = rules.find(({ name }) => name === finding.rule);
  const { severity, fingerprint, file, line, endLine, database, suggestion } = finding;
  return {
    rule: finding.rule,
    severity,
    message: rule ? `${rule.problem} ${rule.consequence}` : 'Told in the report file.',
    help: rule?.remedy ?? '',
    fingerprint,
    ...(database !== undefined && { database }),
    ...(hasPlace && file !== undefined && { file }),
    ...(hasPlace && line !== undefined && { line }),
    ...(hasPlace && endLine !== undefined && { endLine }),
    ...(hasPlace && suggestion !== undefined && { suggestion }),
  };
}

/**
 * Whether the place of a finding may be shown: it is found by the files alone. In a statement of the change it is, unless
 * the data were asked, which then may have decided.
 */
function hasOpenPlace(finding: Finding, report: Report, added: ReadonlySet<string>): boolean {
  if (finding.database !== undefined) return false;
  const kind = family(finding.rule);
  if (kind === 'history' || kind === 'drift') return false;
  if (kind !== 'safety') return true;
  const isAsked = (report.probes?.length ?? 0) > 0;
  return !isAsked && [...added].some((name) => finding.file?.split('/').includes(name));
}

/** The coverage situation as far as the files tell it. */
function situationInFiles({ schema, migrations, situation }: CoverageEntry): string {
  if (schema && migrations) return 'covered';
  if (!schema) return 'not-in-schema';
  return situation === 'differs' ? 'differs' : 'schema-only';
}
