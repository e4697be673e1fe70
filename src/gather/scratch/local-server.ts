import type { Log } from '../../base/log';
import { parseDatabaseUrl } from '../../postgres/url';
import { type Cluster, startCluster } from './cluster';
import type { DatabaseHost } from './database-host';
import { openDatabaseSession } from './database-session';
import { administratorName } from './run-role';
import type { ScratchServer, ScratchSession, ScratchTrust, SessionOptions } from './server';

/** A temporary cluster of the PostgreSQL that is installed on this machine. */
export class LocalServer implements ScratchServer {
  label = 'PostgreSQL';
  #cluster: Promise<Cluster> | null = null;
  readonly #log: Log;

  readonly #trust: ScratchTrust;

  constructor(trust: ScratchTrust, log: Log) {
    this.#trust = trust;
    this.#log = log;
  }

  async start(): Promise<void> {
    this.#cluster ??= this.#start();
    // Whoever awaits it gets the error; until then it must not end the process.
    this.#cluster.catch(() => {});
  }

  async session(options: SessionOptions): Promise<ScratchSession> {
    this.#cluster ??= this.#start();
    const { url, version } = await this.#cluster;
    this.label = `PostgreSQL ${version}`;
    const host: DatabaseHost = { address: parseDatabaseUrl(url), shared: false, trust: this.#trust, log: this.#log };
    return openDatabaseSession(host, options);
  }

  async close(): Promise<void> {
    await this.#cluster?.then(
      (cluster) => cluster.stop(),
      // It did not start, so there is nothing to stop; `session` has told.
      () => {},
    );
  }

  /** Migrations and dumps know their owner as `postgres`, whoever that is here. */
  #start(): Promise<Cluster> {
    return startCluster({ superuser: this.#trust === 'full' ? 'postgres' : administratorName });
  }
}
