import { dirname, join } from 'node:path';
import type { Log } from '../base/log';
import type { Facts, FileDirective } from '../contracts/facts';
import type { Repository } from '../contracts/repository';
import type { Settings } from '../contracts/settings';
import type { Target } from '../contracts/target';
import type { RenderedSchema } from '../gather/prisma/render-schema';
import { renderMarked } from '../gather/prisma/schema-catalog';
import { findInGit } from '../gather/repository/git-search';
import { readRepository } from '../gather/repository/read-repository';
import type { ScratchServer } from '../gather/scratch/server';
import { historyOf } from '../gather/target/history';
import { wantedTexts } from '../gather/target/lost-texts';
import { readTarget } from '../gather/target/read-target';
import { coverageOf } from '../judge/coverage/coverage-of';
import { driftOf } from '../judge/drift/drift';
import type { Catalog } from '../postgres/catalog/model';
import { readCatalog } from '../postgres/catalog/read';
import { findDirectives } from '../postgres/sql/directives';
import type { Reconcile } from '../recover/reconcile/reconcile';
import { checksOf } from './checks';
import { probeTargets } from './probe-targets';
import { type ReplayAllOutcome, replayAll } from './replay-all';
import { schemasInPlay } from './schemas-in-play';

/** What was gathered: the facts that rules judge, and what the report and the plan hold besides. */
export interface Collected {
  readonly facts: Facts;
  /** Per database: its catalog, with texts as the scratch server prints them. */
  readonly actual: ReadonlyMap<string, Catalog>;
  readonly reconcile: readonly Reconcile[];
  /** A scratch database on which the pending migrations have run; null when they do not. */
  readonly afterPending: ReplayAllOutcome['afterPending'];
}

/** Gathers every fact from the files, the databases and the scratch server. Judges nothing. */
export async function collect(settings: Settings, scratch: ScratchServer, log: Log): Promise<Collected> {
  const repository = await readRepository(settings, log);
  const reading = readTargets(settings, repository, log);
  // After the connections are on their way: starting takes processor time from what leads to the first query.
  const rendered = render(repository, scratch.start());
  const targets = await reading;
  const readable = targets.flatMap(({ name, snapshot }) => (snapshot === null ? [] : [{ name, snapshot }]));
  const histories = readable.map(({ name, snapshot }) => historyOf(repository.migrations, snapshot, name));
  // What ran on the databases is what their drift is measured against.
  const recovered = await findInGit(repository.root, repository.migrationsPath, histories.flatMap(wantedTexts));
  const replayed = await replayAll({ settings, repository, readable, histories, rendered, recovered, log }, scratch);
  const { replay, actual } = replayed;

  const drift = driftOf({ settings, repository, replay, actual });
  const coverage = coverageOf({ settings, repository, replay, actual, histories });
  const unprobed: Facts = {
    settings,
    now: new Date(),
    directives: await readDirectives(repository),
    repository,
    schemaErrors: replayed.schemaErrors,
    targets,
    histories,
    recovered,
    replay,
    drift,
    coverage,
    pending: replayed.pending,
    checks: [],
    ...(replayed.rollbacks && { rollbacks: replayed.rollbacks }),
  };
  const isProbed = settings.probeData && histories.length > 0 && replayed.pending.length > 0;
  const probes = isProbed ? await probeTargets(unprobed, schemaDirectory(repository), log) : null;
  const facts: Facts = {
    ...unprobed,
    ...(probes && { probes: probes.results }),
    checks: checksOf({ ...unprobed, schemaIsValid: replayed.schemaErrors.length === 0, probes }),
  };
  return { facts, actual, reconcile: replayed.reconcile, afterPending: replayed.afterPending };
}

/**
 * Begins while targets answer and the scratch server starts, which must not wait for this thread; whether it worked shows
 * where it is used.
 */
function render({ schemaFiles, unsupported }: Repository, starting: Promise<void>): Promise<RenderedSchema> {
  const rendered = starting.then(() => renderMarked(unsupported === null ? schemaFiles : []));
  rendered.catch(() => {});
  return rendered;
}

async function readTargets(settings: Settings, repository: Repository, log: Log): Promise<readonly Target[]> {
  const options = {
    readCatalog,
    schemas: (defaultSchema: string) => schemasInPlay(settings, repository, defaultSchema),
    directory: schemaDirectory(repository),
  };
  return Promise.all(settings.databases.map((database) => readTarget(database, options, log)));
}

/** Where relative paths of certificate files in a URL start, as in Prisma. */
function schemaDirectory({ root, schemaPath }: Repository): string {
  return join(root, dirname(schemaPath ?? '.'));
}

async function readDirectives({ migrations }: Repository): Promise<readonly FileDirective[]> {
  const found = await Promise.all(
    migrations.map(async ({ name, path, sql }) =>
      (await findDirectives(sql ?? '')).map(({ scope: _, ...directive }) => ({
        migration: name,
        file: path,
        ...directive,
      })),
    ),
  );
  return found.flat();
}
