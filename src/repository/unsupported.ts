import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './paths';

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
 * without this check it would look like a project without migrations.
 */
export async function unsupportedLayout(directories: readonly string[]): Promise<string | null> {
  for (const directory of directories)
    if (await holdsGraph(directory, 3))
      return 'The migrations are a migration graph of Prisma 8 (migration.json and ops.json); the gate checks the migration.sql folders of Prisma 2 to 7.';
  return null;
}

async function holdsGraph(directory: string, depth: number): Promise<boolean> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has('migration.sql')) return false;
  if (names.has('migration.json') && names.has('ops.json')) return true;
  if (depth === 0) return false;
  for (const entry of entries)
    if (entry.isDirectory() && (await holdsGraph(join(directory, entry.name), depth - 1))) return true;
  return false;
}
