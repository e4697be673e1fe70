import type { Client } from './client';

/** A file of a pull request, with the lines of its new text that the diff shows. */
export interface ChangedFile {
  readonly path: string;
  /** The parts of the diff, as first and last line on the right-hand side. */
  readonly hunks: readonly { readonly from: number; readonly to: number }[];
}

/** The files of a pull request, through all pages (GitHub lists at most 3,000). */
export async function listChangedFiles(
  client: Client,
  owner: string,
  repo: string,
  number: number,
): Promise<ChangedFile[]> {
  const files = await client.paginate(client.rest.pulls.listFiles, { owner, repo, pull_number: number, per_page: 100 });
  return files
    .filter(({ status }) => status !== 'removed')
    .map(({ filename, patch }) => ({ path: filename, hunks: hunksOf(patch ?? '') }));
}

/** Reads `@@ -1,4 +2,5 @@` lines. A hunk without lines on the right is none. */
export function hunksOf(patch: string): { from: number; to: number }[] {
  return [...patch.matchAll(/^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm)].flatMap(([, start, length]) => {
    const from = Number(start);
    const lines = length === undefined ? 1 : Number(length);
    return lines > 0 ? [{ from, to: from + lines - 1 }] : [];
  });
}
