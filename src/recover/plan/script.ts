import { migrationSql } from '../../postgres/catalog/ddl/migration-sql';
import { renderScript } from '../../postgres/catalog/ddl/script';
import type { Catalog } from '../../postgres/catalog/model';

/** SQL for a step or a new migration, and what to say about it. */
export interface Script {
  /** '' when there is nothing to do. */
  readonly sql: string;
  /** What it loses for good, one per statement that does. */
  readonly losses: readonly string[];
  /** What to know before it runs. */
  readonly notes: readonly string[];
  /** What it cannot do. */
  readonly remaining: readonly string[];
}

/** SQL that turns the one catalog into the other. */
export function scriptOf(from: Catalog, to: Catalog, defaultSchema: string | null): Script {
  const script = migrationSql(from, to, { defaultSchema, comments: false });
  return {
    sql: renderScript(script),
    losses: script.statements.flatMap(({ losesData }) => losesData ?? []),
    notes: script.statements.flatMap(({ note }) => note ?? []),
    remaining: script.remaining,
  };
}

/** A sentence with what is lost; '' for nothing. */
export function lossSentence({ losses }: Script): string {
  return losses.length === 0 ? '' : ` It loses ${[...new Set(losses)].join(', ')}.`;
}

/** A sentence with what to know; '' for nothing. */
export function noteSentence({ notes }: Script): string {
  return notes.length === 0 ? '' : ` Mind: ${[...new Set(notes)].join('; ')}.`;
}
