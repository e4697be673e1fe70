import type { Connection } from '../database/connection';

/**
 * True when a function or operator that is not the server's own has the name of one that the SQL uses: PostgreSQL takes the
 * one that fits the arguments best (its manual, chapter 10, Type Conversion), so the SQL can mean something else without it.
 */
export async function hasOverloads(connection: Connection, sql: string): Promise<boolean> {
  const text = sql
    .replace(/^--.*$/gm, '')
    .replaceAll('"', '')
    .replace(/\s+\(/g, '(')
    .toLowerCase();
  const [row] = await connection.query<{ found: boolean }>(
    `WITH others AS (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
     SELECT EXISTS (SELECT FROM pg_catalog.pg_proc JOIN others ON others.oid = pronamespace
         WHERE pg_catalog.strpos($1, pg_catalog.lower(proname) || '(') > 0)
       OR EXISTS (SELECT FROM pg_catalog.pg_operator JOIN others ON others.oid = oprnamespace
         WHERE pg_catalog.strpos($1, oprname) > 0) AS found`,
    [text],
  );
  return row?.found ?? false;
}
