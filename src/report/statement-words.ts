import { plainName } from './escape';
import type { Report } from './report';

export type StatementEntry = Report['statements'][number];

export type ProbeEntry = NonNullable<Report['probes']>[number];

/** What a lock of this mode keeps others from doing (PostgreSQL manual, "Table-level Lock Modes"). */
export function blocks(mode: string): 'reads and writes' | 'writes' | null {
  if (mode === 'AccessExclusiveLock') return 'reads and writes';
  if (['ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock'].includes(mode)) return 'writes';
  return null;
}

/** The strongest lock mode of a statement comes first. */
export function strongestLock(statement: StatementEntry): StatementEntry['locks'][number] | null {
  const order = [
    'AccessExclusiveLock',
    'ExclusiveLock',
    'ShareRowExclusiveLock',
    'ShareLock',
    'ShareUpdateExclusiveLock',
  ];
  const rank = (mode: string) => (order.includes(mode) ? order.indexOf(mode) : order.length);
  return [...statement.locks].sort((a, b) => rank(a.mode) - rank(b.mode))[0] ?? null;
}

/** `AccessExclusiveLock` as the manual writes it: `ACCESS EXCLUSIVE`. */
export function lockWords(mode: string): string {
  return mode
    .replace(/[^A-Za-z]/g, '')
    .slice(0, 40)
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}

/** `48 M rows, 12 GB`; rows below zero are not known (never analysed). */
export function sizeWords(rows: number, bytes: number): string {
  return `${rows < 0 ? 'row count unknown' : `${amount(rows, 1000, ['', ' k', ' M', ' G'])} ${rows === 1 ? 'row' : 'rows'}`}, ${amount(bytes, 1024, [' bytes', ' kB', ' MB', ' GB', ' TB'])}`;
}

function amount(value: number, base: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (rest >= base && unit < units.length - 1) {
    rest /= base;
    unit += 1;
  }
  return `${rest >= 10 || unit === 0 ? Math.round(rest) : rest.toFixed(1)}${units[unit]}`;
}

/** The probes of each statement: those of its migration from its line to the next statement's. */
export function probesByStatement(report: Report): Map<StatementEntry, ProbeEntry[]> {
  const found = new Map<StatementEntry, ProbeEntry[]>();
  const lines = new Map<string, StatementEntry[]>();
  for (const statement of report.statements) {
    const mine = lines.get(statement.migration);
    if (mine) mine.push(statement);
    else lines.set(statement.migration, [statement]);
  }
  for (const probe of report.probes ?? []) {
    const statement = lines.get(probe.migration)?.findLast(({ line }) => line <= probe.line);
    if (statement) found.set(statement, [...(found.get(statement) ?? []), probe]);
  }
  return found;
}

/** What a probe found, in words: `data fine (nulls)`. */
export function probeWords({ verdict, question }: ProbeEntry): string {
  const words = { 'will-fail': 'data make it fail', safe: 'data fine', 'not-determined': 'data not determined' };
  return `${words[verdict]} (${plainName(question)})`;
}
