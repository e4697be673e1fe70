import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/identifiers';
import type { Connection } from './connection';

/** What is odd about a table, as the server tells it. */
interface Oddity {
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
  /** Null: the table itself is odd. */
  readonly column: string | null;
  /** Null: the column is generated. */
  readonly type: string | null;
}

/** `pg_class.relkind` (PostgreSQL manual 52.11, "pg_class"). */
const kinds: Readonly<Record<string, string>> = { v: 'a view', m: 'a materialized view', f: 'a foreign table' };

/** What a relation is, for people; null: a table, ordinary or partitioned, whose rows are there to be read. */
export function oddKind(relkind: string): string | null {
  return relkind === 'r' || relkind === 'p' ? null : (kinds[relkind] ?? 'not a table');
}

/**
 * The table with what inherits from it and its partitions, of which a SELECT reads all: those that are no tables, and columns
 * that are generated or of a type of the database. Only the server's own types are printed by the server's own code.
 */
const oddities = (table: string, columns: string) => `
WITH RECURSIVE family(member) AS (
  SELECT ${table}::pg_catalog.regclass::pg_catalog.oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.member
)
SELECT n.nspname AS schema, c.relname AS table, c.relkind AS kind, a.attname AS column,
  CASE WHEN a.attgenerated = '' THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END AS type
FROM family f JOIN pg_catalog.pg_class c ON c.oid = f.member JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname IN (${columns})
  AND (a.attgenerated <> '' OR a.atttypid >= 16384)
WHERE c.relkind NOT IN ('r', 'p') OR a.attname IS NOT NULL
ORDER BY 1, 2, 4 LIMIT 1`;

/**
 * Locks a table in the weakest mode, so that it stays what it is until the transaction ends (PostgreSQL manual, "LOCK"), and
 * says why reading these columns of it would run code of the database or ask another server. To be run inside
 * `inReadOnlyTransaction`, with a name that was found to be a table.
 * @returns a part of a sentence; null: nothing but rows is read
 */
export async function lockAndLook(
  connection: Connection,
  table: { readonly schema: string; readonly name: string },
  columns: readonly string[],
): Promise<string | null> {
  const name = quoteQualified(table);
  const results = await connection.script(
    `LOCK TABLE ${name} IN ACCESS SHARE MODE;${oddities(quoteLiteral(name), columns.map(quoteLiteral).join(', '))}`,
  );
  const [odd] = (results.at(-1) ?? []) as readonly Oddity[];
  if (odd === undefined) return null;
  const isSelf = odd.schema === table.schema && odd.table === table.name;
  const what = isSelf
    ? name
    : `${quoteQualified({ schema: odd.schema, name: odd.table })}, which is a part of ${name},`;
  if (odd.column === null) return `${what} is ${oddKind(odd.kind)}`;
  const column = `column ${quoteIdentifier(odd.column)} of ${what}`;
  return odd.type === null ? `${column} is generated` : `${column} has the type ${odd.type} of the database`;
}
