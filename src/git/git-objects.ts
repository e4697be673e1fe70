import { largestFile } from './files';
import type { Git } from './git';

/** A file in a commit. */
export interface GitFile {
  /** Relative to the top of the checkout. */
  readonly path: string;
  /** Object id of the text. */
  readonly id: string;
}

/** Regular files of a commit below a directory ('' for all); symbolic links and submodules are left out. */
export async function listFiles(git: Git, commit: string, directory: string): Promise<GitFile[]> {
  const below = directory === '' ? [] : [`${directory}/`];
  const { stdout } = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...below]);
  return stdout
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const match = /^100\d{3} blob (?<id>[0-9a-f]+)\t(?<path>.+)$/s.exec(line)?.groups;
      return match?.id && match.path ? [{ path: match.path, id: match.id }] : [];
    });
}

/**
 * The texts of objects by id, decoded as Prisma would. One that the checkout does not have (a partial clone), or that is
 * larger than what the gate reads from disk, is left out.
 */
export async function readBlobs(git: Git, ids: Iterable<string>): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  const texts = new Map<string, string>();
  if (wanted.length === 0) return texts;
  const sizes = await git.run(['cat-file', '--batch-check'], lines(wanted));
  const readable = [...sizes.stdout.toString('latin1').matchAll(/^([0-9a-f]+) blob (\d+)$/gm)]
    .filter(([, , size]) => Number(size) <= largestFile)
    .map(([, id]) => id ?? '');
  if (readable.length === 0) return texts;
  const { stdout } = await git.run(['cat-file', '--batch'], lines(readable));
  // Each is `<id> blob <size>`, a line feed, the text, a line feed.
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at);
    if (end === -1) break;
    const [id, , size] = stdout.toString('latin1', at, end).split(' ');
    const next = end + 1 + Number(size);
    if (id === undefined || !Number.isFinite(next)) break;
    texts.set(id, stdout.toString('utf8', end + 1, next));
    at = next + 1;
  }
  return texts;
}

function lines(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join('');
}
