import { list } from '../../base/list';
import type { Report } from '../../contracts/report';
import { count } from './words';

/** The longest text of a report, in characters: a message, a statement, a definition. */
const longestText = 20_000;

/** A file of the report is at most so large, in bytes: what a browser opens and a repository's artifacts bear. */
export const largestFile = 20 * 1024 * 1024;

/** How much of each list is shown, in characters of JSON; together half of {@link largestFile}. */
const budgets = {
  findings: 3_000_000,
  drift: 1_500_000,
  coverage: 1_500_000,
  statements: 1_000_000,
  migrations: 1_500_000,
  suppressed: 500_000,
  checks: 300_000,
  reconcile: 500_000,
  plans: 1_000_000,
  sizes: 200_000,
  probes: 300_000,
  changedTables: 300_000,
  databases: 100_000,
  schema: 100_000,
};

/** The `id` of the entry of `checks` that says what is left out. */
const leftOutId = 'whole-report';

/** What a report leaves out for its size, one or two sentences; null when it is whole. */
export function leftOutOf({ checks }: Pick<Report, 'checks'>): string | null {
  return checks.find(({ id }) => id === leftOutId)?.reason ?? null;
}

/**
 * The report within limits, whatever came out of repository and databases: texts are cut where they say so, lists end where
 * their room does, what matters most first. What is left out is counted in an entry of `checks`, which every renderer shows
 * at the top. Verdict, summary and percentages stay those of the whole. SQL that is meant to be run is never cut: a plan, a
 * script or a suggestion is there whole or not at all.
 * @param share of the usual room; less when a renderer needs more room than most
 */
export function boundReport(report: Report, share = 1): Report {
  const notes: string[] = [];
  const within = <T>(
    noun: string,
    items: readonly T[],
    room: number,
    isGrave: (item: T) => boolean = () => false,
  ): T[] => {
    const kept = take(items, room * share, isGrave);
    if (kept.length < items.length) notes.push(`${kept.length.toLocaleString('en')} of ${count(items.length, noun)}`);
    return kept;
  };
  const { coverage, sizes, probes, changedTables } = report;
  const bounded: Report = {
    ...report,
    project: { ...report.project, schema: within('schema file', report.project.schema, budgets.schema) },
    databases: within('database', report.databases, budgets.databases),
    // Gravest first already.
    findings: within('finding', report.findings.map(shortFinding), budgets.findings),
    drift: within('difference', report.drift.map(cut), budgets.drift),
    coverage: coverage && {
      percent: coverage.percent,
      objects: within('object of coverage', coverage.objects.map(cut), budgets.coverage, isGap),
    },
    statements: within('statement', report.statements.map(cut), budgets.statements),
    migrations: within('migration', report.migrations, budgets.migrations, isNotPlain),
    suppressed: within('ignored finding', report.suppressed.map(cut), budgets.suppressed),
    reconcile: within('script', report.reconcile, budgets.reconcile),
    plans: within('plan', report.plans, budgets.plans, ({ recommended }) => recommended),
    ...(sizes && { sizes: within('size', sizes, budgets.sizes) }),
    ...(probes && {
      probes: within('answer about data', probes, budgets.probes, ({ verdict }) => verdict === 'will-fail'),
    }),
    ...(changedTables && { changedTables: within('changed table', changedTables, budgets.changedTables) }),
    checks: within('check', report.checks.map(cut), budgets.checks, ({ status }) => status === 'undetermined'),
  };
  if (notes.length === 0) return bounded;
  const reason = `For its size this report shows ${list(notes, notes.length)}. Verdict and numbers are of the whole.`;
  return { ...bounded, checks: [...bounded.checks, { id: leftOutId, status: 'skipped', reason }] };
}

/**
 * Renders with less and less of the report until the text is no larger than a file may be.
 * @param render must get shorter with the report; with next to nothing in it every renderer is far below the limit
 */
export function renderWithin(report: Report, render: (report: Report) => string, largest = largestFile): string {
  for (let share = 1; ; share /= 2) {
    const text = render(boundReport(report, share));
    if (Buffer.byteLength(text) <= largest || share < 1e-9) return text;
  }
}

/** As many as there is room for, in their order; those that matter most are chosen first. */
function take<T>(items: readonly T[], room: number, isGrave: (item: T) => boolean): T[] {
  const indexes = items.map((_, index) => index);
  const grave = indexes.filter((index) => isGrave(items[index] as T));
  const order = grave.length === 0 ? indexes : [...new Set([...grave, ...indexes])];
  let left = room;
  const kept = new Set<number>();
  for (const index of order) {
    left -= JSON.stringify(items[index]).length;
    if (left < 0) break;
    kept.add(index);
  }
  return items.filter((_, index) => kept.has(index));
}

/** A suggestion is taken over as it stands, so it is left out rather than cut. */
function shortFinding(finding: Report['findings'][number]): Report['findings'][number] {
  const { suggestion, ...rest } = finding;
  return { ...cut(rest), ...(suggestion !== undefined && suggestion.length <= longestText && { suggestion }) };
}

/** The entry with its long texts cut, each with how long it is. */
function cut<T extends object>(entry: T): T {
  const texts = Object.entries(entry).filter(([, value]) => typeof value === 'string' && value.length > longestText);
  if (texts.length === 0) return entry;
  const short = (text: string) =>
    `${text.slice(0, longestText).replace(/[\uD800-\uDBFF]$/, '')} … (${text.length.toLocaleString('en')} characters in all)`;
  return { ...entry, ...Object.fromEntries(texts.map(([key, value]) => [key, short(value)])) };
}

function isGap({ situation }: { readonly situation: string }): boolean {
  return situation !== 'covered';
}

/** What somebody reads the list of migrations for: all but those that are applied as they stand. */
function isNotPlain({ onDisk, databases, ...migration }: Report['migrations'][number]): boolean {
  const isPlain = Object.values(databases).every(({ state, checksum }) => state === 'applied' && checksum !== 'edited');
  return !onDisk || migration.new || !isPlain;
}
