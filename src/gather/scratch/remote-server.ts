import { UsageError } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Connection } from '../../postgres/connection';
import { type DatabaseAddress, parseDatabaseUrl } from '../../postgres/url';
import { clusterOf, clusterOfTarget, isSameCluster } from './cluster-identity';
import type { DatabaseHost } from './database-host';
import {
  asAdministrator,
  databaseComment,
  databasePrefix,
  dropDatabase,
  dropRoles,
  openDatabaseSession,
  rolesOf,
} from './database-session';
import type { ScratchServer, ScratchSession, ScratchTrust, SessionOptions } from './server';

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
  constructor(url: string, targets: readonly ScratchTarget[], trust: ScratchTrust, log: Log) {
    this.#host = { address: parseDatabaseUrl(url, 'scratch'), shared: true, trust, log };
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

  /**
   * Once, before anything is made: this is the server of no target, and nothing old is left behind. Roles, tablespaces and
   * settings are the cluster's, so that another database of it is no place for migrations.
   */
  async #check(): Promise<void> {
    await asAdministrator(this.#host, async (connection) => {
      const own = await clusterOf(connection);
      for (const { name, address } of this.#targets) {
        const theirs = await clusterOfTarget(name, address, this.#host.log);
        if (isSameCluster(theirs, own)) throw namesTarget(name);
      }
      await sweepDatabases(connection);
    });
  }
}

function namesTarget(name: string): UsageError {
  return new UsageError(
    `scratch names the server of the target "${name}": give another server, for throw-away databases only, such as a service container of its own, or use scratch: embedded.`,
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

/** Drops scratch databases of this role that a killed process left behind; the comment proves that they are ours. */
async function sweepDatabases(connection: Connection): Promise<void> {
  const old = await connection.query<{ name: string }>(
    `SELECT datname AS name FROM pg_catalog.pg_database
     WHERE datname ~ $1 AND pg_catalog.pg_get_userbyid(datdba) IN (current_user, datname || '_role')
       AND pg_catalog."substring"(pg_catalog.shobj_description(oid, 'pg_database'), $2)::bigint < extract(epoch FROM pg_catalog.now()) - $3::int`,
    [`^${databasePrefix}[0-9a-f]{16}$`, `^${databaseComment}([0-9]{1,12})$`, leftoverSeconds],
  );
  for (const { name } of old) {
    const roles = await rolesOf(connection, name);
    await dropDatabase(connection, name);
    await dropRoles(connection, roles);
  }
}
