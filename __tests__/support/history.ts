import type { Facts, Replay } from '../../src/contracts/facts';
import type { MigrationFile, Repository } from '../../src/contracts/repository';
import type { Settings } from '../../src/contracts/settings';
import type { MigrationRecord, Target, TargetSnapshot } from '../../src/contracts/target';
import { sha256 } from '../../src/gather/repository/checksum';
import { historyOf } from '../../src/gather/target/history';
import { migrationFile } from './migration-file';
import { buildSettings } from './settings';

/** A row of a migration that ran for a second on 1 January 2025, the text being the default of {@link textOf}. */
export function record(name: string, parts: Partial<MigrationRecord> = {}): MigrationRecord {
  return {
    id: name,
    name,
    checksum: sha256(textOf(name)),
    startedAt: new Date('2025-01-01T10:00:00Z'),
    finishedAt: new Date('2025-01-01T10:00:01Z'),
    rolledBackAt: null,
    logs: null,
    appliedSteps: 1,
    ...parts,
  };
}

/** Some SQL that is another for each name. */
export function textOf(name: string): string {
  return `CREATE TABLE "${name}" ();\n`;
}

const emptyReplay: Replay = {
  server: 'PGlite 18.6',
  problem: null,
  expected: new Map(),
  migrations: null,
  schema: null,
  schemaProblem: null,
  orderDifferences: new Map(),
  deployed: new Map(),
};

/** What a database of a {@link Situation} holds. */
export interface SituationDatabase extends Partial<TargetSnapshot> {
  /** Such as `public.User`; made into the tables of its catalog. */
  readonly tables?: readonly string[];
  /** It could not be read; who held Prisma's lock then. */
  readonly unread?: Target['lockHolders'];
}

export interface Situation {
  readonly mode?: Settings['mode'];
  readonly settings?: Partial<Settings>;
  readonly repository?: Partial<Repository>;
  /** In Prisma's order: names, whose text is then that of {@link textOf}, or files. */
  readonly disk?: readonly (string | MigrationFile)[];
  /** By name; rows, or more. */
  readonly databases?: Readonly<Record<string, readonly MigrationRecord[] | SituationDatabase>>;
  readonly replay?: Partial<Replay>;
  readonly drift?: Facts['drift'];
  readonly recovered?: Facts['recovered'];
}

/** The facts of a situation, as the gate would gather them. */
export function factsOf({ mode = 'deploy', disk = [], databases = {}, ...parts }: Situation): Facts {
  const migrations = disk.map((entry) => (typeof entry === 'string' ? migrationFile(entry, textOf(entry)) : entry));
  const targets = Object.entries(databases).map(([name, database]) => targetOf(name, database));
  return {
    settings: buildSettings({ mode, ...parts.settings }),
    now: new Date('2025-06-01T00:00:00Z'),
    directives: [],
    repository: {
      root: '/repository',
      schemaFiles: [],
      schemaPath: 'prisma/schema.prisma',
      provider: 'postgresql',
      schemas: [],
      migrationsPath: 'prisma/migrations',
      migrationsExist: true,
      migrationsPlaces: ['prisma/migrations'],
      migrations,
      strayFiles: [],
      lockFile: {
        path: 'prisma/migrations/migration_lock.toml',
        exists: true,
        provider: 'postgresql',
        conflictMarkers: false,
      },
      prismaVersion: '6.19.0',
      isExactVersion: true,
      prismaVersionSource: 'package-lock.json',
      config: null,
      base: null,
      baseProblem: null,
      gateChanges: [],
      unsupported: null,
      ...parts.repository,
    },
    schemaErrors: [],
    targets,
    histories: targets.flatMap(({ name, snapshot }) =>
      snapshot === null ? [] : [historyOf(migrations, snapshot, name)],
    ),
    recovered: parts.recovered ?? new Map(),
    replay: { ...emptyReplay, ...parts.replay },
    drift: parts.drift ?? [],
    coverage: null,
    pending: [],
    checks: [],
  };
}

function targetOf(name: string, database: readonly MigrationRecord[] | SituationDatabase): Target {
  const address = `${name}.example.com:5432/shop`;
  const { unread, ...found }: SituationDatabase =
    'length' in database ? { history: database as readonly MigrationRecord[] } : database;
  return unread === undefined
    ? { name, address, snapshot: snapshotOf(found), problem: null }
    : { name, address, snapshot: null, problem: 'It was locked.', lockHolders: unread };
}

function snapshotOf({ tables = [], ...parts }: SituationDatabase): TargetSnapshot {
  const objects = tables.map((id) => {
    const [schema = '', name = ''] = id.split('.');
    return { kind: 'table', schema, name, id } as unknown as TargetSnapshot['catalog']['objects'][number];
  });
  return {
    serverVersion: '15.18',
    serverVersionNumber: 150_018,
    databaseName: 'shop',
    user: 'app',
    defaultSchema: 'public',
    historySchema: 'public',
    history: [],
    lockHolders: [],
    catalog: { serverVersionNumber: 150_018, schemas: ['public'], objects },
    sizes: [],
    roles: [],
    notes: [],
    lockTimeoutMs: 0,
    ...parts,
  };
}
