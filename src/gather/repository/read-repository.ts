import { join } from 'node:path';
import { UsageError } from '../../base/errors';
import type { Log } from '../../base/log';
import type { MigrationFile, Repository } from '../../contracts/repository';
import type { Settings } from '../../contracts/settings';
import { relativePath } from '../../git/paths';
import { type BaseResult, compareWithBase } from './base';
import { findMigrations } from './find-migrations';
import { defaultPlaces, type FoundSchema, findSchema, schemasElsewhere } from './find-schema';
import { gateChanges } from './gate-changes';
import { readLockFile } from './lock-file';
import { type MigrationListing, readMigrationFiles } from './migration-files';
import { type FoundConfig, readPrismaConfig, requireLiteral } from './prisma-config';
import { findPrismaVersion, type PrismaVersion } from './prisma-version';
import { datasourceOf } from './schema-source';
import { unsupportedLayout, unsupportedProvider } from './unsupported';

/**
 * Reads everything the gate takes from files: schema, migrations, lock file, Prisma version and config, and the base branch.
 * What is odd in the files becomes data for the rules.
 * @throws UsageError when schema or migrations cannot be found, or a setting names something that is not there
 */
export async function readRepository(settings: Settings, log: Log): Promise<Repository> {
  const { repositoryRoot: root } = settings;
  const found = await readConfig(settings, log);
  const schema = await findSchema(settings, found, async () => {
    return (await findPrismaVersion(settings, settings.workingDirectory, log)).version;
  });
  if (schema === null) return withoutSchema(settings, found);

  const datasource = datasourceOf(schema.files);
  const prisma = await versionFor(settings, schema, log);
  const prismaVersion = prisma.version;
  const configured = found?.migrationsPath ?? null;
  const folder = await findMigrations(settings, schema, { datasource, configured, prismaVersion });
  const { migrations, strayFiles } = folder.exists
    ? readMigrationFiles(root, folder.directory, { ...settings, prismaVersion })
    : noMigrations;
  const { base, problem } = await compare(settings, folder.directory, migrations, prismaVersion);
  const graphPlaces = [folder.directory, join(settings.workingDirectory, 'migrations')];
  const repository: Repository = {
    root,
    schemaFiles: schema.files,
    schemaPath: relativePath(root, schema.path),
    provider: datasource.provider,
    schemas: datasource.schemas,
    migrationsPath: relativePath(root, folder.directory),
    migrationsExist: folder.exists,
    migrationsPlaces: folder.places.map((place) => relativePath(root, place)),
    migrations,
    strayFiles,
    lockFile: readLockFile(root, folder.directory),
    prismaVersion,
    isExactVersion: prisma.isExact,
    prismaVersionSource: prisma.source,
    config: found?.config ?? null,
    base,
    baseProblem: problem,
    gateChanges: base === null ? [] : await gateChanges(settings, base),
    unsupported: unsupportedProvider(datasource.provider) ?? unsupportedLayout(graphPlaces),
  };
  log.info(summary(repository));
  return repository;
}

const noMigrations: MigrationListing = { migrations: [], strayFiles: [] };

async function readConfig(settings: Settings, log: Log): Promise<FoundConfig | null> {
  const found = await readPrismaConfig(settings);
  if (found === null) return null;
  const { config } = found;
  if (settings.schema === undefined) requireLiteral(config, 'schema');
  if (settings.migrations === undefined) requireLiteral(config, 'migrations.path');
  for (const { key, line, input } of config.notLiteral)
    if (key.endsWith('.external'))
      log.warn(
        `${config.path}:${line} computes \`${key}\`, so the gate does not know these objects: name them in ${input}.`,
      );
  return found;
}

/** The project that the schema belongs to, else the one in the working directory (where Prisma is run). */
async function versionFor(settings: Settings, schema: FoundSchema, log: Log): Promise<PrismaVersion> {
  const ofSchema = await findPrismaVersion(settings, schema.rootDirectory, log);
  return ofSchema.version === null ? findPrismaVersion(settings, settings.workingDirectory, log) : ofSchema;
}

async function compare(
  { baseRef: ref, pullRequestBase }: Settings,
  directory: string,
  migrations: readonly MigrationFile[],
  prismaVersion: string | null,
): Promise<BaseResult> {
  if (ref === undefined) return { base: null, problem: null };
  return compareWithBase({ directory, migrations, ref, pullRequestBase, prismaVersion });
}

/** A Prisma 8 project has no `schema.prisma`; anything else without one is a wrong setting. */
async function withoutSchema(settings: Settings, found: FoundConfig | null): Promise<Repository> {
  const { repositoryRoot: root, workingDirectory } = settings;
  const migrations = join(workingDirectory, 'migrations');
  const unsupported = unsupportedLayout([migrations]);
  if (unsupported === null) throw await noSchema(settings, found);
  return {
    root,
    schemaFiles: [],
    schemaPath: null,
    provider: null,
    schemas: [],
    migrationsPath: relativePath(root, migrations),
    migrationsExist: true,
    migrationsPlaces: [relativePath(root, migrations)],
    ...noMigrations,
    lockFile: readLockFile(root, migrations),
    prismaVersion: null,
    isExactVersion: false,
    prismaVersionSource: null,
    config: found?.config ?? null,
    base: null,
    baseProblem: null,
    gateChanges: [],
    unsupported,
  };
}

async function noSchema(
  { repositoryRoot: root, workingDirectory }: Settings,
  found: FoundConfig | null,
): Promise<Error> {
  const places = defaultPlaces(workingDirectory, found).map((place) => relativePath(root, place));
  const elsewhere = await schemasElsewhere(root);
  const hint = elsewhere.length > 0 ? ` This repository has ${elsewhere.join(', ')}.` : '';
  return new UsageError(
    `No Prisma schema found: looked for ${places.join(', ')}. Set \`working-directory\` to the folder of the Prisma project, or \`schema\` to the file.${hint}`,
  );
}

function summary({ schemaPath, migrations, migrationsPath, prismaVersion, prismaVersionSource }: Repository): string {
  const prisma =
    prismaVersion === null ? 'Prisma of unknown version' : `Prisma ${prismaVersion} (${prismaVersionSource})`;
  return `${schemaPath}, ${migrations.length} migrations in ${migrationsPath}, ${prisma}`;
}
