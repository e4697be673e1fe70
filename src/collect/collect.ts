import { dirname, join } from 'node:path';
import type { Catalog } from '../catalog/model';
import { readCatalog } from '../catalog/read';
import { coverageOf } from '../coverage/coverage-of';
import { historyOf } from '../database/history';
import { wantedTexts } from '../database/lost-texts';
import { probeTargets } from '../database/probe-targets';
import { readTarget } from '../database/read-target';
import type { Target } from '../database/target';
import { driftOf } from '../drift/drift';
import type { Facts, FileDirective } from '../facts';
import type { Log } from '../log';
import type { RenderedSchema } from '../prisma/render-schema';
import { renderMarked } from '../prisma/schema-catalog';
import type { Reconcile } from '../reconcile/reconcile';
import { findInGit } from '../repository/git-search';
import { readRepository } from '../repository/read-repository';
import type { Repository } from '../repository/repository';
import type { ScratchServer } from '../scratch/server';
import type { Settings } from '../settings/settings';
import { findDirectives } from '../sql/directives';
import { checksOf } from './checks';
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
