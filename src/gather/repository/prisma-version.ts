import { join } from 'node:path';
import { minVersion, valid } from 'semver';
import { UsageError } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Settings } from '../../contracts/settings';
import { readTextIfThere } from '../../git/files';
import { ancestors, relativePath } from '../../git/paths';
import { bunLock } from './lock-files/bun';
import type { LockReader, PackageLock } from './lock-files/lock';
import { npmLock } from './lock-files/npm';
import { pnpmLock } from './lock-files/pnpm';
import { yarnLock } from './lock-files/yarn';
import { type PackageJson, packageJsons } from './package-json';

/** Which Prisma the project uses, and where that was read. */
export interface PrismaVersion {
  /** Such as `6.19.0`; null when nothing tells. */
  readonly version: string | null;
  /** False for the lower bound of a range, and without a version. */
  readonly isExact: boolean;
  readonly source: string | null;
}

const readers: readonly { readonly file: string; readonly manager: string; readonly read: LockReader }[] = [
  { file: 'npm-shrinkwrap.json', manager: 'npm', read: npmLock },
  { file: 'package-lock.json', manager: 'npm', read: npmLock },
  { file: 'pnpm-lock.yaml', manager: 'pnpm', read: pnpmLock },
  { file: 'yarn.lock', manager: 'yarn', read: yarnLock },
  { file: 'bun.lock', manager: 'bun', read: bunLock },
];

/** In the order in which they are trusted: the CLI runs the migrations, the client has its version as a rule. */
const packages = ['prisma', '@prisma/client'];

/**
 * The Prisma version: the input; else what the nearest lock file, from the directory up to the repository root, installs for
 * it; else the lowest version that package.json allows.
 * @throws UsageError when the input is not a version
 */
export async function findPrismaVersion(settings: Settings, directory: string, log: Log): Promise<PrismaVersion> {
  const { repositoryRoot: root, prismaVersion: input } = settings;
  if (input !== undefined) {
    const version = valid(input) ?? lowest(input);
    if (version === null)
      throw new UsageError(`The input \`prisma-version\` is ${input}, which is not a version such as 6.19.0.`);
    return { version, isExact: valid(input) !== null, source: 'input prisma-version' };
  }
  const manifests: PackageJson[] = [];
  for await (const manifest of packageJsons(directory, root)) manifests.push(manifest);
  const project = manifests.find(({ dependencies }) => packages.some((name) => name in dependencies)) ?? manifests[0];
  const locked = await lockedVersion(settings, project?.directory ?? directory, project, manifests, log);
  return locked ?? declaredVersion(root, project);
}

async function lockedVersion(
  { repositoryRoot: root }: Settings,
  directory: string,
  project: PackageJson | undefined,
  manifests: readonly PackageJson[],
  log: Log,
): Promise<PrismaVersion | null> {
  const manager = manifests.find(({ packageManager }) => packageManager !== undefined)?.packageManager;
  const preferred = readers.toSorted((a, b) => Number(b.manager === manager) - Number(a.manager === manager));
  for (const place of ancestors(directory, root)) {
    const within = relativePath(place, directory);
    for (const { file, read } of preferred) {
      const path = join(place, file);
      const text = readTextIfThere(root, path);
      if (text === null) continue;
      const version = ask(relativePath(root, path), text, read, log)(within === '.' ? '' : within, project);
      if (version !== null) return { version, isExact: true, source: relativePath(root, path) };
    }
  }
  return null;
}

/** A lock file that cannot be read is no reason to stop: package.json still tells the range. */
function ask(path: string, text: string, read: LockReader, log: Log) {
  return (within: string, project: PackageJson | undefined): string | null => {
    let lock: PackageLock;
    try {
      lock = read(text);
    } catch {
      log.warn(`${path} cannot be parsed, so it does not tell the Prisma version.`);
      return null;
    }
    for (const name of packages) {
      const version = lock.versionOf(name, within, project?.dependencies[name]);
      if (version !== null && valid(version) !== null) return version;
    }
    return null;
  };
}

function declaredVersion(root: string, project: PackageJson | undefined): PrismaVersion {
  for (const name of packages) {
    const range = project?.dependencies[name]?.replace(/^npm:(?:@?[^@]+@)?/, '');
    const version = range === undefined ? null : lowest(range);
    if (version !== null && project !== undefined)
      return {
        version,
        isExact: false,
        source: `${relativePath(root, project.path)} (${name} ${range}, lowest version)`,
      };
  }
  return { version: null, isExact: false, source: null };
}

/** Null for `latest`, `catalog:`, `workspace:*` and the like. */
function lowest(range: string): string | null {
  try {
    const version = minVersion(range)?.version ?? null;
    return version === '0.0.0' ? null : version;
  } catch {
    return null;
  }
}
