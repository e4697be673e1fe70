/** Why a replay stopped. */
export interface ReplayFailure {
  readonly migration: string;
  /** Line of the migration's file, 1-based. */
  readonly line: number;
  /** The statement that failed, shortened; '' when the file as a whole was refused. */
  readonly statement: string;
  /** The server's message. */
  readonly message: string;
  readonly code: string;
  /**
   * Set when the scratch server cannot tell (an extension it does not have, a role that only the platform makes): the
   * check is undetermined, with this sentence as the way out, and the migrations are not to blame.
   */
  readonly undetermined: string | null;
  /** What may explain it, one sentence: a setting that an earlier migration left behind in the session. */
  readonly note?: string;
}
