import type { Connection } from '../../postgres/connection';
import { bootEmbedded, type EmbeddedInstance, imageRole } from './embedded';
import { prepare } from './prepare';
import { RunConnection } from './run-connection';
import { armRole } from './run-role';
import type { ScratchServer, ScratchSession, ScratchTrust, SessionOptions } from './server';

/**
 * The embedded PostgreSQL: each session is an instance of its own, in a process of its own. With trust `least` it is the
 * session of a role without power, called `postgres`.
 */
export class EmbeddedServer implements ScratchServer {
  label = 'PGlite';
  /** Those that boot or run. */
  readonly #instances = new Set<Promise<EmbeddedInstance>>();
  /** Boots while the caller is still reading targets. */
  #first: Promise<EmbeddedInstance> | null = null;
  readonly #trust: ScratchTrust;

  constructor(trust: ScratchTrust) {
    this.#trust = trust;
  }

  start(): Promise<void> {
    this.#first ??= this.#boot();
    return Promise.resolve();
  }

  async session(options: SessionOptions): Promise<ScratchSession> {
    const booting = this.#first ?? this.#boot();
    this.#first = null;
    const instance = await booting;
    this.label = `PGlite ${instance.connection.serverVersion}`;
    const close = () => this.#close(booting);
    try {
      const connection = await this.#connectionOf(instance);
      await prepare(connection, options);
      return { connection, close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const instance of [...this.#instances]) await this.#close(instance);
  }

  async #connectionOf({ connection, become, beSuperuser }: EmbeddedInstance): Promise<Connection> {
    if (this.#trust === 'full') {
      await beSuperuser();
      return connection;
    }
    const role = await armRole(connection, imageRole);
    await become(role.name);
    // There is nothing outside that it could reach.
    return new RunConnection(connection, role, { isGuarded: false });
  }

  #boot(): Promise<EmbeddedInstance> {
    const booting = bootEmbedded();
    // Whoever awaits it gets the error; until then it must not end the process.
    booting.catch(() => {});
    this.#instances.add(booting);
    return booting;
  }

  async #close(booting: Promise<EmbeddedInstance>): Promise<void> {
    if (!this.#instances.delete(booting)) return;
    await booting.then(
      (instance) => instance.close(),
      // Whoever asked for it knows; else nobody needs to know that there would have been none.
      () => {},
    );
  }
}
