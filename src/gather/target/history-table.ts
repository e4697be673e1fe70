import { UndeterminedError } from '../../base/errors';
import type { MigrationRecord } from '../../contracts/target';
import type { Connection } from '../../postgres/connection';
import { lockAndLook, oddKind } from '../../postgres/plain-tables';
import { quoteIdentifier } from '../../postgres/sql/identifiers';
import type { HistoryTable } from './target-query';

/** Where the history of a database is, or why that cannot be said. */
export interface HistoryPlace {
  /** Null: there is no history table, or it cannot be read. */
  readonly schema: string | null;
  /** One line for people; the history is not known then. */
  readonly problem: string | null;
  /** One line for people: what is odd about the place. */
  readonly note: string | null;
}

/**
 * Finds `_prisma_migrations` as Prisma does, which names it without a schema: with `?schema=` in that schema and nowhere else,
 * otherwise in the first schema of the session's `search_path` that has one. Only where that finds nothing and a single
 * other schema has one, it is taken to be meant.
 */
export function placeOfHistory(
  tables: readonly HistoryTable[],
  { schema, sessionSchemas, user }: { schema: string | null; sessionSchemas: readonly string[]; user: string },
): HistoryPlace {
  const path = schema === null ? sessionSchemas : [schema];
  const found = path.map((name) => tables.find((table) => table.schema === name)).find((table) => table !== undefined);
  if (found !== undefined) return { ...readable(found, user), note: null };
  const names = tables.map((table) => quoteIdentifier(table.schema)).join(', ');
  if (schema !== null) {
    const note = `Schema ${quoteIdentifier(schema)} has no _prisma_migrations; there is one in ${names}.`;
    return { schema: null, problem: null, note: tables.length === 0 ? null : note };
  }
  const [only, ...others] = tables;
  if (only === undefined) return { schema: null, problem: null, note: null };
  if (others.length > 0) {
    const problem = `Several schemas have a _prisma_migrations (${names}): say which with ?schema= in the database URL.`;
    return { schema: null, problem, note: null };
  }
  const note = `_prisma_migrations is in schema ${names}, which is not on the search_path of the role: Prisma finds it only with ?schema= in the database URL.`;
  return { ...readable(only, user), note };
}

/** A table that may not be read is no missing table: everything would seem to be pending. */
function readable(table: HistoryTable, user: string): Pick<HistoryPlace, 'schema' | 'problem'> {
  const schema = quoteIdentifier(table.schema);
  const role = quoteIdentifier(user);
  const odd = oddKind(table.kind);
  if (odd !== null) return { schema: null, problem: notRead(`${schema}."_prisma_migrations" is ${odd}`) };
  const grants: string[] = [];
  if (!table.usage) grants.push(`GRANT USAGE ON SCHEMA ${schema} TO ${role};`);
  if (!table.select) grants.push(`GRANT SELECT ON ${schema}."_prisma_migrations" TO ${role};`);
  if (grants.length > 0) {
    return {
      schema: null,
      problem: `The role ${role} may not read ${schema}."_prisma_migrations": ${grants.join(' ')}`,
    };
  }
  if (table.filtered) {
    const problem = `Row security hides rows of ${schema}."_prisma_migrations" from the role ${role}: connect as the owner of the table, or ALTER ROLE ${role} BYPASSRLS;`;
    return { schema: null, problem };
  }
  return { schema: table.schema, problem: null };
}

/** Characters of a failed migration's log that are kept. */
const logLength = 10_000;

/** Whoever made it decides what runs when it is read, with the rights of the gate's role. */
function notRead(what: string): string {
  return `The history is not read, because ${what}: Prisma makes _prisma_migrations an ordinary table, whose columns are of built-in types.`;
}

/** The columns that are read. */
const historyColumns = [
  'id',
  'migration_name',
  'checksum',
  'started_at',
  'finished_at',
  'rolled_back_at',
  'logs',
  'applied_steps_count',
];

/** Characters of names and checksums: Prisma's columns hold 255 and 64 (prisma-engines, flavour/postgres.rs). */
const textLength = 1000;

/** Five times the migrations that are read from files. */
const mostRows = 100_000;

/**
 * Reads the rows of `_prisma_migrations`, oldest first, in two round trips.
 * @throws UndeterminedError, before a row is read, when that would run code of the database; and when there are more rows than
 * the gate reads: of half a history nothing can be said
 */
export async function readHistory(connection: Connection, schema: string): Promise<MigrationRecord[]> {
  const odd = await lockAndLook(connection, { schema, name: '_prisma_migrations' }, historyColumns, 'built-in');
  if (odd !== null) throw new UndeterminedError(notRead(odd));
  const table = `${quoteIdentifier(schema)}."_prisma_migrations"`;
  const short = (column: string) => `pg_catalog."left"(${column}::text, ${textLength})`;
  const rows = await connection.query<Mutable<MigrationRecord>>(`SELECT
    ${short('id')} AS id, ${short('migration_name')} AS name, ${short('checksum')} AS checksum,
    started_at AS "startedAt", finished_at AS "finishedAt", rolled_back_at AS "rolledBackAt",
    pg_catalog."left"(logs, ${logLength}) AS logs, applied_steps_count AS "appliedSteps"
  FROM ${table} ORDER BY started_at, finished_at, id LIMIT ${mostRows + 1}`);
  if (rows.length > mostRows)
    throw new UndeterminedError(
      `${table} has more than ${mostRows.toLocaleString('en')} rows, the most that the gate reads: is this the table of Prisma Migrate?`,
    );
  return rows;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
