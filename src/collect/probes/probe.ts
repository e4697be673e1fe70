import type { ProbeQuestion } from '../../contracts/probe-result';

/** A question to the rows of a target, before it is asked. */
export interface Probe {
  readonly migration: string;
  /** Line of the change in the migration's file, 1-based. */
  readonly line: number;
  readonly question: ProbeQuestion;
  /** `schema.table` or `schema.table.column` that it is about. */
  readonly object: string;
  /** Rows that stop the migration, each query by itself; empty: there is no safe way to ask. */
  readonly queries: readonly ProbeQuery[];
  /** Why there are no queries, for people; '' otherwise. */
  readonly reason: string;
  /** An answer that tells nothing, because the pending migrations change rows first, and why; null: both answers tell. */
  readonly doubt: Doubt | null;
}

export interface Doubt {
  readonly verdict: 'will-fail' | 'safe';
  /** For people. */
  readonly reason: string;
}

export interface ProbeQuery {
  /** `SELECT 1 …` without a LIMIT: all names qualified, no value of a row in its result. */
  readonly sql: string;
  /** One row is found at once or never, so that the cost of reading all of them says nothing. */
  readonly firstRow: boolean;
  /** `server_version_num` from which on the target can answer it. */
  readonly since?: number;
}

/** As it is sent: it stops at the first counterexample. */
export function statementOf({ sql }: ProbeQuery): string {
  return `${sql} LIMIT 1`;
}
