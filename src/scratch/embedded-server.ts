import { bootEmbedded, type EmbeddedInstance } from './embedded';
import { prepare } from './prepare';
import type { ScratchServer, ScratchSession, SessionOptions } from './server';

/** The embedded PostgreSQL: each session is an instance of its own, in a process of its own. */
export class EmbeddedServer implements ScratchServer {
  label = 'PGlite';
  /** Those that boot or run. */
  readonly #instances = new Set<Promise<EmbeddedInstance>>();
  /** Boots while the caller is still reading targets. */
  #first: Promise<EmbeddedInstance> | null = null;

  start(): Promise<void> {
    this.#first ??= this.#boot();
    return Promise.resolve();
  }

  async session(options: SessionOptions): Promise<ScratchSession> {
    const booting = this.#first ?? this.#boot();
    this.#first = null;
    const { connection } = await booting;
    this.label = `PGlite ${connection.serverVersion}`;
    const close = () => this.#close(booting);
    try {
      await prepare(connection, options);
    } catch (error) {
      await close();
      throw error;
    }
    return { connection, close };
  }

  async close(): Promise<void> {
    for (const instance of [...this.#instances]) await this.#close(instance);
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
