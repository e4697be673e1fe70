import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, outsideTarget, relativePath } from './paths';
import type { LockFile } from './repository';

export const lockFileName = 'migration_lock.toml';

/** Reads `migration_lock.toml` of a migrations directory. One that leads out of the repository is not read. */
export async function readLockFile(root: string, migrationsDirectory: string): Promise<LockFile> {
  const path = join(migrationsDirectory, lockFileName);
  const place = relativePath(root, path);
  if ((await outsideTarget(root, path)) !== null) return missing(place);
  try {
    const text = await readFile(path, 'utf8');
    return { path: place, exists: true, provider: lockProvider(text), conflictMarkers: hasConflictMarkers(text) };
  } catch (error) {
    if (isMissing(error)) return missing(place);
    throw error;
  }
}

function missing(path: string): LockFile {
  return { path, exists: false, provider: null, conflictMarkers: false };
}

/**
 * The provider as the engine reads it, which is not TOML: the first line that starts with `provider`, without a leading
 * `provider = ` and without quotes; so `provider="postgresql"` is the provider `provider="postgresql`, refused with P3019.
 * Source: prisma-engines `schema-connector/src/migrations_directory.rs`, `read_provider_from_lock_file`.
 */
export function lockProvider(text: string): string | null {
  const line = text.split(/\r?\n/).find((candidate) => candidate.startsWith('provider'));
  return line === undefined ? null : line.replace(/^(?:provider = )+/, '').replace(/^"+|"+$/g, '');
}

function hasConflictMarkers(text: string): boolean {
  return /^(?:<{7}|>{7})(?: |\r?$)/m.test(text);
}
