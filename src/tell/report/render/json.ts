import type { Report } from '../../../contracts/report';
import { unnamedDatabase } from '../../../contracts/settings';

/**
 * The report as `report.json` has it: two spaces, a newline at the end. For programs the database of a bare URL is called
 * `database`, which needs no quotes in a query.
 */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, named, 2)}\n`;
}

function named(_key: string, value: unknown): unknown {
  if (value === unnamedDatabase) return 'database';
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, unnamedDatabase)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key === unnamedDatabase ? 'database' : key, entry]),
  );
}
