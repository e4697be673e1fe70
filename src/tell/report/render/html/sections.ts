import { clean, oneLine } from '../../../../base/escape';
import type { Finding, Report } from '../../../../contracts/report';
import { coverageGaps, coveragePerKind, percentWords, situationWords } from '../../coverage-words';
import { type DriftEntry, driftLines, driftTitle, driftWithFindings } from '../../drift-lines';
import { allRead, partMigrations, stateTone, stateWords } from '../../migration-words';
import {
  blocks,
  lockedSince,
  lockWords,
  type ProbeEntry,
  probesByStatement,
  probeWords,
  sizeWords,
} from '../../statement-words';
import { byUrgency, family, sameOnce } from '../../urgency';
import { count, excludedWords } from '../../words';
import { codeBlock, type Html, h, helpHtml, name, prose, section, tableHtml } from './parts';

/** Where each migration stands in each database; those that are settled are folded. */
export function migrationsHtml(report: Report): Html {
  const { open, settled } = partMigrations(report);
  const rows = (migrations: Report['migrations']) =>
    tableHtml(
      ['Migration', ...report.databases.map((database) => name(database.name, 60))],
      migrations.map((migration) => [
        h`${name(migration.name)}${migration.new && h` <span class="badge attention">new</span>`}`,
        ...report.databases.map((database) => {
          const entry = migration.databases[database.name];
          const when = entry?.finishedAt ? h` <small>${entry.finishedAt.slice(0, 10)}</small>` : null;
          return h`<span class="${stateTone(entry)}">${stateWords(entry)}</span>${when}`;
        }),
      ]),
    );
  const where = report.databases.length > 0 && allRead(report) ? 'applied and unchanged since' : 'in the repository';
  const fold =
    settled.length > 0 &&
    h`<details><summary>${count(settled.length, open.length > 0 ? 'other migration' : 'migration')} ${where}</summary>${rows(settled)}</details>`;
  return section('Migrations', rows(open), h`${fold}`);
}

/** Findings of the families. */
export function findingsHtml(
  report: Report,
  title: string,
  families: readonly string[],
  leaveOut: ReadonlySet<Finding>,
): Html {
  const findings = byUrgency(report.findings).filter(
    (finding) => families.includes(family(finding.rule)) && !leaveOut.has(finding),
  );
  return section(title, ...sameOnce(findings).map(({ finding, times }) => findingHtml(finding, times)));
}

function findingHtml(finding: Finding, times: number, definitions?: Html): Html {
  const place = finding.file ? `${finding.file}${finding.line ? `:${finding.line}` : ''}` : finding.object;
  return h`<div class="finding"><p><span class="badge ${finding.severity}">${finding.severity}</span> ${prose(finding.message)}${times > 1 && ` (×${times})`}</p>
<p><small>${oneLine(finding.rule)}${place && h` · ${name(place)}`}${finding.database && h` · ${name(finding.database, 60)}`}</small></p>
${definitions}${helpHtml(finding.help)}</div>`;
}

/** Differences, each with its definitions, and the SQL that reconciles. Returns also which findings it told of. */
export function driftHtml(report: Report): { html: Html; told: ReadonlySet<Finding> } {
  const entries = driftWithFindings(report);
  const told = new Set(entries.flatMap(({ finding }) => finding ?? []));
  const body = entries.map(({ entry, finding }) =>
    finding
      ? findingHtml(finding, 1, h`<p>${driftTitle(entry)}</p>${diffHtml(entry)}`)
      : h`<div class="finding"><p>${driftTitle(entry)}</p>${diffHtml(entry)}</div>`,
  );
  const reconcile = report.reconcile.map(
    (entry) => h`<details><summary>SQL that makes ${name(entry.database, 60)} and the migrations the same</summary>
${entry.toExpected && h`<p>To bring the database to what the migrations make:</p>${codeBlock(entry.toExpected)}`}
${entry.toDatabase && h`<p>To bring the migrations to what the database has (${entry.checked ? 'checked on the scratch database' : 'NOT shown to reach the same schema'}):</p>${codeBlock(entry.toDatabase)}`}
${entry.remaining.length > 0 && h`<p>What stays different: ${entry.remaining.map((line) => h`<br>${line}`)}</p>`}</details>`,
  );
  const excluded = report.excluded > 0 && h`<p class="faint">${excludedWords(report)}</p>`;
  const title = `Drift${report.drift.length > 0 ? `: ${count(report.drift.length, 'difference')}` : ''}`;
  return { html: section(title, ...body, ...reconcile, h`${excluded}`), told };
}

