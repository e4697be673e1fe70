import { cell, text } from '../../../../base/escape';
import {
  allRead,
  type Migration,
  type MigrationCell,
  partMigrations,
  stateTone,
  stateWords,
} from '../../migration-words';
import { count } from '../../words';
import { findingsOf } from './findings';
import { historyGraph } from './history-graph';
import { blocksOf, databaseCell, details, heading, limit, more, table, type View } from './view';

const marks = { good: '✅', attention: '⏳', bad: '❌', none: '' } as const;
/** More than these side by side no longer fit a comment. */
const mostColumns = 6;

/** Migrations that are not settled with their state in each database, then what the rules say of them. */
export function migrationsSection(view: View): string {
  const { report } = view;
  const { open, settled } = partMigrations(report);
  const findings = findingsOf(view, ['repository', 'history', 'rollback']);
  const shown = open.slice(-limit(view));
  const everything = view.depth === 'everything' && settled.length > 0;
  return blocksOf(
    heading('Migrations'),
    ...tables(view, shown),
    more(open.length - shown.length, view.context),
    settledLine(view, settled.length, open.length > 0),
    everything && report.databases.length > 0 && details('All of them', blocksOf(...tables(view, report.migrations))),
    historyGraph(view),
    findings,
  );
}

function tables(view: View, migrations: readonly Migration[]): string[] {
  const { databases } = view.report;
  if (migrations.length === 0) return [];
  const hasCells = migrations.some((migration) => Object.keys(migration.databases).length > 0);
  if (!hasCells) return [oneTable(migrations, [])];
  const groups = Array.from({ length: Math.ceil(databases.length / mostColumns) }, (_, i) =>
    databases.slice(i * mostColumns, (i + 1) * mostColumns),
  );
  return groups.map((group) =>
    oneTable(
      migrations,
      group.map(({ name }) => name),
    ),
  );
}

function oneTable(migrations: readonly Migration[], databases: readonly string[]): string {
  const rows = migrations.map((migration) => [
    `${cell(migration.name)}${migration.new ? ' 🆕' : ''}`,
    ...databases.map((name) => state(migration.databases[name])),
  ]);
  return table(['Migration', ...databases.map((name) => databaseCell(name))], rows);
}

function state(entry: MigrationCell | undefined): string {
  return entry === undefined ? '' : `${marks[stateTone(entry)]} ${text(stateWords(entry))}`;
}

function settledLine(view: View, n: number, others: boolean): string {
  const { report, context } = view;
  if (n === 0) return '';
  const what = count(n, others ? 'other migration' : 'migration');
  const verb = n === 1 ? 'is' : 'are';
  if (report.databases.length === 0 || context.detail === 'reduced' || !allRead(report))
    return `${what} ${verb} in the repository.`;
  const where = report.databases.length > 1 ? ' everywhere' : '';
  return `${what} ${verb} applied${where} and unchanged since.`;
}
