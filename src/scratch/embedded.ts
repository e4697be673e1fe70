import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { Client } from 'pg';
import { PgConnection } from '../database/pg-connection';
import { errorMessage, UndeterminedError } from '../errors';
import { embeddedAssets } from './assets';
import { collectGarbage } from './collect-garbage';
import { unpackImage } from './image';
import { loadPGlite } from './pglite';
import { PGliteStream } from './pglite-stream';

/** One PGlite with a connection to it. */
export interface EmbeddedInstance {
  readonly connection: PgConnection;
  close(): Promise<void>;
}

/**
 * On top of PGlite's own start parameters: the default `search_path` of a server, and what fits one session on an empty
 * database. A buffer cache of the usual 128 MB costs 110 MB of resident memory and 70 ms at start. The lock table has
 * `max_locks_per_transaction` places for each possible process, and `pg_locks` goes through all of them: so many for few
 * processes hold the locks of 12,000 new tables in one transaction.
 */
const settings = [
  'search_path="$user", public',
  'shared_buffers=16MB',
  'max_connections=4',
  'max_wal_senders=0',
  'autovacuum_worker_slots=1',
  'max_locks_per_transaction=8192',
];

/** An instance was closed, and its memory may still be there. */
let leftovers = false;

/**
 * Boots a PGlite with an empty database and connects to it as superuser `postgres`.
 * @param limitMs how long one message may run
 * @throws UndeterminedError when it does not start, for want of memory for instance
 */
export async function bootEmbedded(limitMs?: number): Promise<EmbeddedInstance> {
  if (leftovers) collectGarbage();
  leftovers = false;
  const { wasm, data, image } = await embeddedAssets();
  const { PGlite, MemoryFS } = loadPGlite();
  class ImageFS extends MemoryFS {
    override async initialSyncFs(): Promise<void> {
      if (this.pg !== undefined) unpackImage(image, this.pg.Module.FS);
    }
  }
  const database = await create(PGlite, {
    fs: new ImageFS(),
    pgliteWasmModule: wasm,
    // Never instantiated, because the image has a cluster; given so that PGlite does not look for a file.
    initdbWasmModule: wasm,
    fsBundle: data,
    startParams: [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])],
  });
  const client = new Client({
    stream: () => new PGliteStream(database, limitMs),
    user: 'postgres',
    database: 'postgres',
    ssl: false,
  });
  const connection = await PgConnection.connect(client);
  return {
    connection,
    async close() {
      await connection.end();
      await database.close();
      leftovers = true;
    },
  };
}

async function create(PGlite: ReturnType<typeof loadPGlite>['PGlite'], options: PGliteOptions): Promise<PGlite> {
  try {
    const database = new PGlite(options);
    // Only PGlite's own client needs to know the array types of the server.
    database._initArrayTypes = async () => {};
    await database.waitReady;
    return database;
  } catch (error) {
    throw new UndeterminedError(
      `The embedded PostgreSQL did not start (${errorMessage(error)}): use scratch: local or a service container.`,
      { cause: error },
    );
  }
}
