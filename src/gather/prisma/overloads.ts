import type { Connection } from '../../postgres/connection';

/**
 * True when a function or operator that is not the server's own has the name of one that the SQL uses: PostgreSQL takes the
 * one that fits the arguments best (its manual, chapter 10, Type Conversion), so the SQL can mean something else without it.
 */
export async function hasOverloads(connection: Connection, sql: string): Promise<boolean> {
  const rows = await connection.query<{ name: string }>(
    `WITH others AS (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
     SELECT proname || '(' AS name FROM pg_catalog.pg_proc JOIN others ON others.oid = pronamespace
     UNION SELECT oprname FROM pg_catalog.pg_operator JOIN others ON others.oid = oprnamespace`,
  );
  const text = sql
    .replace(/^--.*$/gm, '')
    .replaceAll('"', '')
    .replace(/(?<!\s)\s+\(/g, '(')
    .toLowerCase();
  return rows.some(({ name }) => text.includes(name.toLowerCase()));
}
