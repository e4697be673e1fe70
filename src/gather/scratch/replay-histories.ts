import { UndeterminedError } from '../../base/errors';
import type { PendingMigration, ReplayedState } from '../../contracts/facts';
import { compareCatalogs } from '../../postgres/catalog/compare';
import type { Difference } from '../../postgres/catalog/difference';
import type { Catalog } from '../../postgres/catalog/model';
import { reprint } from '../../postgres/catalog/reprint';
import { type Connection, ServerError } from '../../postgres/connection';
import type { Chain } from './chains';
import { type Environment, emptyEnvironment } from './environment';
import { replay } from './replay';
import {
  deployedState,
  expectedState,
  folderState,
  type PlannedGroup,
  planReplay,
  type ReplayPlan,
  type ReplaySources,
} from './replay-plan';
import { type ChainOptions, type ChainOutcome, runChain } from './run-chain';
import type { InitScript, ScratchServer } from './server';
import { restoreSession } from './session-state';

export interface ReplayInput extends ReplaySources {
  readonly prismaVersion: string | null;
  /** Schemas to read, given the one that `?schema=` names. */
  readonly schemas: (defaultSchema: string) => readonly string[];
  readonly init: InitScript | null;
  /** Read the catalog before every pending migration, not only where a rule needs it. Default: false. */
  readonly everyCatalog?: boolean;
  /** The last use of the scratch database that ran the folder: reads what `schema.prisma` asks for. */
  readonly finish: (connection: Connection, defaultSchema: string) => Promise<void>;
  /** Called in the expected state of each target, which it must leave as it is. */
  readonly atExpected?: (expected: ExpectedState, connection: Connection) => Promise<void>;
  /** Called after each migration with how many of how many have run. */
  readonly progress: (done: number, total: number) => void;
}

/** What one target has applied, on the scratch server, and the target beside it. */
export interface ExpectedState {
  readonly database: string;
  readonly defaultSchema: string;
  readonly expected: Catalog;
  /** The target's catalog, with texts as the scratch server prints them. */
  readonly actual: Catalog;
  /** The target's catalog as it was read. */
  readonly asRead: Catalog;
}

export interface ReplayOutcome {
  /** Per database: exactly what it has applied, in its order. */
  readonly expected: ReadonlyMap<string, ReplayedState>;
  /** Every migration in folder order, from empty. */
  readonly migrations: ReplayedState;
  /** Per database whose next deploy ends in another order than the folder's: what it ends in. */
  readonly deployed: ReadonlyMap<string, ReplayedState>;
  /** How `deployed` and `migrations` differ, where both could be read. */
  readonly orderDifferences: ReadonlyMap<string, readonly Difference[]>;
  readonly pending: readonly PendingMigration[];
  /** Per database: its catalog, with texts as the scratch server prints them. */
  readonly actual: ReadonlyMap<string, Catalog>;
  /**
   * Replays on a new scratch database what `pending` were traced after, and them, and hands its connection over.
   * @throws UndeterminedError when they do not replay; see `pending` and `migrations` first
   */
  readonly afterPending: <Result>(
    work: (connection: Connection, defaultSchema: string) => Promise<Result>,
  ) => Promise<Result>;
}

/**
 * Replays on scratch databases what each target has applied, what its next deploy would make of it, and what the folder
 * makes of an empty database, in as few replays as possible; traces the pending migrations on the way.
 */
export async function replayHistories(input: ReplayInput, server: ScratchServer): Promise<ReplayOutcome> {
  return new HistoriesReplay(input, server).all();
}

class HistoriesReplay {
  readonly #input: ReplayInput;
  readonly #server: ScratchServer;
  readonly #plan: ReplayPlan;
  readonly #states = new Map<string, ReplayedState>();
  readonly #actual = new Map<string, Catalog>();
  readonly #pending: PendingMigration[] = [];
  /** What the pending migrations were traced in. */
  #environment = emptyEnvironment;

  constructor(input: ReplayInput, server: ScratchServer) {
    this.#input = input;
    this.#server = server;
    this.#plan = planReplay(input);
  }

  async all(): Promise<ReplayOutcome> {
    for (const group of this.#plan.groups) await this.#group(group);
    const migrations = this.#state(folderState);
    const deployed = new Map(this.#plan.outOfOrder.map((database) => [database, this.#state(deployedState(database))]));
    return {
      expected: new Map(
        this.#input.targets.map(({ history: { database } }) => [database, this.#state(expectedState(database))]),
      ),
      migrations,
      deployed,
      orderDifferences: orderDifferences(migrations, deployed),
      pending: this.#pending,
      actual: this.#actual,
      afterPending: (work) => this.#afterPending(work),
    };
  }

  async #group(group: PlannedGroup): Promise<void> {
    const environment = group.targets[0]?.environment ?? emptyEnvironment;
    const options = this.#optionsFor(group);
    for (const chain of group.chains) {
      const run = (furnished: Environment) => this.#chain(chain, group, furnished, options);
      const tried = await withEnvironmentIfNeeded(run, environment);
      const { states, pending } = tried.outcome;
      if (pending.length > 0) this.#environment = tried.environment;
      for (const [id, state] of states) this.#states.set(id, state);
      this.#pending.push(...pending);
    }
  }

  #optionsFor(group: PlannedGroup): ChainOptions {
    const { files, traced, groups } = this.#plan;
    const total = group.chains.reduce((sum, { states }) => sum + (states.at(-1)?.migrations.length ?? 0), 0);
    let done = 0;
    return {
      files,
      schemas: this.#input.schemas(group.defaultSchema),
      prismaVersion: this.#input.prismaVersion,
      trace: group === groups[0] ? { list: traced.deployed, from: traced.applied.length } : null,
      applied: appliedIn(group),
      everyCatalog: this.#input.everyCatalog ?? false,
      // A chain that is tried again is counted again.
      progress: () => this.#input.progress(Math.min(++done, total), total),
      reached: (id, connection, catalog) => this.#reached(group, id, connection, catalog),
    };
  }

