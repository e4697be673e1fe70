import type { ColumnDef, Node } from '@pgsql/types';
import { columnConstraints, walk } from './ast';
import { offsetsOf } from './offsets';
import { loadParser } from './parser';

/**
 * A `CREATE TABLE` in which every default that reads a column is a stored generated column instead. Prisma writes such a
 * column as `@default(dbgenerated("…"))` when it reads a database, and renders that as a default, which no server takes
 * (PostgreSQL manual, CREATE TABLE, DEFAULT: "references to other columns … are not allowed").
 * @returns null when there is none, or the text is something else
 */
export async function defaultsAsGenerated(sql: string): Promise<string | null> {
  const parser = await loadParser();
  let elements: readonly Node[];
  try {
    const [only] = parser.parse(sql).stmts ?? [];
    if (only?.stmt === undefined || !('CreateStmt' in only.stmt)) return null;
    elements = only.stmt.CreateStmt.tableElts ?? [];
  } catch {
    return null;
  }
  const offsets = offsetsOf(sql);
  let rewritten = sql;
  // From the end to the start, so that offsets before a replacement stay right.
  for (const [index, element] of [...elements.entries()].reverse()) {
    const start = 'ColumnDef' in element ? defaultWithColumns(element.ColumnDef) : null;
    if (start === null) continue;
    const next = elements[index + 1];
    const end = next === undefined ? sql.lastIndexOf(')') : sql.lastIndexOf(',', offsets.fromBytes(locationOf(next)));
    const from = offsets.fromBytes(start);
    const expression = sql.slice(from + 'DEFAULT'.length, end).trim();
    rewritten = `${rewritten.slice(0, from)}GENERATED ALWAYS AS (${expression}) STORED${rewritten.slice(end)}`;
  }
  return rewritten === sql ? null : rewritten;
}

/** Where the default of a column begins that reads another column; null for any other. Prisma writes it last. */
function defaultWithColumns(column: ColumnDef): number | null {
  const last = columnConstraints(column).at(-1);
  if (last?.contype !== 'CONSTR_DEFAULT' || last.location === undefined) return null;
  let reads = false;
  walk(last.raw_expr, (type) => {
    reads ||= type === 'ColumnRef';
  });
  return reads ? last.location : null;
}

function locationOf(element: Node): number {
  if ('ColumnDef' in element) return element.ColumnDef.location ?? 0;
  return 'Constraint' in element ? (element.Constraint.location ?? 0) : 0;
}
