/**
 * Where the gate tells what it is doing while it runs. Findings do not go here: they are in the report.
 * Implementations: the terminal (standard error) and the Actions log; both redact secrets.
 */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** A long job in progress, such as `Replaying`; `done` of `total` units are behind it. */
  progress(title: string, done: number, total: number): void;
}

/** A log that keeps quiet, for tests and for library use. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, progress() {} };