function diffHtml(entry: DriftEntry): Html {
  const lines = driftLines(entry);
  if (lines.length === 0) return h``;
  const tone = { '-': 'minus', '+': 'plus', ' ': 'same' };
  return h`<pre class="diff">${lines.map(({ sign, line }) => h`<span class="${tone[sign]}">${sign} ${clean(line)}</span>`)}</pre>`;
}

/** A bar, counts per kind and the gaps. */
export function coverageHtml(report: Report): Html {
  const { coverage } = report;
  if (coverage === null) return h``;
  const { gaps, pending } = coverageGaps(report);
  const mark = (there: boolean | undefined) =>
    there === undefined ? '' : there ? h`<span class="good">✓</span>` : '–';
  const percent = Math.max(0, Math.min(100, coverage.percent));
  return section(
    'Coverage',
    h`<div class="bar"><div style="width:${percent}%"></div></div>
<p><b>${percentWords(coverage.percent)}</b> of the schema is made by the migrations. <small>${coveragePerKind(report)
      .map(({ kind, covered, total }) => `${kind} ${covered}/${total}`)
      .join(', ')}</small></p>`,
    tableHtml(
      ['Object', 'Schema', 'Migrations', ...report.databases.map((database) => name(database.name, 60)), ''],
      gaps.map((gap) => [
        h`${gap.kind} ${name(gap.object)}`,
        mark(gap.schema),
        gap.situation === 'differs' ? 'differs' : mark(gap.migrations),
        ...report.databases.map((database) => mark(gap.databases[database.name])),
        h`${situationWords(gap.situation)}${gap.file && h`<br><small>${gap.file}${gap.line !== null && `:${gap.line}`}</small>`}`,
      ]),
    ),
    h`${pending > 0 && h`<p class="faint">${count(pending, 'object')} made by migrations that are still pending.</p>`}`,
  );
}

/** What each pending statement does. */
export function statementsHtml(report: Report): Html {
  const probes = probesByStatement(report);
  const migrations = [...new Set(report.statements.map(({ migration }) => migration))];
  return section(
    'Pending statements',
    ...migrations.map(
      (migration) =>
        h`<p>${name(migration)}</p>${tableHtml(
          ['Line', 'Statement', 'Locks', 'What it does'],
          report.statements
            .filter((statement) => statement.migration === migration)
            .map((statement) => [
              statement.line,
              h`<code>${clean(statement.sql)}</code>`,
              locks(report, statement),
              effects(report, statement, probes.get(statement) ?? []),
            ]),
        )}`,
    ),
  );
}

function locks(report: Report, statement: Report['statements'][number]): Html {
  const since = statement.locks.length === 0 ? lockedSince(report, statement) : null;
  return h`${since !== null && h`held since line ${since}`}${statement.locks.map((lock) => h`${lockWords(lock.mode)} ${name(lock.table)}<br>`)}`;
}

const probeTones = { 'will-fail': 'bad', safe: 'good', 'not-determined': 'attention' } as const;

function effects(report: Report, statement: Report['statements'][number], probes: readonly ProbeEntry[]): Html {
  const blocked = new Set(statement.locks.map(({ mode }) => blocks(mode)));
  const worst = blocked.has('reads and writes') ? 'reads and writes' : blocked.has('writes') ? 'writes' : null;
  const tables = new Set(statement.locks.map(({ table }) => table));
  const sizes = (report.sizes ?? []).filter(({ table }) => tables.has(table));
  return h`${worst && h`<span class="attention">blocks ${worst}</span><br>`}${statement.rewrites.map((table) => h`<span class="bad">rewrites</span> ${name(table)}<br>`)}${statement.scans.map((table) => h`reads all of ${name(table)}<br>`)}${sizes.map((size) => h`<small>${size.table} in ${size.database}: ${sizeWords(size.rows, size.bytes)}</small><br>`)}${probes.map((probe) => h`<span class="${probeTones[probe.verdict]}">${probe.database}: ${probeWords(probe)}</span>${probe.reason && ` (${clean(probe.reason)})`}<details><summary>Question</summary>${codeBlock(probe.sql)}</details>`)}`;
}
