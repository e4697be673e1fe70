import { Worker } from 'node:worker_threads';
import { Client } from 'pg';
import { assetPath } from '../assets';
import { PgConnection } from '../database/pg-connection';
import { errorMessage, UndeterminedError } from '../errors';
import { embeddedAssets } from './assets';
import { EmbeddedStream } from './embedded-stream';
import type { ThreadData } from './embedded-thread';
import { scriptLimitMs } from './server';

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

/**
 * Boots a PGlite with an empty database on a thread of its own and connects to it as superuser `postgres`.
 * @param limitMs how long one message may run
 * @throws UndeterminedError when it does not start, for want of memory for instance
 */
export async function bootEmbedded(limitMs = scriptLimitMs): Promise<EmbeddedInstance> {
  const worker = startThread({ pglite: assetPath('@electric-sql/pglite/dist/index.cjs'), settings });
  try {
    const started = firstAnswer(worker);
    started.catch(() => {});
    worker.postMessage(await embeddedAssets());
    await started;
    const stream = new EmbeddedStream(worker, limitMs);
    const client = new Client({ stream: () => stream, user: 'postgres', database: 'postgres', ssl: false });
    const connection = await PgConnection.connect(client);
    return {
      connection,
      async close() {
        await connection.end();
        await worker.terminate();
      },
    };
  } catch (error) {
    await worker.terminate();
    throw new UndeterminedError(
      `The embedded PostgreSQL did not start (${errorMessage(error)}): use scratch: local or a service container.`,
      { cause: error },
    );
  }
}

/** @throws what ended the thread before it said that its server has started */
function firstAnswer(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`its thread ended with ${code}`)));
  });
}

/**
 * With nothing of this process: neither its environment, where secrets are, nor the loaders that it was started with. Its
 * stack has room for what PostgreSQL's own `max_stack_depth` of 2 MB allows, so that the server says when it is too deep.
 */
function startThread(workerData: ThreadData): Worker {
  const file = assetPath('.cache/prisma-migration-gate/embedded-worker.mjs');
  return new Worker(file, { workerData, env: {}, execArgv: [], resourceLimits: { stackSizeMb: 16 } });
}
