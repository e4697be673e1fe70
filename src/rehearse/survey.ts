import type { CoverageObject } from '../contracts/coverage';
import type { DatabaseHistory, Facts, Replay } from '../contracts/facts';
import type { MigrationFile } from '../contracts/repository';
import type { TargetSnapshot } from '../contracts/target';
import { rollbackPath } from '../gather/repository/rollback-path';
import { type ReplayOutcome, replayHistories } from '../gather/scratch/replay-histories';
import { historyOf } from '../gather/target/history';
import { coverageOf } from '../judge/coverage/coverage-of';
import { differencesFromSchema } from '../judge/coverage/weaker';
import { driftOf } from '../judge/drift/drift';
import type { Judgement } from '../judge/judge';
import type { Catalog } from '../postgres/catalog/model';
import { parseStatements } from '../postgres/sql/parse';
import { parseDatabaseUrl } from '../postgres/url';
import { type Repairs, repairedFiles, repairedRecords } from '../recover/plan/repairs';
import type { ServerPlace, Situation, Unfinished } from '../recover/plan/situation';
import type { Direction } from '../recover/plan/step';
import type { Ignored } from './ignored';
import type { Lab } from './lab';
import { sorted, virtualFile } from './migration-file';
import { statementStates } from './statement-states';

/** What a survey is made from. */
export interface SurveyInput {
  readonly facts: Facts;
  readonly judgement: Judgement;
  readonly ignored: Ignored;
  readonly snapshot: TargetSnapshot;
  readonly database: string;
  readonly repairs: Repairs;
  readonly lab: Lab;
}

/** Looks at one database from where the repaired files stand: replays them, and reads how far the database has come. */
export async function survey(input: SurveyInput, direction: Direction): Promise<Situation> {
  const { facts, snapshot, database, repairs } = input;
  const { repository } = facts;
  const make = (name: string, sql: string) => virtualFile(repository.migrationsPath, name, sql);
  const filesWith = (options: { keepEdits: boolean }) =>
    sorted(repairedFiles(repository.migrations, repairs, direction, make, options), repository.prismaVersion);
  const files = filesWith({ keepEdits: false });
  const records = repairedRecords(snapshot.history, repairs, direction);
  // Whoever holds the lock is taken for dead here: the first step of the plan sees to that.
  const history = historyOf(files, { history: records, lockHolders: [] }, database);
  const replayed = await replayOf(input, files, history);
  const expected = replayed.expected.get(database);
  const catalog = expected?.catalog ?? null;
  const actual = replayed.actual.get(database) ?? snapshot.catalog;
  const edited = repairs.restored.length === 0 ? null : await replayOf(input, filesWith({ keepEdits: true }), history);
  const [before, after] = [replayed.migrations.catalog, edited?.migrations.catalog ?? null];
  const differences = differencesOf(input);
  const unfinished = await unfinishedOf(input, { files, history, replayed, differences, actual });
  return {
    direction,
    database,
    server: placeOf(facts, database, snapshot),
    now: facts.now,
    defaultSchema: snapshot.defaultSchema,
    historySchema: snapshot.historySchema,
    lockHolders: snapshot.lockHolders,
    migrationsPath: repository.migrationsPath,
    missingLockFile: repository.lockFile.exists ? null : repository.lockFile.path,
    downPath: downPathOf(facts),
    repairs,
    files,
    applied: history.appliedOrder.flatMap(
      (name) => history.migrations.find((migration) => migration.name === name)?.record ?? [],
    ),
    expected: catalog,
    problem: expected?.failure == null ? null : `${expected.failure.migration}: ${expected.failure.message}`,
    unfinished,
    namesElsewhere: [],
    appliedElsewhere: new Set(
      facts.histories
        .filter((other) => other.database !== database)
        .flatMap(({ migrations }) => migrations.flatMap(({ name, record }) => (record === null ? [] : [name]))),
    ),
    actual,
    folder: replayed.migrations.catalog,
    schema: facts.replay.schema,
    edit: before === null || after === null ? null : { before, after },
    differences,
    schemaDifferences: (schema, there) => differencesFromSchema(schema, there, facts.repository),
    gaps: (migrations) => coverageWith(input, migrations).filter((object) => object.schema && !object.migrations),
    undeclared: (migrations) => undeclaredOf(input, migrations),
  };
}

function replayOf(
  { facts, snapshot, lab }: SurveyInput,
  migrations: readonly MigrationFile[],
  history: DatabaseHistory,
): Promise<ReplayOutcome> {
  const { catalog, defaultSchema } = snapshot;
  return replayHistories(
    {
      migrations,
      prismaVersion: facts.repository.prismaVersion,
      targets: [
        // The files are repaired already.
        { history, renames: new Map(), recovered: new Map(), catalog, defaultSchema, environment: lab.environment },
      ],
      added: [],
      schemas: lab.schemas,
      init: lab.init,
      everyCatalog: true,
      finish: async () => {},
      progress: () => {},
    },
    lab.server,
  );
}

