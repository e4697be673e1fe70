import { UndeterminedError } from '../base/errors';
import type { Log } from '../base/log';
import type { DatabaseHistory, Facts, PendingMigration, Replay } from '../contracts/facts';
import type { Repository } from '../contracts/repository';
import type { RollbackResult } from '../contracts/rollback-result';
import type { Settings } from '../contracts/settings';
import type { TargetSnapshot } from '../contracts/target';
import type { RenderedSchema } from '../gather/prisma/render-schema';
import type { SchemaError } from '../gather/prisma/schema-errors';
import { environmentOf } from '../gather/scratch/environment';
import {
  type ExpectedState,
  type ReplayInput,
  type ReplayOutcome,
  replayHistories,
} from '../gather/scratch/replay-histories';
import type { ScratchServer } from '../gather/scratch/server';
import { renamesOf } from '../gather/target/history';
import { textsThatRan } from '../gather/target/lost-texts';
import { compareOptions, driftOf } from '../judge/drift/drift';
import type { Catalog } from '../postgres/catalog/model';
import type { Connection } from '../postgres/connection';
import { type Reconcile, reconcile } from '../recover/reconcile/reconcile';
import { type RollbackOptions, testRollbacks } from '../recover/rollback/test-rollbacks';
import { readInitScript } from './init-script';
import { SchemaSide } from './schema-side';
import { schemasInPlay } from './schemas-in-play';

export interface ReplayAllInput {
  readonly settings: Settings;
  readonly repository: Repository;
  readonly readable: readonly { readonly name: string; readonly snapshot: TargetSnapshot }[];
  readonly histories: readonly DatabaseHistory[];
  /** What the engine renders for the schema, marked; absent: not begun yet. */
  readonly rendered?: Promise<RenderedSchema>;
  /** As {@link Facts.recovered}. */
  readonly recovered: Facts['recovered'];
  readonly log: Log;
}

export interface ReplayAllOutcome {
  readonly replay: Replay;
  /** Per database: its catalog with texts as the scratch server prints them, or as read when nothing was replayed. */
  readonly actual: ReadonlyMap<string, Catalog>;
  readonly pending: readonly PendingMigration[];
  readonly schemaErrors: readonly SchemaError[];
  /** Both ways out of drift, for each database that has any. */
  readonly reconcile: readonly Reconcile[];
  /** What came of undoing the pending migrations that have a text for it; undefined: none has. */
  readonly rollbacks: readonly RollbackResult[] | undefined;
  /** A scratch database on which the pending migrations have run; null when they do not. */
  readonly afterPending: ReplayOutcome['afterPending'] | null;
}

/** Everything that happens on the scratch server, and what to say when there is none. */
export async function replayAll(input: ReplayAllInput, scratch: ScratchServer): Promise<ReplayAllOutcome> {
  const { repository } = input;
  const schema = new SchemaSide(repository.schemaFiles, input.rendered, input.settings.schemas.exclude);
  const asRead = new Map(input.readable.map(({ name, snapshot }) => [name, snapshot.catalog]));
  if (repository.unsupported !== null) return without(null, repository.unsupported, asRead, schema);
  try {
    const reconciled: Reconcile[] = [];
    const replaying = replayHistories(await replayInput(input, schema, reconciled), scratch);
    if (input.settings.scratch.kind === 'embedded') {
      const defaultSchema = input.readable[0]?.snapshot.defaultSchema ?? 'public';
      schema.readBeside(scratch, defaultSchema, repository.migrations.length);
    }
    const outcome = await replaying;
    return {
      replay: {
        server: scratch.label,
        problem: null,
        expected: outcome.expected,
        migrations: outcome.migrations,
        schema: schema.catalog,
        schemaProblem: schema.problem,
        orderDifferences: outcome.orderDifferences,
        deployed: outcome.deployed,
      },
      actual: new Map([...asRead, ...outcome.actual]),
      pending: outcome.pending,
      schemaErrors: schema.errors,
      reconcile: reconciled,
      rollbacks: await rollbacksOf(input, outcome),
      afterPending: everyOneRan(outcome) ? outcome.afterPending : null,
    };
  } catch (error) {
    if (!(error instanceof UndeterminedError)) throw error;
    await schema.readErrors();
    const problem = input.settings.scratch.kind === 'remote' ? `Scratch server: ${error.message}` : error.message;
    return without(null, problem, asRead, schema);
  }
}

