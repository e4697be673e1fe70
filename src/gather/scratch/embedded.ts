import { Client } from 'pg';
import { largestAnswer, PgConnection } from '../../postgres/pg-connection';
import { quoteIdentifier } from '../../postgres/sql/identifiers';
import { EmbeddedProcess } from './embedded-process';
import { type EmbeddedLimits, requests, type Wall } from './embedded-protocol';
import { EmbeddedStream } from './embedded-stream';
import type { MadeRole } from './run-role';
import { scriptLimitMs } from './server';

/** One PGlite with a connection to it. */
export interface EmbeddedInstance {
  readonly connection: PgConnection;
  /** Makes the session that of a role, with no way back: what the superuser had to prepare is prepared. */
  become(role: string): Promise<void>;
  /**
   * Makes the superuser the one that is called `postgres`, and takes away the role of that name that an image has for
   * {@link imageRole}.
   */
  beSuperuser(): Promise<void>;
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
  'temp_file_limit=512MB',
  // So that the role of a run may switch to the roles it creates, and own for them, as an ordinary administrator does.
  'createrole_self_grant=set,inherit',
];

/** The role that the image was made with (`scripts/embedded-assets.mjs`); the session is its administrator's. */
export const imageRole: MadeRole = { name: 'postgres', password: '', createsRoles: true, isSealed: true };

const GB = 1024 * 1024 * 1024;

const defaultLimits: EmbeddedLimits = {
  message: scriptLimitMs,
  memory: GB,
  files: GB,
  process: 3 * GB,
  answer: largestAnswer,
};

export interface BootOptions {
  /** Other limits than usual. */
  readonly limits?: Partial<EmbeddedLimits>;
  /** Walls that a test takes away. */
  readonly without?: readonly Wall[];
}

/**
 * Boots a PGlite with an empty database in a process of its own and connects to it as its superuser, who is called
 * {@link administratorName}.
 * @throws UndeterminedError when it does not start, for want of memory for instance
 */
export async function bootEmbedded(options: BootOptions = {}): Promise<EmbeddedInstance> {
  const limits = { ...defaultLimits, ...options.limits };
  const process = await EmbeddedProcess.start(settings, limits, options.without);
  try {
    const stream = new EmbeddedStream(process, limits);
    const client = new Client({ stream: () => stream, user: 'postgres', database: 'postgres', ssl: false });
    const connection = await PgConnection.connect(client);
    return {
      connection,
      async become(role) {
        await connection.script(`SET SESSION AUTHORIZATION ${quoteIdentifier(role)}`);
        await process.request(requests.dropPower, new Uint8Array(), limits.message);
      },
      async beSuperuser() {
        await connection.script(`DROP SCHEMA pg_migration_gate CASCADE; ALTER DATABASE postgres OWNER TO CURRENT_USER;
          DROP OWNED BY postgres; DROP ROLE postgres; UPDATE pg_catalog.pg_authid SET rolname = 'postgres' WHERE rolname = CURRENT_USER`);
      },
      async close() {
        await connection.end();
        await process.close();
      },
    };
  } catch (error) {
    await process.close();
    throw error;
  }
}