function differencesOf({ facts, database, ignored }: SurveyInput): Situation['differences'] {
  const { settings, repository } = facts;
  return (expected, actual) => {
    const state = { migrations: ['applied'], catalog: expected, failure: null };
    const replay = { expected: new Map([[database, state]]), schema: null };
    const [drift] = driftOf({ settings, repository, replay, actual: new Map([[database, actual]]) });
    return (drift?.differences ?? []).filter((difference) => !ignored.difference(database, difference));
  };
}

function coverageWith({ facts, ignored }: SurveyInput, migrations: Catalog) {
  const { settings, repository } = facts;
  const replay: Replay = { ...facts.replay, migrations: { migrations: [], catalog: migrations, failure: null } };
  const coverage = coverageOf({ settings, repository, replay, actual: new Map(), histories: [] });
  return (coverage?.objects ?? []).filter((object) => !ignored.gap(object));
}

/** A table stands for its columns. */
function undeclaredOf(input: SurveyInput, folder: Catalog): CoverageObject[] {
  const all = coverageWith(input, folder).filter(
    (object) => object.situation === 'not-in-schema' && !input.ignored.undeclared(object),
  );
  const whole = new Set(all.filter(({ object, owner }) => object === owner).map(({ owner }) => owner));
  return all.filter(({ object, owner }) => object === owner || !whole.has(owner));
}

interface Progress {
  readonly files: readonly MigrationFile[];
  readonly history: DatabaseHistory;
  readonly replayed: ReplayOutcome;
  readonly differences: Situation['differences'];
  readonly actual: Catalog;
}

/** The migrations that are left, with the states around them. */
async function unfinishedOf(input: SurveyInput, progress: Progress): Promise<Unfinished[]> {
  const { judgement, database, facts, lab } = input;
  const { files, history, replayed } = progress;
  const expected = replayed.expected.get(database)?.catalog ?? null;
  if (expected === null) return [];
  const applied = new Set(history.appliedOrder);
  const rest = files.filter(({ name, sql }) => !applied.has(name) && sql !== null);
  const end = (replayed.deployed.get(database) ?? replayed.migrations).catalog;
  const states = new Map(replayed.pending.map((pending) => [pending.file.name, pending]));
  const befores = rest.map(({ name }) => states.get(name)?.before ?? null);
  const afters = rest.map((_, index) => (index + 1 < rest.length ? (befores[index + 1] ?? null) : end));
  const records = new Map(
    history.migrations.flatMap(({ name, state, record }) =>
      state === 'failed' && record !== null ? [[name, record]] : [],
    ),
  );
  const isExplained = [expected, ...afters].some(
    (catalog) => catalog !== null && progress.differences(catalog, progress.actual).length === 0,
  );
  const order = history.appliedOrder.flatMap((name) => files.find((file) => file.name === name) ?? []);
  const between =
    isExplained || rest.length === 0
      ? new Map()
      : await statementStates(lab, order, rest, facts.repository.prismaVersion, false);
  return Promise.all(
    rest.map(async (file, index): Promise<Unfinished> => {
      const found = judgement.findings.filter(({ rule, migration, file: path }) => {
        return rule.startsWith('safety/') && (migration === file.name || path === file.path);
      });
      const pending = states.get(file.name);
      return {
        file,
        failed: records.get(file.name) ?? null,
        statements: pending?.statements ?? (await parseStatements(file.sql ?? '')).statements,
        before: befores[index] ?? expected,
        between: between.get(file.name)?.catalogs ?? [],
        after: afters[index] ?? null,
        failure: pending?.failure?.message ?? null,
        dangers: found.map(({ message }) => message),
        isDangerous: found.some(({ severity }) => severity === 'error'),
      };
    }),
  );
}

function placeOf(facts: Facts, database: string, { databaseName, user }: TargetSnapshot): ServerPlace {
  const url = facts.settings.databases.find(({ name }) => name === database)?.url;
  const { host, port } = url === undefined ? { host: 'localhost', port: 5432 } : parseDatabaseUrl(url);
  return { host, port, user, database: databaseName };
}

/** Inside the migrations directory only, because a plan writes nowhere else. */
function downPathOf({ settings, repository: { migrationsPath } }: Facts): Situation['downPath'] {
  if ((settings.rules['rollback/missing'] ?? 'off') === 'off') return null;
  const path = (name: string) => rollbackPath(settings.rollbackFile, `${migrationsPath}/${name}`);
  return path('0').startsWith(`${migrationsPath}/`) ? path : null;
}