async function replayInput(input: ReplayAllInput, schema: SchemaSide, reconciled: Reconcile[]): Promise<ReplayInput> {
  const { settings, repository, readable, histories, log } = input;
  return {
    migrations: repository.migrations,
    prismaVersion: repository.prismaVersion,
    targets: readable.flatMap(({ name, snapshot }) => {
      const history = histories.find(({ database }) => database === name);
      const environment = environmentOf(snapshot, repository.migrations);
      const { catalog, defaultSchema } = snapshot;
      if (history === undefined) return [];
      const renames = new Map([...renamesOf(history)].map(([old, file]) => [old, file.name]));
      const recovered = textsThatRan(history, input.recovered);
      return [{ history, renames, recovered, catalog, defaultSchema, environment }];
    }),
    added: repository.base?.added ?? [],
    schemas: (defaultSchema: string) => schemasInPlay(settings, repository, defaultSchema),
    init: readInitScript(settings),
    finish: (connection, defaultSchema) => schema.read(connection, defaultSchema),
    atExpected: async (state, connection) => {
      const entry = await reconcileAt(input, state, connection);
      if (entry !== null) reconciled.push(entry);
    },
    progress: (done, total) => log.progress('Replaying migrations', done, total),
  };
}

async function reconcileAt(
  { settings, repository }: ReplayAllInput,
  { database, defaultSchema, expected, actual, asRead }: ExpectedState,
  connection: Connection,
): Promise<Reconcile | null> {
  const state = { migrations: [], catalog: expected, failure: null };
  const replay = { expected: new Map([[database, state]]), schema: null };
  const [drift] = driftOf({ settings, repository, replay, actual: new Map([[database, actual]]) });
  if (drift === undefined) return null;
  const { differences, excluded } = drift;
  const schemas = schemasInPlay(settings, repository, defaultSchema);
  const options = compareOptions(settings);
  return reconcile(connection, {
    database,
    expected,
    actual,
    asRead,
    differences,
    excluded,
    options,
    defaultSchema,
    schemas,
  });
}

/** Undoes the pending migrations on a scratch database of its own, when one of them has a text for it. */
async function rollbacksOf(
  { settings, repository }: ReplayAllInput,
  outcome: ReplayOutcome,
): Promise<readonly RollbackResult[] | undefined> {
  const { pending } = outcome;
  if (!everyOneRan(outcome) || pending.every(({ file }) => file.down === null)) return undefined;
  return outcome.afterPending((connection, defaultSchema) =>
    testRollbacks(connection, pending, rollbackOptions(settings, repository, defaultSchema)),
  );
}

/** How a text that undoes a migration is run and judged. */
export function rollbackOptions(settings: Settings, repository: Repository, defaultSchema: string): RollbackOptions {
  return {
    schemas: schemasInPlay(settings, repository, defaultSchema),
    defaultSchema,
    prismaVersion: repository.prismaVersion,
    compare: compareOptions(settings),
  };
}

function everyOneRan({ migrations, deployed }: ReplayOutcome): boolean {
  return migrations.failure === null && [...deployed.values()].every(({ failure }) => failure === null);
}

function without(
  server: string | null,
  problem: string,
  actual: ReadonlyMap<string, Catalog>,
  schema: SchemaSide,
): ReplayAllOutcome {
  const replay: Replay = {
    server,
    problem,
    expected: new Map(),
    migrations: null,
    schema: schema.catalog,
    schemaProblem: schema.problem,
    orderDifferences: new Map(),
    deployed: new Map(),
  };
  return {
    replay,
    actual,
    pending: [],
    schemaErrors: schema.errors,
    reconcile: [],
    rollbacks: undefined,
    afterPending: null,
  };
}
