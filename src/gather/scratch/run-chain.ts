import type { PendingMigration, ReplayedState } from '../../contracts/facts';
import type { ReplayFailure } from '../../contracts/replay-failure';
import type { MigrationFile } from '../../contracts/repository';
import type { Catalog } from '../../postgres/catalog/model';
import { readCatalog } from '../../postgres/catalog/read';
import { type Connection, ServerError } from '../../postgres/connection';
import { isFollowed } from '../statements/followed';
import type { Chain } from './chains';
import { replay } from './replay';
import { unreadable } from './replay-failure';
import { restoreSession } from './session-state';
import { SystemObjectsError } from './system-objects';
import { traceMigration } from './trace';

export interface ChainOptions {
  /** Every migration that can run, by name. */
  readonly files: ReadonlyMap<string, MigrationFile>;
  /** Schemas to read. */
  readonly schemas: readonly string[];
  readonly prismaVersion: string | null;
  /** The list whose tail is traced while it runs, and the length of what comes before the tail. */
  readonly trace: { readonly list: readonly string[]; readonly from: number } | null;
  /** Applied somewhere: they did run once, so every way to run them is tried. */
  readonly applied: ReadonlySet<string>;
  readonly progress: (name: string) => void;
  /** Read the catalog before every traced migration, not only where a rule needs it. */
  readonly everyCatalog: boolean;
  /** Called on the way with each state that was reached. */
  readonly reached: (id: string, connection: Connection, catalog: Catalog) => Promise<void>;
}

export interface ChainOutcome {
  readonly states: ReadonlyMap<string, ReplayedState>;
  readonly pending: readonly PendingMigration[];
  readonly failure: ReplayFailure | null;
}

/** Replays one chain on a new scratch database and reads the catalog at each of its states. */
export async function runChain(chain: Chain, connection: Connection, options: ChainOptions): Promise<ChainOutcome> {
  const longest = chain.states.at(-1)?.migrations ?? [];
  const traceFrom =
    options.trace !== null && sameList(options.trace.list, longest) ? options.trace.from : longest.length;
  const read = () => readCatalog(connection, { schemas: options.schemas });
  const states = new Map<string, ReplayedState>();
  const pending: PendingMigration[] = [];
  let done = 0;
  let failure: ReplayFailure | null = null;
  let catalog: Catalog | null = null;

  for (const { id, migrations } of chain.states) {
    while (failure === null && done < migrations.length) {
      const end = done < traceFrom ? Math.min(traceFrom, migrations.length) : done + 1;
      const files = migrations.slice(done, end).map((name) => fileOf(options.files, name));
      if (done < traceFrom) {
        failure = await replay(connection, files, {
          prismaVersion: options.prismaVersion,
          applied: options.applied,
          progress: options.progress,
        });
        catalog = null;
      } else {
        failure = await unlessRefused(migrations[done - 1] ?? files[0]?.name ?? '', async () => {
          const before = catalog ?? (options.everyCatalog || wantsCatalog(pending, files) ? await read() : null);
          for (const file of files) {
            const traced = await traceMigration(connection, file, { prismaVersion: options.prismaVersion, before });
            pending.push({ ...traced.migration, before });
            failure = traced.failure;
            options.progress(file.name);
          }
          return failure;
        });
        catalog = null;
      }
      done = end;
    }
    failure ??= await unlessRefused(migrations[done - 1] ?? '', async () => {
      // What a migration did to the session is no part of the state that it made.
      await restoreSession(connection);
      catalog ??= await read();
      await options.reached(id, connection, catalog);
      return null;
    });
    states.set(id, { migrations, catalog: failure === null ? catalog : null, failure });
  }
  return { states, pending, failure };
}

/** The failure of `work`, which looks at what the migrations made: their own, or that the server refuses to be looked at. */
async function unlessRefused(
  migration: string,
  work: () => Promise<ReplayFailure | null>,
): Promise<ReplayFailure | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SystemObjectsError || error instanceof ServerError) return unreadable(error, migration);
    throw error;
  }
}

/** Where a rollback is to be tested, where tracing begins, and where the statements do not tell the schema after them. */
function wantsCatalog(traced: readonly PendingMigration[], next: readonly MigrationFile[]): boolean {
  const previous = traced.at(-1);
  const files = [...traced.map(({ file }) => file), ...next];
  return previous === undefined || files.some(({ down }) => down !== null) || !isFollowed(previous);
}

function fileOf(files: ReadonlyMap<string, MigrationFile>, name: string): MigrationFile {
  const file = files.get(name);
  if (file === undefined) throw new Error(`no file for the migration ${name}`);
  return file;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => b[index] === name);
}
