import { dirname, join } from 'node:path';
import { UsageError } from '../../base/errors';
import { readTextIfThere } from '../../git/files';
import { ancestors, relativePath } from '../../git/paths';

/** What the gate reads of a package.json. */
export interface PackageJson {
  /** Absolute path of the file. */
  readonly path: string;
  /** Absolute path of its directory. */
  readonly directory: string;
  /** `prisma.schema`, used by Prisma up to 6. */
  readonly prismaSchema: string | undefined;
  /** `pnpm`, `npm`, `yarn` or `bun`, from `packageManager`; undefined when not said. */
  readonly packageManager: string | undefined;
  /** Ranges of all kinds of dependencies, by package name. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * The package.json of the directory or of the nearest one above it, up to the repository root.
 * @throws UsageError when it is not JSON
 */
export async function nearestPackageJson(directory: string, root: string): Promise<PackageJson | null> {
  for await (const found of packageJsons(directory, root)) return found;
  return null;
}

/** Every package.json from the directory up to the repository root, nearest first. */
export async function* packageJsons(directory: string, root: string): AsyncGenerator<PackageJson> {
  for (const candidate of ancestors(directory, root)) {
    const path = join(candidate, 'package.json');
    const text = readTextIfThere(root, path);
    if (text !== null) yield parsePackageJson(root, path, text);
  }
}

/**
 * What the text of a package.json says.
 * @throws UsageError when it is not JSON
 */
export function parsePackageJson(root: string, path: string, text: string): PackageJson {
  const json = object(parseJson(root, path, text));
  const dependencies: Record<string, string> = {};
  for (const kind of ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'])
    for (const [name, range] of Object.entries(object(json[kind])))
      if (typeof range === 'string') dependencies[name] = range;
  const { schema } = object(json.prisma);
  const manager = typeof json.packageManager === 'string' ? json.packageManager.split('@')[0] : undefined;
  return {
    path,
    directory: dirname(path),
    prismaSchema: typeof schema === 'string' ? schema : undefined,
    packageManager: manager,
    dependencies,
  };
}

function parseJson(root: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`${relativePath(root, path)} is not valid JSON.`);
  }
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
