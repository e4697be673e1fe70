import type { Git } from './git';
import { readBlobs } from './git-objects';

/** What a commit has at a path: the text of a file, or why it cannot be read (a clause for people). */
export type FileAt = { readonly text: string } | { readonly problem: string };

/**
 * Files of a commit, from the objects that the checkout has. Symbolic links are followed inside the commit's tree (git-cat-file,
 * `--follow-symlinks`), never on disk.
 * @param paths files, or folders whose files are all wanted; relative to the top of the checkout, `/`-separated
 * @returns by path; a path that the commit does not have is absent
 * @throws nothing: a commit that cannot be listed has a problem at every path
 */
export async function filesAt(git: Git, commit: string, paths: readonly string[]): Promise<Map<string, FileAt>> {
  const files = new Map<string, FileAt>();
  if (paths.length === 0) return files;
  const { code, stdout, problem } = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...paths]);
  if (code !== 0) {
    for (const path of paths) files.set(path, { problem: `cannot be read: ${problem}` });
    return files;
  }
  const ids = new Map<string, string>();
  for (const line of stdout.toString('utf8').split('\0')) {
    const entry = /^(?<mode>\d{6}) blob (?<id>[0-9a-f]+)\t(?<path>.+)$/s.exec(line)?.groups;
    if (!entry?.id || !entry.path) continue;
    const id = entry.mode === '120000' ? await linked(git, commit, entry.path) : entry.id;
    if (id === null) files.set(entry.path, { problem: 'is a link that leads nowhere or out of the repository' });
    else ids.set(entry.path, id);
  }
  const texts = await readBlobs(git, ids.values());
  for (const [path, id] of ids) {
    const text = texts.get(id);
    files.set(
      path,
      text === undefined ? { problem: 'is not in this checkout (a partial clone), or too large' } : { text },
    );
  }
  return files;
}

/** Object id of the file that a link of the commit leads to; null when there is none in the tree. */
async function linked(git: Git, commit: string, path: string): Promise<string | null> {
  if (path.includes('\n')) return null;
  const { stdout } = await git.run(['cat-file', '--batch-check', '--follow-symlinks'], `${commit}:${path}\n`);
  return /^([0-9a-f]+) blob \d+\n$/.exec(stdout.toString('latin1'))?.[1] ?? null;
}
