import type { Report } from '../../contracts/report';

export type Migration = Report['migrations'][number];

export type MigrationCell = Migration['databases'][string];

/** Nothing to look at: applied, with the text that is on disk. */
function isSettled(entry: MigrationCell | undefined): boolean {
  return (
    entry === undefined || (entry.state === 'applied' && (entry.checksum === 'match' || entry.checksum === 'unknown'))
  );
}

/** Migrations that some database disagrees about, or that the change adds; the others are only counted. */
export function partMigrations(report: Report): { open: Migration[]; settled: Migration[] } {
  const open: Migration[] = [];
  const settled: Migration[] = [];
  for (const migration of report.migrations) {
    const isOpen = migration.new || !Object.values(migration.databases).every(isSettled);
    (isOpen ? open : settled).push(migration);
  }
  return { open, settled };
}

/** Whether the history of every database of the report was read. */
export function allRead(report: Report): boolean {
  return report.databases.every(({ historyTable }) => historyTable !== null);
}

/** What a cell of the table of migrations says, in words. */
export function stateWords(entry: MigrationCell | undefined): string {
  if (entry === undefined) return '–';
  if (entry.state === 'missing-on-disk') return 'applied, not on disk';
  if (entry.state === 'rolled-back') return 'rolled back';
  if (entry.state === 'in-progress') return 'running now';
  if (entry.state !== 'applied') return entry.state;
  if (entry.checksum === 'edited') return 'applied, edited';
  if (entry.checksum === 'line-endings') return 'applied, line ends';
  return 'applied';
}

/** How bad a cell of the table of migrations is. */
export function stateTone(entry: MigrationCell | undefined): 'good' | 'attention' | 'bad' | 'none' {
  if (entry === undefined) return 'none';
  if (entry.state === 'applied') return entry.checksum === 'edited' ? 'bad' : 'good';
  return entry.state === 'pending' || entry.state === 'in-progress' ? 'attention' : 'bad';
}
