import type { Connection } from './connection';
import { quoteIdentifier, quoteLiteral, quoteQualified } from './sql/identifiers';

/** What is odd about a table, as the server tells it. */
interface Oddity {
  readonly schema: string;
  readonly table: string;
  readonly kind: string;
  /** Null: the table itself is odd. */
  readonly column: string | null;
  /** Null: the column is generated. */
  readonly type: string | null;
  /** Planning a query of it can call code of the database. */
  readonly code: boolean;
}

/** `pg_class.relkind` (PostgreSQL manual 52.11, "pg_class"). */
const kinds: Readonly<Record<string, string>> = { v: 'a view', m: 'a materialized view', f: 'a foreign table' };

/** What a relation is, for people; null: a table, ordinary or partitioned, whose rows are there to be read. */
export function oddKind(relkind: string): string | null {
  return relkind === 'r' || relkind === 'p' ? null : (kinds[relkind] ?? 'not a table');
}

/** A function that somebody made in the database: not the server's, and not one that a superuser gave an extension. */
const isOwnCode = (oid: string) => `(${oid} >= 16384 AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_roles o ON o.oid = f.proowner AND o.rolsuper
  JOIN pg_catalog.pg_depend e ON e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = f.oid AND e.deptype = 'e'
  WHERE f.oid = ${oid}))`;

/**
 * Whether a type `b` holds values that only code of the server or of a superuser looks at. Base types are made by superusers
 * (PostgreSQL manual, "CREATE TYPE"), and so are the operator classes by which values are compared; a cast from a type is made by its owner.
 */
const isPlainType = `(b.oid < 16384 OR b.typtype IN ('b', 'e') AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_cast k WHERE k.castsource = b.oid AND ${isOwnCode('k.castfunc')}))`;

/**
 * What a relation `c` needs to be planned, and depends on a function or operator of the database: an index, statistics or the
 * key of a partitioned table. The planner works out in advance what is constant in their expressions, as the role that asks
 * (PostgreSQL source, relcache.c, RelationGetIndexExpressions; partcache.c; plancat.c, get_relation_statistics).
 */
const callsOwnCode = `EXISTS (
  SELECT FROM pg_catalog.pg_depend d LEFT JOIN pg_catalog.pg_operator p
    ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND p.oid = d.refobjid
  WHERE (d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND ${isOwnCode('d.refobjid')} OR ${isOwnCode('p.oprcode')})
    AND (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND (d.objid = c.oid OR d.objid IN (SELECT x.indexrelid FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid))
      OR d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
        AND d.objid IN (SELECT x.oid FROM pg_catalog.pg_statistic_ext x WHERE x.stxrelid = c.oid)))`;

/** The table with what inherits from it and its partitions, of which a SELECT reads all. */
const oddities = (table: string, columns: string, isOddColumn: string) => `
WITH RECURSIVE family(member) AS (
  SELECT ${table}::pg_catalog.regclass::pg_catalog.oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.member
)
SELECT n.nspname AS schema, c.relname AS table, c.relkind AS kind, a.attname AS column,
  CASE WHEN a.attgenerated = '' THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END AS type, ${callsOwnCode} AS code
FROM family f JOIN pg_catalog.pg_class c ON c.oid = f.member JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN (pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN pg_catalog.pg_type b
    ON b.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END)
  ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname IN (${columns}) AND ${isOddColumn}
WHERE c.relkind NOT IN ('r', 'p') OR a.attname IS NOT NULL OR ${callsOwnCode}
ORDER BY 1, 2, 4 LIMIT 1`;

/**
 * Which columns are read. `built-in`: of the server's own types, and stored. `safe`: of all types whose values can be compared
 * and printed without code of the database.
 */
export type ColumnRule = 'built-in' | 'safe';

const oddColumns: Readonly<Record<ColumnRule, string>> = {
  'built-in': `(a.attgenerated <> '' OR a.atttypid >= 16384)`,
  safe: `(a.attgenerated = 'v' OR NOT ${isPlainType})`,
};

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
  rule: ColumnRule,
): Promise<string | null> {
  const name = quoteQualified(table);
  const names = ['NULL', ...columns.map(quoteLiteral)].join(', ');
  const results = await connection.script(
    `LOCK TABLE ${name} IN ACCESS SHARE MODE;${oddities(quoteLiteral(name), names, oddColumns[rule])}`,
  );
  const [odd] = (results.at(-1) ?? []) as readonly Oddity[];
  if (odd === undefined) return null;
  const isSelf = odd.schema === table.schema && odd.table === table.name;
  const what = isSelf
    ? name
    : `${quoteQualified({ schema: odd.schema, name: odd.table })}, which is a part of ${name},`;
  const kind = oddKind(odd.kind);
  if (kind !== null) return `${what} is ${kind}`;
  if (odd.column === null) return `${what} has an index, statistics or a partition key that calls code of the database`;
  const column = `column ${quoteIdentifier(odd.column)} of ${what}`;
  return odd.type === null ? `${column} is generated` : `${column} has the type ${odd.type} of the database`;
}
