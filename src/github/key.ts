import type { Report } from '../report/report';
import type { Settings } from '../settings/settings';

/**
 * What tells this gate from another one in the repository: the input, else the path of the schema; for a schema of
 * several files the folder they are in, so that a new file does not make another gate.
 */
export function keyOf(report: Report, settings: Pick<Settings, 'key'>): string {
  if (settings.key) return settings.key;
  const [first, ...others] = report.project.schema;
  if (first === undefined) return report.project.migrations;
  if (others.length === 0) return first;
  const folders = report.project.schema.map((path) => path.split('/').slice(0, -1));
  const common = folders.reduce((a, b) => a.slice(0, a.findIndex((part, index) => part !== b[index]) >>> 0));
  return common.join('/') || '.';
}
