import type { DiagnoseMigrationHistoryOutput, MigrationList } from '@prisma/schema-engine-wasm';
import type { Connection } from '../../postgres/connection';
import { adapterFactory } from './adapter';
import { type SchemaEngine, withEngine } from './engine';

/** A migration folder as the engine's commands take it; `sql` null: there is no `migration.sql`. */
export interface EngineMigration {
  readonly name: string;
  readonly sql: string | null;
}

export interface HistoryOptions {
  /** The schema that `?schema=` names, where `_prisma_migrations` is made. Default `public`. */
  readonly defaultSchema?: string;
}

const noFilters = { externalTables: [], externalEnums: [] };

/**
 * `prisma migrate deploy`: applies what the database has not applied, in the order given; returns the names. Prisma's
 * advisory lock stays with the session until it ends, as it does in Prisma.
 * @throws EngineError P3005 not empty, P3009 failed migrations, P3018 or without a code when a migration fails
 */
export async function applyMigrations(
  connection: Connection,
  migrations: readonly EngineMigration[],
  options?: HistoryOptions,
): Promise<string[]> {
  const input = { migrationsList: listOf(migrations), filters: noFilters };
  const { appliedMigrationNames } = await run(connection, options, (engine) => engine.applyMigrations(input));
  return appliedMigrationNames;
}

/**
 * `prisma migrate resolve --applied`.
 * @throws EngineError P3008 already applied, P3017 no such folder
 */
export async function markMigrationApplied(
  connection: Connection,
  migrations: readonly EngineMigration[],
  migrationName: string,
  options?: HistoryOptions,
): Promise<void> {
  const input = { migrationsList: listOf(migrations), migrationName };
  await run(connection, options, (engine) => engine.markMigrationApplied(input));
}

/**
 * `prisma migrate resolve --rolled-back`.
 * @throws EngineError P3011 never applied, P3012 not in a failed state
 */
export async function markMigrationRolledBack(
  connection: Connection,
  migrationName: string,
  options?: HistoryOptions,
): Promise<void> {
  await run(connection, options, (engine) => engine.markMigrationRolledBack({ migrationName }));
}

/** What `prisma migrate status` bases its answer on. */
export async function diagnoseMigrationHistory(
  connection: Connection,
  migrations: readonly EngineMigration[],
  options?: HistoryOptions,
): Promise<DiagnoseMigrationHistoryOutput> {
  const input = { migrationsList: listOf(migrations), optInToShadowDatabase: false, filters: noFilters };
  return run(connection, options, (engine) => engine.diagnoseMigrationHistory(input));
}

function run<Result>(
  connection: Connection,
  { defaultSchema = 'public' }: HistoryOptions = {},
  command: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  return withEngine(adapterFactory(connection, defaultSchema), command);
}

function listOf(migrations: readonly EngineMigration[]): MigrationList {
  return {
    baseDir: 'migrations',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: sql === null ? { tag: 'error', value: 'There is no migration.sql.' } : { tag: 'ok', value: sql },
      },
    })),
  };
}
