import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { parse } from 'node:path';
import { UsageError } from '../base/errors';
import { errorCode, isMissing, isWithin, relativePath } from './paths';

/** A file above this is not read: 50 MB. */
export const largestFile = 50 * 1024 * 1024;

/** A file of configuration above this is not read: 1 MB. */
export const largestConfig = 1024 * 1024;

/** Why there is no content of a file. */
export type FileProblem =
  | { readonly kind: 'missing' }
  /** A symbolic link leads out of the repository. */
  | { readonly kind: 'outside'; readonly target: string }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly bytes: number };

/** A folder, a pipe, a device. */
const notAFile: FileProblem = { kind: 'unreadable', reason: 'it is not a file' };

/**
 * Reads a file that is named by the repository: a stranger's, whose symbolic links must not make the gate read the machine's
 * files, nor wait for a pipe or a device, nor fill its memory. Every file of the repository is read here. Synchronous on
 * purpose: for a thousand small files that is several times faster than a thread pool.
 * @param realRoot the repository's root without symbolic links
 * @param folderIsInside whether the file's folder is known to be in the repository, and no symbolic link
 * @throws whatever is no answer of the file system
 */
export function readFileWithin(
  realRoot: string,
  path: string,
  { folderIsInside = false, limit = largestFile } = {},
): { readonly content: Buffer } | { readonly problem: FileProblem } {
  try {
    // Asked first because many of the files that are looked for are not there, and exceptions are slow.
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry === undefined) return { problem: { kind: 'missing' } };
    const isPlain = folderIsInside && entry.isFile();
    const real = isPlain ? path : realpathSync.native(path);
    if (!isPlain && !isWithin(realRoot, real)) return { problem: { kind: 'outside', target: real } };
    const status = isPlain ? entry : statSync(real);
    if (!status.isFile()) return { problem: notAFile };
    if (status.size > limit) return { problem: { kind: 'too-large', bytes: status.size } };
    return { content: readFileSync(real) };
  } catch (error) {
    if (isMissing(error)) return { problem: { kind: 'missing' } };
    const code = errorCode(error);
    if (code === '') throw error;
    return { problem: { kind: 'unreadable', reason: code === 'EACCES' ? 'permission denied' : code } };
  }
}

/**
 * The content of a file, null when there is none.
 * @throws UsageError when it is there and cannot be read, is too large, or leads out of the repository
 */
export function readContent(root: string, path: string, limit = largestFile): Buffer | null {
  const file = readFileWithin(realpathSync(root), path, { limit });
  if ('content' in file) return file.content;
  if (file.problem.kind === 'missing') return null;
  throw new UsageError(`${relativePath(root, path)} ${fileProblem(file.problem, limit)}`);
}

/** {@link readContent} as text. */
export function readText(root: string, path: string, limit = largestFile): string | null {
  return readContent(root, path, limit)?.toString('utf8') ?? null;
}

/**
 * {@link readText} for a file that the gate can do without: what is not a file, or leads out of the repository, is none.
 * @throws UsageError as {@link readContent} for what is there otherwise
 */
export function readTextIfThere(root: string, path: string, limit = largestFile): string | null {
  const file = readFileWithin(realpathSync(root), path, { limit });
  if ('content' in file) return file.content.toString('utf8');
  const { problem } = file;
  if (problem.kind === 'missing' || problem.kind === 'outside' || problem === notAFile) return null;
  throw new UsageError(`${relativePath(root, path)} ${fileProblem(problem, limit)}`);
}

/**
 * A file that a setting names. One outside of the repository is the workflow's own; one inside is the repository's, and read
 * as such.
 * @throws UsageError as {@link readContent}, and when there is no such file
 */
export function readNamedFile(root: string, path: string, limit = largestFile): Buffer {
  const content = readContent(isWithin(root, path) ? root : parse(path).root, path, limit);
  if (content === null) throw new UsageError(`${relativePath(root, path)} is not there.`);
  return content;
}

function fileProblem(problem: Exclude<FileProblem, { kind: 'missing' }>, limit: number): string {
  if (problem.kind === 'outside')
    return `is a symbolic link that leads out of the repository (to ${problem.target}), which the gate does not follow: replace it by the file itself.`;
  if (problem.kind === 'too-large')
    return `is larger than the ${limit / 1024 / 1024} MB that the gate reads (${problem.bytes} bytes).`;
  return `cannot be read: ${problem.reason}.`;
}