  #chain(chain: Chain, group: PlannedGroup, environment: Environment, options: ChainOptions): Promise<ChainOutcome> {
    const { defaultSchema } = group;
    return this.#onSession(defaultSchema, environment, async (connection) => {
      const outcome = await runChain(chain, connection, options);
      if (chain.states.some(({ id }) => id === folderState)) {
        await restoreSession(connection);
        await this.#input.finish(connection, defaultSchema);
      }
      return outcome;
    });
  }

  /** In the state that a target should be in, its catalog is printed by the same server. */
  async #reached(
    { targets, defaultSchema }: PlannedGroup,
    id: string,
    connection: Connection,
    expected: Catalog,
  ): Promise<void> {
    const target = targets.find(({ history }) => id === expectedState(history.database));
    if (target === undefined) return;
    const { history, catalog: asRead } = target;
    const actual = await reprint(asRead, expected, connection);
    this.#actual.set(history.database, actual);
    const state = { database: history.database, defaultSchema, expected, actual, asRead };
    await this.#input.atExpected?.(state, connection);
  }

  async #afterPending<Result>(
    work: (connection: Connection, defaultSchema: string) => Promise<Result>,
  ): Promise<Result> {
    const { files, traced, groups } = this.#plan;
    const { defaultSchema } = groups[0];
    return this.#onSession(defaultSchema, this.#environment, async (connection) => {
      const all = traced.deployed.flatMap((name) => files.get(name) ?? []);
      const applied = new Set(groups.flatMap((group) => [...appliedIn(group)]));
      const failure = await replay(connection, all, { prismaVersion: this.#input.prismaVersion, applied });
      if (failure !== null)
        throw new UndeterminedError(
          `${failure.migration} ran once on the scratch server and not again: ${failure.message}.`,
        );
      return work(connection, defaultSchema);
    });
  }

  async #onSession<Result>(
    defaultSchema: string,
    environment: Environment,
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    const roles = environment.roles.map((name) => ({ name, canLogin: false }));
    const session = await this.#server.session({
      ...environment,
      roles,
      defaultSchema,
      init: this.#input.init,
    });
    try {
      return await work(session.connection);
    } catch (error) {
      // By now migrations ran: what refuses is what they made of the database.
      if (!(error instanceof ServerError)) throw error;
      throw new UndeterminedError(
        `After the migrations, the scratch server refused what the gate asks it: ${error.message} (${error.code}).`,
      );
    } finally {
      await session.close();
    }
  }

  #state(id: string): ReplayedState {
    const state = this.#states.get(id);
    if (state === undefined) throw new Error(`the replay made no state ${id}`);
    return state;
  }
}

/** Names that a database of the group has applied. */
function appliedIn({ targets }: PlannedGroup): ReadonlySet<string> {
  return new Set(targets.flatMap(({ history }) => history.appliedOrder));
}

function orderDifferences(
  migrations: ReplayedState,
  deployed: ReadonlyMap<string, ReplayedState>,
): ReadonlyMap<string, readonly Difference[]> {
  return new Map(
    [...deployed].flatMap(([database, { catalog }]) =>
      catalog === null || migrations.catalog === null
        ? []
        : [[database, compareCatalogs(migrations.catalog, catalog)] as const],
    ),
  );
}

/** Tries an empty database first, so that nothing the environment brings hides what nobody migrated. */
async function withEnvironmentIfNeeded(
  run: (environment: Environment) => Promise<ChainOutcome>,
  environment: Environment,
): Promise<{ readonly outcome: ChainOutcome; readonly environment: Environment }> {
  const plain = { outcome: await run(emptyEnvironment), environment: emptyEnvironment };
  const { roles, schemas, extensions } = environment;
  const { failure } = plain.outcome;
  // Without a code it was not the server that refused: the session came to its end.
  if (failure === null || failure.code === '' || roles.length + schemas.length + extensions.length === 0) return plain;
  const furnished = { outcome: await run(environment), environment };
  return reach(furnished.outcome) >= reach(plain.outcome) ? furnished : plain;
}

/** How many states were reached. */
function reach({ states }: ChainOutcome): number {
  return [...states.values()].filter(({ failure }) => failure === null).length;
}
