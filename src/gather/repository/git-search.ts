import { join } from 'node:path';
import type { FoundText } from '../../contracts/repository';
import { findCheckout } from '../../git/checkout';
import type { Git } from '../../git/git';
import { readBlobs } from '../../git/git-objects';
import { checksumState, sha256 } from './checksum';

/** What to look for: a row of `_prisma_migrations`. */
export interface WantedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** The most commits that are looked at for one search. */
const commitLimit = 20_000;

/**
 * Looks for the texts of migrations in all branches, tags, reflogs and their history, as far as the checkout has them: first
 * in folders of that name, then in any `migration.sql`. No network.
 * @param root absolute path of the repository
 * @param migrationsPath relative to the root
 * @returns by the checksum that was wanted, those that a text has, with whatever line ends; none without a git checkout
 */
export async function findInGit(
  root: string,
  migrationsPath: string,
  wanted: readonly WantedMigration[],
): Promise<Map<string, FoundText>> {
  const found = new Map<string, FoundText>();
  if (wanted.length === 0) return found;
  const checkout = await findCheckout(join(root, migrationsPath));
  if ('problem' in checkout) return found;
  const { git } = checkout;
  await search(
    wanted.map(({ name }) => `**/${escapeGlob(name)}/migration.sql`),
    wanted,
  );
  await search(
    ['**/migration.sql'],
    wanted.filter(({ checksum }) => !found.has(checksum)),
  );
  return found;

  async function search(patterns: readonly string[], sought: readonly WantedMigration[]): Promise<void> {
    if (sought.length === 0) return;
    const commits = await writtenTexts(git, patterns);
    for (const [blob, sql] of await readBlobs(git, commits.keys())) {
      const text = { sql, checksum: sha256(sql) };
      const commit = commits.get(blob) ?? '';
      for (const { checksum } of sought)
        if (!found.has(checksum) && isUnedited(checksumState(checksum, text)))
          found.set(checksum, { commit, blob, sql });
    }
  }
}

function isUnedited(state: ReturnType<typeof checksumState>): boolean {
  return state === 'match' || state === 'line-endings';
}

/** Object id of each text that a commit gave to a file of these patterns, with the newest such commit. */
async function writtenTexts(git: Git, patterns: readonly string[]): Promise<Map<string, string>> {
  const options = ['--all', '--reflog', `--max-count=${commitLimit}`, '--format=commit %H', '--raw', '--no-abbrev'];
  const { stdout } = await git.run([
    'log',
    ...options,
    // For a merge, only what it did not take from any parent.
    '-c',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--',
    ...patterns.map((pattern) => `:(top,glob)${pattern}`),
  ]);
  const written = new Map<string, string>();
  let commit = '';
  for (const line of stdout.toString('latin1').split('\n')) {
    if (line.startsWith('commit ')) commit = line.slice('commit '.length);
    // `:modes ids status`, one mode and id per parent and the file's own last; mode 100644 is a regular file.
    const id = /^:+[\d ]* 100\d{3} [0-9a-f ]* ([0-9a-f]+) [A-Z]+\t/.exec(line)?.[1];
    if (id !== undefined && !written.has(id)) written.set(id, commit);
  }
  return written;
}

/** The name as a glob pattern that matches only itself. */
function escapeGlob(name: string): string {
  return name.replace(/[\\*?[\]]/g, '\\$&');
}
