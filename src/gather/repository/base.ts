import { basename, dirname } from 'node:path';
import type { BaseComparison, MigrationFile } from '../../contracts/repository';
import { type BaseCommits, findBase, howToFetch } from '../../git/base-commits';
import { findCheckout } from '../../git/checkout';
import type { Git } from '../../git/git';
import { type GitFile, listFiles, readBlobs } from '../../git/git-objects';
import { sha256 } from './checksum';
import { migrationOrder } from './migration-order';

/** What is compared. */
export interface Change {
  /** Absolute path of the migrations directory; it need not exist. */
  readonly directory: string;
  readonly migrations: readonly MigrationFile[];
  readonly ref: string;
  /** The base of the pull request or merge group that this job runs for. */
  readonly pullRequestBase: string | undefined;
  readonly prismaVersion: string | null;
}

/** Either may be null; both are set when a shallow clone allows half of the comparison. */
export interface BaseResult {
  readonly base: BaseComparison | null;
  /** What could not be compared and how to mend that, one line for people. */
  readonly problem: string | null;
}

/**
 * Compares the migrations on disk with those of the base branch, from git objects that the checkout has: no network, and
 * nothing of the repository is executed.
 */
export async function compareWithBase(change: Change): Promise<BaseResult> {
  const { ref } = change;
  const checkout = await findCheckout(change.directory);
  if ('problem' in checkout)
    return { base: null, problem: `The change cannot be compared with ${ref}: ${checkout.problem}.` };
  const { git, path } = checkout;
  const commits = await findBase(git, ref, change.pullRequestBase);
  if ('problem' in commits) return { base: null, problem: commits.problem };
  return { base: await compare(git, path, commits, change), problem: partial(ref, commits) };
}

function partial(ref: string, { fork }: BaseCommits): string | null {
  if (fork !== null) return null;
  return `The clone is shallow, so migrations that this branch edited or deleted cannot be told from those that ${ref} changed: ${howToFetch(ref, true)}.`;
}

async function compare(git: Git, path: string, { tip, fork }: BaseCommits, change: Change): Promise<BaseComparison> {
  const order = migrationOrder(change.prismaVersion);
  const names = change.migrations.map(({ name }) => name);
  const mergeBase = fork ?? tip;
  const onBase = await migrationsOf(git, mergeBase, path, names);
  const onTip = mergeBase === tip ? onBase : await migrationsOf(git, tip, path, names);
  const ids = [onBase, onTip].flatMap((list) => [...list.values()].flatMap((file) => file?.id ?? []));
  const texts = await readBlobs(git, ids);
  const textOf = (list: MigrationList, name: string) => texts.get(list.get(name)?.id ?? '');

  const known = { base: (name: string) => textOf(onBase, name), tip: (name: string) => textOf(onTip, name) };
  return {
    ref: change.ref,
    mergeBase,
    tip,
    tipMigrations: [...onTip.keys()].sort(order),
    migrations: [...onBase.keys()].sort(order).map((name) => {
      const text = known.base(name);
      return { name, checksum: text === undefined ? '' : sha256(text) };
    }),
    added: names.filter((name) => !onBase.has(name) && !onTip.has(name)),
    edited: fork === null ? [] : change.migrations.flatMap((file) => edit(file, known) ?? []),
    deleted: fork === null ? [] : [...onBase.keys()].filter((name) => !names.includes(name) && onTip.has(name)),
  };
}

/** Name of each migration folder and its `migration.sql`, null without one. */
type MigrationList = ReadonlyMap<string, GitFile | null>;

/** The migrations of a commit; when it has none at the path, those of the directory that the change has moved. */
async function migrationsOf(git: Git, commit: string, path: string, names: readonly string[]): Promise<MigrationList> {
  const files = await listFiles(git, commit, path);
  if (files.length > 0 || names.length === 0) return byMigration(files, path);
  const [then, now] = await Promise.all([listFiles(git, commit, ''), listFiles(git, 'HEAD', '')]);
  const moved = movedFrom(migrationDirectories(then), migrationDirectories(now), new Set(names));
  return moved === null ? new Map() : byMigration(then, moved);
}

function byMigration(files: readonly GitFile[], directory: string): MigrationList {
  const list = new Map<string, GitFile | null>();
  const prefix = directory === '' ? '' : `${directory}/`;
  for (const file of files) {
    if (!file.path.startsWith(prefix)) continue;
    const [name, child, ...deeper] = file.path.slice(prefix.length).split('/');
    if (name === undefined || child === undefined) continue;
    if (child === 'migration.sql' && deeper.length === 0) list.set(name, file);
    else if (!list.has(name)) list.set(name, null);
  }
  return list;
}

/** Names of migrations by the directory that they are in. */
function migrationDirectories(files: readonly GitFile[]): Map<string, string[]> {
  const directories = new Map<string, string[]>();
  for (const { path } of files) {
    if (basename(path) !== 'migration.sql') continue;
    const folder = dirname(path);
    const directory = dirname(folder) === '.' ? '' : dirname(folder);
    directories.set(directory, [...(directories.get(directory) ?? []), basename(folder)]);
  }
  return directories;
}

/** A directory that is not there any more and most of whose migrations are on disk; null unless it is the only one. */
function movedFrom(
  then: ReadonlyMap<string, readonly string[]>,
  now: ReadonlyMap<string, readonly string[]>,
  onDisk: ReadonlySet<string>,
): string | null {
  const candidates = [...then].filter(
    ([directory, names]) => !now.has(directory) && names.filter((name) => onDisk.has(name)).length * 2 > names.length,
  );
  return candidates.length === 1 ? (candidates[0]?.[0] ?? null) : null;
}

/** Null when the file is as on the base branch, line ends apart, or new. */
function edit(
  { name, sql }: MigrationFile,
  known: Record<'base' | 'tip', (name: string) => string | undefined>,
): { name: string; line: number } | null {
  const before = known.base(name) ?? known.tip(name);
  if (sql === null || before === undefined) return null;
  const isSame = (other: string | undefined) => other !== undefined && lf(other) === lf(sql);
  if (isSame(before) || isSame(known.tip(name))) return null;
  return { name, line: firstDifferentLine(lf(before), lf(sql)) };
}

/** 1-based, of the second text; its last line when lines were only removed from its end. */
function firstDifferentLine(before: string, after: string): number {
  const old = before.split('\n');
  const lines = after.split('\n');
  const at = lines.findIndex((line, index) => line !== old[index]);
  return at === -1 ? lines.length : at + 1;
}

function lf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
