import { join, posix, relative, sep } from 'node:path';
import { UsageError } from '../../base/errors';
import type { Settings } from '../../contracts/settings';
import type { Checkout } from '../../git/checkout';
import { filesAt } from '../../git/commit-files';
import { readTextIfThere } from '../../git/files';
import { ancestors } from '../../git/paths';
import { parsePackageJson } from './package-json';
import { configPlaces, type FoundConfig, parsePrismaConfig } from './prisma-config';

/** What a file says, in words; null value: nothing. `file` is relative to the top of the checkout. */
export interface Said {
  readonly value: string | null;
  readonly file: string | null;
}

/** What the project's own files say of where Prisma looks, and of what it leaves alone. */
export interface PrismaPlaces {
  readonly schema: Said;
  readonly migrations: Said;
  readonly external: Said;
}

/**
 * What prisma.config and the nearest package.json say in a commit, found as on disk.
 * @param checkout that of the working directory
 * @param commit null: the files on disk
 */
export async function placesIn(
  { git, path: prefix }: Checkout,
  settings: Settings,
  commit: string | null,
): Promise<PrismaPlaces> {
  const { workingDirectory, repositoryRoot } = settings;
  const inTree = (path: string) => posix.join(prefix, relative(workingDirectory, path).split(sep).join('/'));
  const configs = configPlaces(workingDirectory);
  const manifests = ancestors(workingDirectory, repositoryRoot).map((folder) => join(folder, 'package.json'));
  const texts = await textsOf([...configs, ...manifests]);

  const file = configs.find((path) => texts.has(path));
  const config = file === undefined ? null : read(() => parsePrismaConfig(settings, file, texts.get(file) ?? ''));
  const manifest = manifests.find((path) => texts.has(path));
  const schema =
    manifest === undefined
      ? null
      : read(() => parsePackageJson(repositoryRoot, manifest, texts.get(manifest) ?? '').prismaSchema ?? null);

  const said = (key: 'schema' | 'migrations.path', path: string | null): Said | null => {
    if (file === undefined) return null;
    if (typeof config === 'string') return { value: config, file: inTree(file) };
    const isCode = config?.config.notLiteral.some((entry) => entry.key === key);
    return path === null && !isCode ? null : { value: isCode ? 'code' : inTree(path ?? ''), file: inTree(file) };
  };
  const found = typeof config === 'string' ? null : config;
  const none: Said = { value: null, file: null };
  return {
    schema: said('schema', found?.schema ?? null) ?? (schema ? { value: schema, file: inTree(manifest ?? '') } : none),
    migrations: said('migrations.path', found?.migrationsPath ?? null) ?? none,
    external: file === undefined ? none : { value: externals(found), file: inTree(file) },
  };

  async function textsOf(paths: readonly string[]): Promise<Map<string, string>> {
    const byPath = new Map<string, string>();
    if (commit === null) {
      for (const path of paths) {
        const text = readTextIfThere(repositoryRoot, path);
        if (text !== null) byPath.set(path, text);
      }
      return byPath;
    }
    const within = paths.filter((path) => !inTree(path).startsWith('../'));
    const files = await filesAt(git, commit, within.map(inTree));
    for (const path of within) {
      const at = files.get(inTree(path));
      if (at !== undefined) byPath.set(path, 'text' in at ? at.text : '');
    }
    return byPath;
  }
}

/** What the file says, or in words that it cannot be read: then what it said before cannot be told. */
function read<T>(parse: () => T): T | string {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UsageError) return 'cannot be parsed';
    throw error;
  }
}

function externals(config: FoundConfig | null): string | null {
  if (config === null) return null;
  const { externalTables, externalEnums } = config.config;
  const all = [...externalTables, ...externalEnums].sort();
  return all.length === 0 ? null : all.join(', ');
}
