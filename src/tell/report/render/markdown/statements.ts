import { beginning, cell, code, fence, text } from '../../../../base/escape';
import type { Finding, Report } from '../../../../contracts/report';
import {
  blocks,
  lockedSince,
  lockWords,
  type ProbeEntry,
  probesByStatement,
  probeWords,
  type StatementEntry,
  sizeWords,
  strongestLock,
} from '../../statement-words';
import { byUrgency, family } from '../../urgency';
import { findingsOf } from './findings';
import { tablesDiagram } from './tables-diagram';
import { blocksOf, databaseName, details, heading, icons, limit, more, table, type View } from './view';

/** What each pending statement does to tables in use: a table per migration, then the findings with the safe way. */
export function statementsSection(view: View): string {
  const findings = findingsOf(view, ['safety']);
  const showTables = view.depth === 'everything' || view.depth === 'full';
  const told = findingsByPlace(view.report);
  const probes = probesByStatement(view.report);
  const statements = showTables ? view.report.statements.filter((entry) => isWorthy(view, entry, told)) : [];
  const diagram = tablesDiagram(view);
  if (statements.length === 0 && findings === '' && diagram === '') return '';
  const shown = statements.slice(0, limit(view));
  const migrations = [...new Set(shown.map(({ migration }) => migration))];
  const tables = migrations.map((migration) => {
    const mine = shown.filter((entry) => entry.migration === migration);
    return blocksOf(
      `${code(migration)}${transactionNote(view, migration)}`,
      table(
        ['Line', 'Statement', 'Lock', 'What it does'],
        mine.map((entry) => row(view, entry, told, probes.get(entry) ?? [])),
      ),
    );
  });
  const harmless = showTables ? view.report.statements.length - statements.length : 0;
  return blocksOf(
    heading('Pending statements'),
    ...tables,
    more(statements.length - shown.length, view.context),
    harmless > 0 && `${harmless} more only touch${harmless === 1 ? 'es' : ''} what is created in the same set.`,
    questions(view),
    diagram,
    findings,
  );
}

type ByPlace = ReadonlyMap<string, Finding>;

const placeKey = ({ file, line }: { file?: string | undefined; line?: number | undefined }) => `${file}\n${line}`;

function findingsByPlace(report: Report): ByPlace {
  const safety = report.findings.filter(({ rule }) => family(rule) === 'safety');
  return new Map(
    byUrgency(safety)
      .reverse()
      .map((finding) => [placeKey(finding), finding]),
  );
}

/** In a comment, a statement is listed when it touches something in use or a rule speaks of it. */
function isWorthy(view: View, entry: StatementEntry, told: ByPlace): boolean {
  if (view.depth === 'everything') return true;
  return entry.locks.length + entry.rewrites.length + entry.scans.length > 0 || told.has(placeKey(entry));
}

function row(view: View, entry: StatementEntry, told: ByPlace, probes: readonly ProbeEntry[]): string[] {
  const lock = strongestLock(entry);
  const finding = told.get(placeKey(entry));
  const others = entry.locks.length - 1;
  const blocked = lock && blocks(lock.mode);
  const isLong = entry.rewrites.length + entry.scans.length > 0;
  const since = lock === null ? lockedSince(view.report, entry) : null;
  const effects = [
    blocked ? `blocks ${isLong ? `**${blocked}**` : blocked}` : '',
    entry.rewrites.length > 0 ? `**rewrites** ${names(entry.rewrites)}` : '',
    entry.scans.length > 0 ? `reads all of ${names(entry.scans)}` : '',
    sizesOf(view, entry).join(', '),
    ...probes.slice(0, 6).map((probe) => probeLine(view, probe)),
  ].filter((effect) => effect !== '');
  return [
    `${finding ? icons[finding.severity] : ''} ${entry.line}`.trim(),
    cell(beginning(entry.sql, 90)),
    lock
      ? `${lockWords(lock.mode)}<br>${cell(lock.table, 60)}${others > 0 ? ` +${others}` : ''}`
      : since === null
        ? '–'
        : `held since line ${since}`,
    effects.join('<br>') || '–',
  ];
}

/** How big the tables are that the statement locks, in each database that says so. */
function sizesOf(view: View, entry: StatementEntry): string[] {
  const tables = new Set([...entry.locks.map(({ table }) => table), ...entry.rewrites, ...entry.scans]);
  const several = view.report.databases.length > 1;
  const isNamed = tables.size > 1;
  return (view.report.sizes ?? [])
    .filter(({ table }) => tables.has(table))
    .slice(0, 4)
    .map(
      ({ table, database, rows, bytes }) =>
        `${isNamed ? `${cell(table, 60)}: ` : ''}${sizeWords(rows, bytes)}${several ? ` in ${cell(database, 40)}` : ''}`,
    );
}

const probeIcons = { 'will-fail': '❌', safe: '✅', 'not-determined': '❔' } as const;

function probeLine(view: View, probe: ProbeEntry): string {
  const where = view.report.databases.length > 1 ? `${cell(probe.database, 40)}: ` : '';
  const reason = probe.reason ? ` (${text(probe.reason, 200)})` : '';
  return `${probeIcons[probe.verdict]} ${where}${text(probeWords(probe))}${reason}`;
}

/** Every question with its query: what was asked of a live database must be open to see. */
function questions(view: View): string {
  if (view.depth !== 'everything') return '';
  const shown = (view.report.probes ?? []).map(({ database, question, object, verdict, sql }) =>
    blocksOf(
      `${probeIcons[verdict]} ${text(question, 40)} of ${cell(object)} in ${databaseName(database)}`,
      fence(sql, 'sql', 60),
    ),
  );
  return details('Questions that were put to the data', blocksOf(...shown));
}

function names(list: readonly string[]): string {
  return (
    list
      .slice(0, 3)
      .map((name) => cell(name, 60))
      .join(', ') + (list.length > 3 ? ' …' : '')
  );
}

/** How Prisma runs the file; of a single statement there is nothing to say. */
function transactionNote({ report }: View, migration: string): string {
  const entries = report.statements.filter((entry) => entry.migration === migration);
  const model = entries.length > 1 ? entries[0]?.transaction : undefined;
  if (model === 'implicit') return ' is sent as one script: locks are held to the end of the transaction';
  return model === 'autocommit' ? ' runs statement by statement, each committed by itself' : '';
}
