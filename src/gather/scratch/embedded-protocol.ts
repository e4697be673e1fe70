/** The walls around an embedded PostgreSQL, each of which holds by itself; a test takes one away and sees the next hold. */
export type Wall =
  /** The session is that of a role without power. */
  | 'role'
  /** Only WebAssembly whose hash is in the bundle is compiled. */
  | 'hashes'
  /** Node makes no code from strings. */
  | 'strings'
  /** Node's permission model: no file but its own assets, no child, no worker, no addon. */
  | 'permissions'
  /** Sockets and name resolution are taken out of the process. */
  | 'network';

/** What an embedded PostgreSQL may use: the SQL that it runs is that of others. Bytes, but for `message`. */
export interface EmbeddedLimits {
  /** How long one message may run, in milliseconds. */
  readonly message: number;
  /** Of the server itself, which says so and goes on. */
  readonly memory: number;
  /** Of its file system, which is in memory: the server finds its disk full and goes on. */
  readonly files: number;
  /** Of the whole process, where the system tells (Linux); it is ended. */
  readonly process: number;
  /** Of one answer, before it is looked at; the process is ended. */
  readonly answer: number;
}

/** The first frame that the process of an embedded PostgreSQL gets, as JSON. */
export interface Start {
  /** Absolute paths of its assets. */
  readonly files: {
    /** PGlite's own file, which is loaded there: a bundler would break it. */
    readonly pglite: string;
    readonly wasm: string;
    /** Time zones, dictionaries and other files of a PostgreSQL installation. */
    readonly data: string;
    /** A cluster that is ready to start. */
    readonly image: string;
  };
  /** `name=value` of each parameter that the server is started with. */
  readonly settings: readonly string[];
  readonly limits: EmbeddedLimits;
  /** Walls that tests take away. */
  readonly without: readonly Wall[];
}

/** First byte of each later frame to the process: a batch of the wire protocol follows, or nothing. */
export const requests = { batch: 0, dropPower: 1 } as const;

/** First byte of each frame from the process. A frame is this byte, four bytes of length (big endian), and so many bytes. */
export const answers = {
  /** Bytes of the wire protocol. */
  bytes: 0,
  /** The server has started, or the request has been answered to its end. */
  ready: 1,
  /** The server does not work any more; the reason follows as text. */
  crash: 2,
} as const;
