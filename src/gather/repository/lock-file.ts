import { join } from 'node:path';
import type { LockFile } from '../../contracts/repository';
import { readTextIfThere } from '../../git/files';
import { relativePath } from '../../git/paths';

export const lockFileName = 'migration_lock.toml';

/** Reads `migration_lock.toml` of a migrations directory. One that leads out of the repository is not read. */
export function readLockFile(root: string, migrationsDirectory: string): LockFile {
  const path = join(migrationsDirectory, lockFileName);
  const place = relativePath(root, path);
  const text = readTextIfThere(root, path);
  if (text === null) return { path: place, exists: false, provider: null, conflictMarkers: false };
  return { path: place, exists: true, provider: lockProvider(text), conflictMarkers: hasConflictMarkers(text) };
}

/**
 * The provider as the engine reads it, which is not TOML: the first line that starts with `provider`, without a leading
 * `provider = ` and without quotes; so `provider="postgresql"` is the provider `provider="postgresql`, refused with P3019.
 * Source: prisma-engines `schema-connector/src/migrations_directory.rs`, `read_provider_from_lock_file`.
 */
export function lockProvider(text: string): string | null {
  const line = text.split(/\r?\n/).find((candidate) => candidate.startsWith('provider'));
  return line === undefined ? null : line.replace(/^(?:provider = )+/, '').replace(/^"+|(?<!")"+$/g, '');
}

function hasConflictMarkers(text: string): boolean {
  return /^(?:<{7}|>{7})(?: |\r?$)/m.test(text);
}
