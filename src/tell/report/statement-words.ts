import { plainName } from '../../base/escape';
import type { Report } from '../../contracts/report';

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

/** What each question of a probe says of the data: when the statement will fail, when it is safe, and as a question. */
const answers: Readonly<Record<string, readonly [fails: string, safe: string, open: string]>> = {
  'any-row': ['the table has rows', 'the table is empty', 'does the table have rows?'],
  nulls: ['there are NULLs', 'no NULLs', 'are there NULLs?'],
  duplicates: ['there are duplicates', 'no duplicates', 'are there duplicates?'],
  orphans: ['rows refer to rows that are not there', 'every reference is met', 'is every reference met?'],
  cast: ['a value does not convert', 'every value converts', 'does every value convert?'],
  check: ['a row breaks the check', 'every row passes the check', 'does every row pass the check?'],
  'enum-values': ['a row has a removed value', 'no row has a removed value', 'does a row have a removed value?'],
};

/** What a probe found, in words: `proven safe: no NULLs`. */
export function probeWords({ verdict, question }: ProbeEntry): string {
  const words = Object.hasOwn(answers, question) ? answers[question] : undefined;
  const [fails, safe, open] = words ?? Array<string>(3).fill(plainName(question));
  if (verdict === 'will-fail') return `will fail: ${fails}`;
  return verdict === 'safe' ? `proven safe: ${safe}` : `not determined: ${open}`;
}

/**
 * The line of the statement that holds a lock on what this one reads or rewrites, when this one took none itself: a
 * transaction keeps its locks. Null when there is none.
 */
export function lockedSince(report: Report, statement: StatementEntry): number | null {
  const own = new Set(statement.locks.map(({ table }) => table));
  const touched = [...statement.rewrites, ...statement.scans].filter((table) => !own.has(table));
  const earlier = report.statements.filter(
    ({ migration, line, transaction }) =>
      migration === statement.migration && line < statement.line && transaction === 'implicit',
  );
  const holder = earlier.find(({ locks }) => locks.some(({ table, mode }) => blocks(mode) && touched.includes(table)));
  return holder?.line ?? null;
}
