import { type Finding, type Report, reportSchema } from '../../src/contracts/report';

/** A report of a gate that found nothing to say, for tests to start from. */
export function buildReport(parts: Partial<Report> = {}): Report {
  const findings = parts.findings ?? [];
  const counted = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  return {
    schemaVersion: 1,
    tool: { name: 'prisma-migration-gate', version: '1.2.3' },
    mode: 'pull-request',
    verdict: findings.some(({ severity }) => severity === 'error') ? 'fail' : 'pass',
    summary: { errors: counted('error'), warnings: counted('warning'), notices: counted('notice') },
    project: {
      schema: ['prisma/schema.prisma'],
      migrations: 'prisma/migrations',
      provider: 'postgresql',
      prismaVersion: '6.19.0',
    },
    databases: [],
    migrations: [],
    drift: [],
    coverage: null,
    statements: [],
    findings,
    suppressed: [],
    checks: [],
    reconcile: [],
    plans: [],
    excluded: 0,
    timings: { totalMs: 2300 },
    ...parts,
  };
}

/** A finding with what must be there filled in. */
export function finding(parts: Partial<Finding> & Pick<Finding, 'rule'>): Finding {
  return {
    severity: 'error',
    message: `Something is wrong with ${parts.object ?? 'it'}.`,
    help: 'Mend it:\n    npx prisma migrate deploy',
    fingerprint: `${parts.rule}:${parts.database ?? ''}:${parts.object ?? ''}:${parts.line ?? ''}`,
    ...parts,
  };
}

type Cell = Report['migrations'][number]['databases'][string];

/** What a database says of a migration. */
export function cell(state: Cell['state'] = 'applied', checksum: Cell['checksum'] = 'match'): Cell {
  const ran = state === 'applied' || state === 'missing-on-disk' || state === 'failed';
  return {
    state,
    checksum: state === 'pending' ? 'unknown' : checksum,
    startedAt: ran ? '2025-08-17T09:00:00.000Z' : null,
    finishedAt: ran && state !== 'failed' ? '2025-08-17T09:00:00.120Z' : null,
    durationMs: ran && state !== 'failed' ? 120 : null,
  };
}

/** A migration on disk, with its state in databases. */
export function migration(
  name: string,
  databases: Record<string, Cell> = {},
  parts: Partial<Report['migrations'][number]> = {},
): Report['migrations'][number] {
  return { name, onDisk: true, new: false, databases, ...parts };
}

/** Keys of a report whose values are words of the contract, not texts that strangers choose. */
const contract = [
  ...['severity', 'state', 'checksum', 'change', 'status', 'direction', 'writes', 'risk', 'as', 'by', 'transaction'],
  ...['verdict', 'mode', 'schemaVersion', 'tool'],
];

/** The report with every text that strangers choose changed, database names that are keys too. Still a valid report. */
export function mapTexts(report: Report, change: (text: string) => string): Report {
  const names = new Set(report.databases.map(({ name }) => name));
  const walk = (value: unknown, key = '', parent = ''): unknown => {
    if (contract.includes(key)) return value;
    // The kind of an action is a word of the contract, the kind of an object is not; a key of a table likewise.
    if (key === 'kind' && parent === 'do') return value;
    if (key === 'from' && (value === 'base' || value === 'head')) return value;
    if (key === 'key' && parent === 'columns') return value;
    if (Array.isArray(value)) return value.map((item) => walk(item, '', key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [names.has(name) ? change(name) : name, walk(item, name, parent)]),
      );
    }
    return typeof value === 'string' ? change(value) : value;
  };
  return reportSchema.parse(walk(report));
}
