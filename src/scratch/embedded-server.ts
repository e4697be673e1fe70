import { bootEmbedded, type EmbeddedInstance } from './embedded';
import { prepare } from './prepare';
import type { ScratchServer, ScratchSession, SessionOptions } from './server';

/** The embedded PostgreSQL: each session is an instance of its own, which is 0.1 s after the first. */
export class EmbeddedServer implements ScratchServer {
  label = 'PGlite';
  readonly #open = new Set<ScratchSession>();
  /** Boots while the caller is still reading targets. */
  #first: Promise<EmbeddedInstance> | null = null;

  start(): void {
    this.#first ??= bootEmbedded();
    // Whoever awaits it gets the error; until then it must not end the process.
    this.#first.catch(() => {});
  }

  async session(options: SessionOptions): Promise<ScratchSession> {
    const booting = this.#first ?? bootEmbedded();
    this.#first = null;
    const instance = await booting;
    const { connection } = instance;
    this.label = `PGlite ${connection.serverVersion}`;
    const session: ScratchSession = {
      connection,
      close: async () => {
        if (this.#open.delete(session)) await instance.close();
      },
    };
    this.#open.add(session);
    try {
      await prepare(connection, options);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  async close(): Promise<void> {
    for (const session of this.#open) await session.close();
    const unused = this.#first;
    this.#first = null;
    if (unused !== null)
      await unused.then(
        (instance) => instance.close(),
        // Nobody asked for a session, so nobody needs to know that there would have been none.
        () => {},
      );
  }
}
