import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import picomatch from 'picomatch';
import { UsageError } from '../../base/errors';
import type { MigrationFile, MigrationFileProblem } from '../../contracts/repository';
import { readFileWithin } from '../../git/files';
import { isWithin, relativePath } from '../../git/paths';
import { lockFileName } from './lock-file';
import { migrationOrder } from './migration-order';
import { type MigrationText, migrationText } from './migration-text';
import { rollbackPath } from './rollback-path';

/** Ten migrations a day for more than five years. */
const mostMigrations = 20_000;

export interface MigrationListing {
  readonly migrations: readonly MigrationFile[];
  /** Relative to the root; a symbolic link to a folder, which Prisma does not follow, ends with `/`. */
  readonly strayFiles: readonly string[];
}

/**
 * Lists the migrations directory as Prisma does (packages/migrate/src/utils/listMigrations.ts): every real directory, the
 * ones that start with a dot too, is a migration; symbolic links to directories are none. Reads each file once. What is
 * odd on disk becomes a `problem` of its migration, not an error. Synchronous on purpose: for a thousand small files that is
 * several times faster than a thread pool.
 * @param otherMigrations globs of folders that have no `migration.sql` on purpose: of their names, such as `*_backfill`, or of
 * a file in them, such as `*\/migration.ts`
 * @param rollbackFile path from the root, see {@link rollbackPath}
 */
export function readMigrationFiles(
  root: string,
  directory: string,
  options: {
    readonly prismaVersion: string | null;
    readonly otherMigrations: readonly string[];
    readonly rollbackFile: string;
  },
): MigrationListing {
  const entries = readdirSync(directory, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(directory, entry.name));
  if (folders.length > mostMigrations)
    throw new UsageError(
      `${relativePath(root, directory)} has ${folders.length.toLocaleString('en')} folders, and ${mostMigrations.toLocaleString('en')} migrations are the most that the gate reads: squash those that every database has applied.`,
    );
  const isOther = picomatch([...options.otherMigrations], { dot: true });
  const realRoot = realpathSync(root);
  const isInside = isWithin(realRoot, realpathSync(directory));
  const migrations = folders.map((folder): MigrationFile => {
    const path = join(folder, 'migration.sql');
    const file = textOf(realRoot, path, isInside);
    const problem = file.problem?.kind === 'missing' ? absence(folder, isOther) : file.problem;
    const downPath = rollbackPath(options.rollbackFile, relativePath(root, folder));
    const down = textOf(realRoot, resolve(root, downPath), false).sql;
    return {
      name: basename(folder),
      path: relativePath(root, path),
      ...file,
      problem,
      down: down === null ? null : { path: downPath, sql: down },
    };
  });
  const order = migrationOrder(options.prismaVersion);
  migrations.sort((a, b) => order(a.name, b.name));
  return { migrations, strayFiles: strays(root, directory, entries) };
}

/** A folder without `migration.sql`, on purpose or not. */
function absence(folder: string, isOther: (path: string) => boolean): MigrationFileProblem {
  const files = readdirSync(folder).sort();
  const name = basename(folder);
  if ([name, ...files.map((file) => `${name}/${file}`)].some((path) => isOther(path)))
    return { kind: 'other-migration' };
  return { kind: 'missing', files };
}

/** The text of a file as Prisma reads it, or why there is none. */
function textOf(realRoot: string, path: string, folderIsInside: boolean): MigrationText {
  const file = readFileWithin(realRoot, path, { folderIsInside });
  return 'content' in file ? migrationText(file.content) : withoutText(file.problem);
}

function withoutText(problem: MigrationFileProblem): MigrationText {
  const bytes = problem.kind === 'too-large' ? problem.bytes : 0;
  return { sql: null, bytes, checksum: '', crlf: false, bom: false, invalidUtf8: false, problem };
}

function strays(root: string, directory: string, entries: readonly Dirent[]): string[] {
  const strayed = entries.filter((entry) => !entry.isDirectory() && entry.name !== lockFileName);
  const places = strayed.map((entry) => {
    const path = join(directory, entry.name);
    const isFolder = entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory();
    return relativePath(root, path) + (isFolder ? '/' : '');
  });
  return places.sort();
}
