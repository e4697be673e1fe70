import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, relative, sep } from 'node:path';

/** The path relative to the repository root, `/`-separated also on Windows; '.' for the root itself. */
export function relativePath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/') || '.';
}

/** True when `path` is `directory` or below it; both absolute. Says nothing of symbolic links: resolve them first. */
export function isWithin(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The folders of `PATH` outside a checkout: a program that the repository brings along is not run. */
export function programFolders(checkout: string): string[] {
  const path = process.env.PATH ?? process.env.Path ?? '';
  return path.split(delimiter).filter((folder) => isAbsolute(folder) && !isWithin(checkout, folder));
}

/**
 * Where a path really is when its symbolic links lead out of the repository; null when it stays inside or does not
 * exist. A repository under check is a stranger's: its links must not make the gate read the machine's files.
 */
export async function outsideTarget(root: string, path: string): Promise<string | null> {
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(path)]);
    return isWithin(realRoot, real) ? null : real;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** True for the error of a path that is not there. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** `EACCES` and the like; '' when the thrown value has no code. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The directory and those above it up to and including the root, nearest first; only the directory when it is outside. */
export function ancestors(directory: string, root: string): string[] {
  if (!isWithin(root, directory)) return [directory];
  const found = [directory];
  for (let at = directory; at !== root && dirname(at) !== at; ) {
    at = dirname(at);
    found.push(at);
  }
  return found;
}

/** The directory, or the nearest one above it that exists. */
export function nearestExisting(directory: string): string {
  return existsSync(directory) || dirname(directory) === directory ? directory : nearestExisting(dirname(directory));
}
