import { connect } from '../database/connect';
import type { Connection } from '../database/connection';
import { inReadOnlyTransaction } from '../database/transaction';
import { type DatabaseAddress, parseDatabaseUrl } from '../database/url';
import { UndeterminedError, UsageError } from '../errors';
import type { Log } from '../log';
import {
  asAdministrator,
  type DatabaseHost,
  databaseComment,
  databasePrefix,
  dropDatabase,
  openDatabaseSession,
} from './database-session';
import type { ScratchServer, ScratchSession, SessionOptions } from './server';

/** A database that must never be taken for the scratch. */
export interface ScratchTarget {
  readonly name: string;
  readonly url: string;
}

/** Longer than any job runs: a database of this age has been left behind by one that was killed. */
const leftoverSeconds = 6 * 60 * 60;

/**
 * A server that the user runs, such as a service container. Databases with unguessable names are made on it and dropped
 * again; the one that the URL names is only connected to.
 */
export class RemoteServer implements ScratchServer {
  label = 'PostgreSQL';
  readonly #host: DatabaseHost;
  readonly #targets: readonly (ScratchTarget & { address: DatabaseAddress })[];
  readonly #open = new Set<ScratchSession>();
  #checked: Promise<void> | undefined;

  /** @throws UsageError when the URL is not one, or names a target */
  constructor(url: string, targets: readonly ScratchTarget[], log: Log) {
    this.#host = { address: parseDatabaseUrl(url, 'scratch'), shared: true, log };
    this.#targets = targets.map((target) => ({ ...target, address: parseDatabaseUrl(target.url, target.name) }));
    const same = this.#targets.find(({ address }) => sameAddress(address, this.#host.address));
    if (same !== undefined) throw namesTarget(same.name);
  }

  /** It runs already. */
  async start(): Promise<void> {}

  async session(options: SessionOptions): Promise<ScratchSession> {
    this.#checked ??= this.#check();
    await this.#checked;
    const session = await openDatabaseSession(this.#host, options);
    this.label = `PostgreSQL ${session.serverVersion}`;
    this.#open.add(session);
    return session;
  }

  async close(): Promise<void> {
    for (const session of this.#open) await session.close();
  }

  /** Once, before anything is made: this is no target under another name, and nothing old is left behind. */
  async #check(): Promise<void> {
    await asAdministrator(this.#host, async (connection) => {
      const own = await identityOf(connection);
      for (const { name, address } of this.#targets) {
        const theirs = await this.#identityOfTarget(address);
        if (own !== null && theirs === own) throw namesTarget(name);
      }
      await sweepDatabases(connection);
    });
  }

  /** Null when it cannot be read; then it cannot be harmed from here either, under a name that differs. */
  async #identityOfTarget(address: DatabaseAddress): Promise<string | null> {
    try {
      const connection = await connect(address, { retries: 0 }, this.#host.log);
      try {
        return await inReadOnlyTransaction(connection, () => identityOf(connection));
      } finally {
        await connection.end();
      }
    } catch (error) {
      if (error instanceof UndeterminedError) return null;
      throw error;
    }
  }
}

function namesTarget(name: string): UsageError {
  return new UsageError(
    `scratch names the database of the target "${name}": give a server for throw-away databases, such as a service container, and its database "postgres".`,
  );
}

function sameAddress(a: DatabaseAddress, b: DatabaseAddress): boolean {
  return hostName(a) === hostName(b) && a.port === b.port && a.database === b.database;
}

function hostName({ host }: DatabaseAddress): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name === 'localhost' || name === '::1' || /^127(\.\d+){3}$/.test(name) || name.startsWith('/')
    ? 'localhost'
    : name;
}

/** Cluster and database, as one text; the identifier is made by initdb and copied to standbys. */
async function identityOf(connection: Connection): Promise<string | null> {
  const [row] = await connection
    .query<{ identity: string }>(
      "SELECT system_identifier || ' ' || pg_catalog.current_database() AS identity FROM pg_catalog.pg_control_system()",
    )
    // Some hosted servers deny the function.
    .catch(() => []);
  return row?.identity ?? null;
}

/** Drops scratch databases of this role that a killed process left behind; the comment proves that they are ours. */
async function sweepDatabases(connection: Connection): Promise<void> {
  const old = await connection.query<{ name: string }>(
    `SELECT datname AS name FROM pg_catalog.pg_database
     WHERE datname ~ $1 AND pg_catalog.pg_get_userbyid(datdba) = current_user
       AND pg_catalog."substring"(pg_catalog.shobj_description(oid, 'pg_database'), $2)::bigint < extract(epoch FROM pg_catalog.now()) - $3::int`,
    [`^${databasePrefix}[0-9a-f]{16}$`, `^${databaseComment}([0-9]{1,12})$`, leftoverSeconds],
  );
  for (const { name } of old) await dropDatabase(connection, name);
}
