import type { Report } from '../../contracts/report';

/** The part of a report that is about one database: what an issue about it tells. */
export function forDatabase(report: Report, name: string): Report {
  const findings = report.findings.filter(({ database }) => database === name);
  const isOurs = ({ database }: { database?: string | undefined }) => database === undefined || database === name;
  const only = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([database]) => database === name));
  const counted = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const checks = report.checks.filter(isOurs);
  return {
    ...report,
    verdict:
      counted('error') > 0 ? 'fail' : checks.some(({ status }) => status === 'undetermined') ? 'undetermined' : 'pass',
    summary: { errors: counted('error'), warnings: counted('warning'), notices: counted('notice') },
    databases: report.databases.filter((database) => database.name === name),
    migrations: report.migrations
      .map((migration) => ({ ...migration, databases: only(migration.databases) }))
      .filter((migration) => migration.onDisk || Object.keys(migration.databases).length > 0),
    drift: report.drift.filter((entry) => entry.database === name),
    coverage: report.coverage && {
      ...report.coverage,
      objects: report.coverage.objects.map((object) => ({ ...object, databases: only(object.databases) })),
    },
    ...(report.sizes && { sizes: report.sizes.filter((entry) => entry.database === name) }),
    ...(report.probes && { probes: report.probes.filter((entry) => entry.database === name) }),
    findings,
    suppressed: report.suppressed.filter(isOurs),
    checks,
    reconcile: report.reconcile.filter((entry) => entry.database === name),
    plans: report.plans.filter((plan) => plan.database === name),
  };
}
