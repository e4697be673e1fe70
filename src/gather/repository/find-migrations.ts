import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lt } from 'semver';
import { UsageError } from '../../base/errors';
import type { Settings } from '../../contracts/settings';
import { isMissing, outsideTarget, relativePath } from '../../git/paths';
import type { FoundSchema } from './find-schema';
import type { Datasource } from './schema-source';

/** The migrations directory. */
export interface FoundMigrations {
  /** Absolute. */
  readonly directory: string;
  readonly exists: boolean;
  /** Every place it could have been, absolute; the first is where this Prisma version looks. */
  readonly places: readonly string[];
}

/**
 * Finds the migrations directory: the input; `migrations.path` of prisma.config; else `migrations` beside the schema. For a
 * schema folder "beside" has changed twice: next to the folder (up to 6.5), next to the file with the datasource (6.6 to
 * 6.19), in the folder (7). The place of the version in use comes first, then whichever exists: a schema made into a
 * folder with its migrations left behind is what Prisma calls "no migration found … up to date" (prisma#28215).
 * Source: packages/migrate/src/Migrate.ts of 6.5, packages/internals/src/cli/directoryConfig.ts of 6.19 and 7.9.
 * @throws UsageError when the input names no directory, or the directory leads out of the repository
 */
export async function findMigrations(
  settings: Settings,
  schema: FoundSchema,
  found: { readonly datasource: Datasource; readonly configured: string | null; readonly prismaVersion: string | null },
): Promise<FoundMigrations> {
  const { repositoryRoot: root, workingDirectory } = settings;
  const input = settings.migrations;
  if (input !== undefined) {
    const directory = resolve(workingDirectory, input);
    if (!(await isDirectory(root, directory)))
      throw new UsageError(
        `The input \`migrations\` is ${input}, but there is no folder ${relativePath(root, directory)}.`,
      );
    return { directory, exists: true, places: [directory] };
  }
  if (found.configured !== null) {
    const directory = found.configured;
    return { directory, exists: await isDirectory(root, directory), places: [directory] };
  }
  const places = defaultPlaces(root, schema, found.datasource, found.prismaVersion);
  for (const directory of places) if (await isDirectory(root, directory)) return { directory, exists: true, places };
  const [directory = join(schema.rootDirectory, 'migrations')] = places;
  return { directory, exists: false, places };
}

function defaultPlaces(root: string, schema: FoundSchema, datasource: Datasource, version: string | null): string[] {
  const besideFolder = dirname(schema.path);
  const datasourceFile = datasource.place?.path;
  const besideDatasource = datasourceFile === undefined ? schema.rootDirectory : dirname(resolve(root, datasourceFile));
  const inFolder = schema.rootDirectory;
  const order =
    version !== null && lt(version, '6.6.0')
      ? [besideFolder, besideDatasource, inFolder]
      : version !== null && lt(version, '7.0.0')
        ? [besideDatasource, inFolder, besideFolder]
        : [inFolder, besideDatasource, besideFolder];
  return [...new Set(order.map((directory) => join(directory, 'migrations')))];
}

async function isDirectory(root: string, path: string): Promise<boolean> {
  const outside = await outsideTarget(root, path);
  if (outside !== null)
    throw new UsageError(
      `The migrations folder ${relativePath(root, path)} leads out of the repository, which the gate does not follow: keep it inside ${root}.`,
    );
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
