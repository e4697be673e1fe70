import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { gte } from 'semver';
import { UsageError } from '../../base/errors';
import type { SchemaFile } from '../../contracts/repository';
import type { Settings } from '../../contracts/settings';
import { readText } from '../../git/files';
import { isMissing, outsideTarget, relativePath } from '../../git/paths';
import { nearestPackageJson } from './package-json';
import type { FoundConfig } from './prisma-config';
import { readSchemaFolder } from './schema-folder';

/** The schema as Prisma would load it. */
export interface FoundSchema {
  /** Absolute path of the file or folder. */
  readonly path: string;
  /** The folder, or the directory of the single file: Prisma's `schemaRootDir`. */
  readonly rootDirectory: string;
  readonly files: readonly SchemaFile[];
}

/**
 * Finds the schema in Prisma's order: the input; `schema` of prisma.config; `prisma.schema` of the nearest package.json
 * (up to Prisma 6); `schema.prisma`; `prisma/schema.prisma`; the folder `prisma/schema` (a default of 5.15 to 6.5).
 * Source: packages/internals/src/cli/getSchema.ts of 5.22, 6.19 and 7.9.
 * @returns null when none of the default places has one
 * @throws UsageError when a place that was named has none
 */
export async function findSchema(
  settings: Settings,
  config: FoundConfig | null,
  prismaVersion: () => Promise<string | null>,
): Promise<FoundSchema | null> {
  const { repositoryRoot: root, workingDirectory } = settings;
  if (settings.schema !== undefined) {
    const path = resolve(workingDirectory, settings.schema);
    return named(root, path, `The input \`schema\` is ${settings.schema}`);
  }
  if (config?.schema) return named(root, config.schema, `${config.config.path} sets \`schema\``);

  const manifest = await packageJsonSchema(settings);
  if (manifest !== null && !ignoresPackageJson(await prismaVersion()))
    return named(root, manifest.schema, `${manifest.path} sets \`prisma.schema\``);

  for (const path of defaultPlaces(workingDirectory, config)) {
    const schema = await load(root, path);
    if (schema !== null && schema.files.length > 0) return schema;
  }
  return null;
}

function ignoresPackageJson(prismaVersion: string | null): boolean {
  return prismaVersion !== null && gte(prismaVersion, '7.0.0');
}

/** The places that Prisma looks in when nothing names one, absolute. */
export function defaultPlaces(workingDirectory: string, config: FoundConfig | null): string[] {
  const directories = new Set([config?.directory ?? workingDirectory, workingDirectory]);
  return [...directories].flatMap((directory) => [
    join(directory, 'schema.prisma'),
    join(directory, 'prisma', 'schema.prisma'),
    join(directory, 'prisma', 'schema'),
  ]);
}

async function packageJsonSchema(settings: Settings): Promise<{ path: string; schema: string } | null> {
  const manifest = await nearestPackageJson(settings.workingDirectory, settings.repositoryRoot);
  const schema = manifest?.prismaSchema;
  if (manifest === null || schema === undefined) return null;
  const path = relativePath(settings.repositoryRoot, manifest.path);
  return { path, schema: resolve(dirname(manifest.path), schema) };
}

async function named(root: string, path: string, by: string): Promise<FoundSchema> {
  const place = relativePath(root, path);
  const schema = await load(root, path);
  if (schema === null) throw new UsageError(`${by}, but there is no file or folder ${place}.`);
  if (schema.files.length === 0) throw new UsageError(`${by}, but the folder ${place} has no .prisma file in it.`);
  return schema;
}

/** Null when there is nothing at the path. */
async function load(root: string, path: string): Promise<FoundSchema | null> {
  const outside = await outsideTarget(root, path);
  if (outside !== null)
    throw new UsageError(
      `The schema ${relativePath(root, path)} leads out of the repository, which the gate does not follow: keep the schema inside ${root}.`,
    );
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { path, rootDirectory: path, files: await readSchemaFolder(root, path) };
    const text = readText(root, path);
    return text === null
      ? null
      : { path, rootDirectory: dirname(path), files: [{ path: relativePath(root, path), text }] };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const skipped = new Set(['node_modules', '.git', 'dist', 'build', '.next']);

/**
 * Schemas elsewhere in the repository, to name in the message when none is where Prisma looks: paths relative to the
 * root, at most ten, at most five folders deep.
 */
export async function schemasElsewhere(root: string): Promise<string[]> {
  const found: string[] = [];
  let level = [root];
  for (let depth = 0; depth <= 5 && found.length < 10; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
        if (entry.isDirectory() && !skipped.has(entry.name)) next.push(join(directory, entry.name));
        else if (entry.name === 'schema.prisma') found.push(relativePath(root, join(directory, entry.name)));
      }
    }
    level = next.slice(0, 2000);
  }
  return found.slice(0, 10);
}
