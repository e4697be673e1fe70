import type { Image } from './image';

/** What the thread of an embedded PostgreSQL is started with. */
export interface ThreadData {
  /** Path of PGlite's own file, which is loaded there: a bundler would break it. */
  readonly pglite: string;
  /** `name=value` of each parameter that the server is started with. */
  readonly settings: readonly string[];
}

/** The first message to the thread: what a server boots from without looking for files itself. */
export interface ThreadAssets {
  /** A `WebAssembly.Module`: threads share the code that V8 has compiled of it. */
  readonly wasm: object;
  /** Time zones, dictionaries and other files of a PostgreSQL installation. */
  readonly data: Blob;
  /** The cluster, in memory that threads share. */
  readonly image: Image;
}

/** What the thread answers: once when the server has started, then to each batch of messages. */
export type ThreadAnswer =
  /** What the server says; empty after the start. */
  | { readonly bytes: Uint8Array }
  /** It does not work any more, for this reason. */
  | { readonly crash: string };
