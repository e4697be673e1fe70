import type { Report } from '../report';

/** The report as `report.json` has it: two spaces, a newline at the end. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
