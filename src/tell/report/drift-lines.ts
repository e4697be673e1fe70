import { plainName } from '../../base/escape';
import type { Finding, Report } from '../../contracts/report';

export type DriftEntry = Report['drift'][number];

/** Differences with the finding that reports each; null when its rule is off or it was ignored. */
export function driftWithFindings(report: Report): { entry: DriftEntry; finding: Finding | null }[] {
  const findings = new Map(
    report.findings
      .filter(({ rule }) => rule.startsWith('drift/'))
      .map((finding) => [`${finding.database}\n${finding.rule}\n${finding.object}`, finding]),
  );
  return report.drift.map((entry) => ({
    entry,
    finding: findings.get(`${entry.database}\ndrift/${entry.kind}\n${entry.object}`) ?? null,
  }));
}

/** `changed column public.User.name`, plain text. */
export function driftTitle(entry: DriftEntry): string {
  const renamed = entry.renamedFrom ? ` (was ${plainName(entry.renamedFrom)})` : '';
  return `${plainName(entry.database)}: ${entry.change} ${plainName(entry.kind)} ${plainName(entry.object)}${renamed}`;
}

/** The lines of a `diff` block for one difference: removed is what was expected, added what is there. */
export function driftLines(entry: DriftEntry): { sign: '-' | '+' | ' '; line: string }[] {
  const expected = entry.expected?.split('\n') ?? [];
  const actual = entry.actual?.split('\n') ?? [];
  const same = (
    a: readonly string[],
    b: readonly string[],
    from: (list: readonly string[], i: number) => string | undefined,
  ) => {
    let n = 0;
    while (n < Math.min(a.length, b.length) && from(a, n) === from(b, n)) n += 1;
    return n;
  };
  const head = same(expected, actual, (lines, i) => lines[i]);
  const restExpected = expected.slice(head);
  const restActual = actual.slice(head);
  const tail = same(restExpected, restActual, (lines, i) => lines.at(-1 - i));
  return [
    ...expected.slice(0, head).map((line) => ({ sign: ' ' as const, line })),
    ...restExpected.slice(0, restExpected.length - tail).map((line) => ({ sign: '-' as const, line })),
    ...restActual.slice(0, restActual.length - tail).map((line) => ({ sign: '+' as const, line })),
    ...restExpected.slice(restExpected.length - tail).map((line) => ({ sign: ' ' as const, line })),
  ];
}
