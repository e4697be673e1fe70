/** What a probe asks of the rows of a table. */
export type ProbeQuestion = 'any-row' | 'nulls' | 'duplicates' | 'orphans' | 'cast' | 'check' | 'enum-values';

/** What one target's data say about one change of a pending migration. */
export interface ProbeResult {
  readonly database: string;
  readonly migration: string;
  /** Line of the change in the migration's file, 1-based. */
  readonly line: number;
  readonly question: ProbeQuestion;
  /** `schema.table` or `schema.table.column` that was asked about. */
  readonly object: string;
  readonly verdict: 'will-fail' | 'safe' | 'not-determined';
  /** Why it is not determined, for people; '' otherwise. */
  readonly reason: string;
  /** The query that was run, or would have been. */
  readonly sql: string;
}
