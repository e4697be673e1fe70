import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../../git/paths';

/** Why the gate cannot check a database of this provider, one sentence; null when it can. */
export function unsupportedProvider(provider: string | null): string | null {
  if (provider === null || provider === 'postgresql' || provider === 'postgres') return null;
  if (provider === 'cockroachdb')
    return 'The datasource provider is `cockroachdb`; the gate checks PostgreSQL only, and the catalog and the locks of CockroachDB are not those of PostgreSQL.';
  return `The datasource provider is \`${provider}\`; the gate checks PostgreSQL only.`;
}

/**
 * One sentence when a directory holds the migration graph of Prisma 8, folders with `migration.json` and `ops.json`, such as
 * `migrations/app/20260520T1317_migration/`; null when not. It has no `migration.sql` and no `_prisma_migrations`, so
 * without this check it would look like a project without migrations. Synchronous on purpose, as `readMigrationFiles` is.
 */
export function unsupportedLayout(directories: readonly string[]): string | null {
  return directories.some((directory) => holdsGraph(directory, 3))
    ? 'The migrations are a migration graph of Prisma 8 (migration.json and ops.json); the gate checks the migration.sql folders of Prisma 2 to 7.'
    : null;
}

function holdsGraph(directory: string, depth: number): boolean {
  // Asked first because nearly every folder is one of these.
  if (existsSync(join(directory, 'migration.sql'))) return false;
  const entries = list(directory);
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has('migration.json') && names.has('ops.json')) return true;
  return (
    depth > 0 && entries.some((entry) => entry.isDirectory() && holdsGraph(join(directory, entry.name), depth - 1))
  );
}

function list(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
