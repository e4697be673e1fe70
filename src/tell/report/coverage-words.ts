import type { Report } from '../../contracts/report';

export type CoverageEntry = NonNullable<Report['coverage']>['objects'][number];

/** The coverage situation in words, for objects that are not covered. */
export function situationWords(situation: string): string {
  return (
    {
      'schema-only': 'in the schema only, no migration makes it',
      pushed: 'in the schema and a database, never migrated',
      'made-before': 'in the schema and a database, the files no longer make it',
      'not-in-schema': 'migrated, not in the schema',
      'database-only': 'in a database only',
      lost: 'migrated and in the schema, gone from a database',
      pending: 'made by a migration that is still pending',
      differs: 'the migrations make it differently',
    }[situation] ?? 'not covered'
  );
}

/** What is to be told one by one, and how many objects only wait for a deploy. */
export function coverageGaps(report: Report): { gaps: CoverageEntry[]; pending: number } {
  const open = (report.coverage?.objects ?? []).filter(({ situation }) => situation !== 'covered');
  const gaps = open.filter(({ situation }) => situation !== 'pending');
  return { gaps, pending: open.length - gaps.length };
}

/**
 * Gaps to be told where there is little room: a missing table stands for its columns and its primary key, and what only a
 * database has or has lost is told under drift.
 */
export function mainGaps(report: Report): CoverageEntry[] {
  const { gaps } = coverageGaps(report);
  const drifted = new Set(report.drift.map(({ object }) => object));
  const tables = new Map(gaps.flatMap((gap) => (gap.kind === 'table' ? [[gap.object, gap.situation]] : [])));
  return gaps.filter(({ kind, object, situation }) => {
    if ((situation === 'database-only' || situation === 'lost') && drifted.has(object)) return false;
    const isPart = kind === 'column' || kind === 'primary-key';
    return !isPart || tables.get(object.slice(0, object.lastIndexOf('.'))) !== situation;
  });
}

/** Objects of the schema covered and in all, per kind of object. */
export function coveragePerKind(report: Report): { kind: string; covered: number; total: number }[] {
  const kinds = new Map<string, { covered: number; total: number }>();
  for (const object of report.coverage?.objects ?? []) {
    if (!object.schema) continue;
    const entry = kinds.get(object.kind) ?? { covered: 0, total: 0 };
    entry.total += 1;
    if (object.migrations) entry.covered += 1;
    kinds.set(object.kind, entry);
  }
  return [...kinds].map(([kind, counts]) => ({ kind, ...counts }));
}

/** A bar of `width` characters for a percentage. Full only at 100. */
export function bar(percent: number, width: number): { full: string; empty: string } {
  const cells = percent >= 100 ? width : Math.min(width - 1, Math.max(0, Math.floor((percent / 100) * width)));
  return { full: '█'.repeat(cells), empty: '░'.repeat(width - cells) };
}

/** `97.6 %`. */
export function percentWords(percent: number): string {
  return `${percent.toFixed(1).replace(/\.0$/, '')} %`;
}
