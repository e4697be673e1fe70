import type { Difference } from '../postgres/catalog/difference';
import type { ReplayFailure } from './replay-failure';

/** What came of running the text that undoes a pending migration on the scratch database, right after the migration. */
export interface RollbackResult {
  readonly migration: string;
  /** Path of the text, relative to the repository root; null: the migration has none. */
  readonly file: string | null;
  /** Why it does not run; `undetermined` in it is set when the scratch server is to blame. */
  readonly failure: ReplayFailure | null;
  /** How the schema differs afterwards from the one before the migration; `expected` is the one before. */
  readonly leftOver: readonly Difference[];
  /** SQL that, added to the text, would bring back the schema; '' for none. */
  readonly mend: string;
  /** Data that going down loses, in words such as `the rows of table public.User`. */
  readonly losesData: readonly string[];
  /** Data that the migration lost and going down does not bring back. */
  readonly notRestored: readonly string[];
  /** Why it was not tested, one sentence; null: it was, or there is nothing to test. */
  readonly untested: string | null;
}
