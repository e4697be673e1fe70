import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';
import { plainName, shorten } from '../../../../base/escape';
import type { Report } from '../../../../contracts/report';
import { allRead, type MigrationCell, partMigrations, stateTone, stateWords } from '../../migration-words';
import { count } from '../../words';

const perTable = 4;
const mostRows = 40;

/** Migrations that are not settled, with a column per database; at most four databases side by side. */
export function migrationsTable(report: Report, columns: number, colors: Colors): string {
  const { open, settled } = partMigrations(report);
  const total = `${colors.bold('Migrations')}  ${shorten(plainName(report.project.migrations), columns - 12)}`;
  const rest = settled.length === 0 ? '' : settledLine(report, settled.length, open.length > 0);
  if (open.length === 0) return `${total}\n  ${rest || 'none'}`;
  const rows = open.slice(-mostRows);
  const tables =
    report.databases.length === 0 ? [table([])] : chunks(report.databases, perTable).map((part) => table(part));
  const more =
    open.length > rows.length ? `\n  and ${count(open.length - rows.length, 'earlier one')} in the report file` : '';
  return `${total}\n${tables.join('\n')}${more}${rest ? `\n  ${rest}` : ''}`;

  function table(databases: Report['databases']): string {
    const width = Math.min(22, Math.floor((columns - 30) / Math.max(1, databases.length)) - 1);
    const first = columns - 2 - databases.length * (width + 1);
    const output = new Table({
      head: [colors.dim('migration'), ...databases.map(({ name }) => colors.dim(abridge(name, width - 2)))],
      colWidths: [first, ...databases.map(() => width)],
      style: { head: [], border: colors.dim('x') === 'x' ? [] : ['gray'], compact: true },
      wordWrap: true,
    });
    for (const migration of rows) {
      output.push([
        abridge(migration.name, first - 2 - (migration.new ? 4 : 0)) + (migration.new ? colors.cyan(' new') : ''),
        ...databases.map(({ name }) => tone(migration.databases[name])),
      ]);
    }
    return output.toString();
  }

  function tone(entry: MigrationCell | undefined): string {
    const paint = { good: colors.green, attention: colors.yellow, bad: colors.red, none: colors.dim };
    return paint[stateTone(entry)](stateWords(entry));
  }
}

function settledLine(report: Report, n: number, others: boolean): string {
  const what = count(n, others ? 'other migration' : 'migration');
  if (report.databases.length === 0 || !allRead(report)) return `${what} on disk`;
  const where = report.databases.length === 1 ? '' : ' everywhere';
  return `${what} applied${where}, unchanged since`;
}

/** The name within `width` columns, its middle left out. */
function abridge(name: string, width: number): string {
  const clean = plainName(name);
  if (clean.length <= width) return clean;
  const head = Math.ceil((width - 1) / 2);
  return `${clean.slice(0, head)}…${clean.slice(clean.length - (width - 1 - head))}`;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
