import { resolve } from 'node:path';
import type { Report } from '../../contracts/report';
import type { Settings } from '../../contracts/settings';
import { relativePath } from '../../git/paths';

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

/**
 * The key under which the report of another run is posted: the input, else where this workflow's own settings, or Prisma by
 * default, have the schema. Nothing of the report: a stranger who chose the key would choose which comment is replaced.
 */
export function keyOfPublisher(
  settings: Pick<Settings, 'key' | 'schema' | 'repositoryRoot' | 'workingDirectory'>,
): string {
  if (settings.key) return settings.key;
  const schema = resolve(settings.workingDirectory, settings.schema ?? 'prisma/schema.prisma');
  return relativePath(settings.repositoryRoot, schema);
}
