import type { RoleFact } from '../../contracts/target';
import type { Connection } from '../../postgres/connection';

/**
 * How long a migration, or any other message, may run on a scratch server: far longer than one takes on an empty database,
 * and a loop that never ends must not hold up the gate.
 */
export const scriptLimitMs = 120_000;

/**
 * What migrations may do on a scratch server. `least`: they run as a role made for the run, without rights outside its own
 * database. `full`: with all the rights of the server's superuser or of the URL's role.
 */
export type ScratchTrust = 'least' | 'full';

/** A PostgreSQL that holds throw-away databases. */
export interface ScratchServer {
  /** For people, such as `PGlite 18.6`; without the version until the first session. */
  readonly label: string;
  /**
   * Begins to start in the background, so that the first session waits less; whether that works shows there.
   * @returns when it goes on without this thread; never rejects
   */
  start(): Promise<void>;
  /**
   * Makes a new empty database, prepared as the options say, and connects to it.
   * @throws UndeterminedError when the server does not start or may not be used, UsageError when the init SQL fails
   */
  session(options: SessionOptions): Promise<ScratchSession>;
  /** Closes sessions that are still open and removes all that was made; calling it again does nothing more. */
  close(): Promise<void>;
}

/** What the replay expects to be there before the first migration runs. */
export interface SessionOptions {
  /** The schema that `?schema=` names, or `public`: the only one on the `search_path`, as Prisma sets it. */
  readonly defaultSchema: string;
  readonly roles: readonly RoleFact[];
  readonly schemas: readonly string[];
  readonly extensions: readonly { readonly name: string; readonly schema: string }[];
  readonly init: InitScript | null;
}

/** The SQL file of `scratch-init`. */
export interface InitScript {
  /** For people. */
  readonly path: string;
  readonly sql: string;
}

/** One database of a scratch server. */
export interface ScratchSession {
  readonly connection: Connection;
  /** Disconnects and drops the database; calling it again does nothing more. */
  close(): Promise<void>;
}
