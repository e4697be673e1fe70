import type { Connection } from '../../postgres/connection';

/** A table, index or view of the user, as it was before the pending migrations. */
export interface KnownRelation {
  readonly schema: string;
  readonly name: string;
  /** `pg_class.relkind`. */
  readonly kind: string;
  /** OID of the table that an index is on; its own OID for all others. */
  readonly table: number;
  /** Changes when the relation is rewritten (PostgreSQL manual 70.1, "Database File Layout"). */
  filenode: string | null;
}

/** What the session holds and has done in its transaction so far. */
export interface Snapshot {
  /** Relation locks of this session, with the present file of the relation; null: it is gone. */
  readonly locks: readonly { readonly oid: number; readonly mode: string; readonly filenode: string | null }[];
  /** How often each relation was read since statistics were last sent. */
  readonly scans: ReadonlyMap<number, number>;
  readonly lockTimeoutMs: number;
}

/*
 * These queries run in the session of the migrations, whose search_path and temporary tables may be anything: types and
 * operators are named in full, as functions and tables are (PostgreSQL manual 4.2.5, "Operator Invocations").
 */
const equals = 'OPERATOR(pg_catalog.=)';
const isKind = (...kinds: string[]) => `c.relkind ${equals} ANY ('{${kinds.join(',')}}'::pg_catalog."char"[])`;
const userSchemas = `n.nspname OPERATOR(pg_catalog.<>) 'information_schema' AND n.nspname OPERATOR(pg_catalog.!~) '^pg_'`;

const relationsQuery = `
SELECT c.oid::pg_catalog.int8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, i.indrelid::pg_catalog.int8 AS table,
  pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.text AS filenode
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid ${equals} c.relnamespace
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid ${equals} c.oid
WHERE ${userSchemas} AND ${isKind('r', 'p', 'i', 'I', 'v', 'm', 'f')}`;

/** Every table, view and index of the user, by OID. */
export async function readRelations(connection: Connection): Promise<Map<number, KnownRelation>> {
  const rows = await connection.query<Omit<KnownRelation, 'table'> & { oid: string; table: string | null }>(
    relationsQuery,
  );
  return new Map(
    rows.map(({ oid, table, ...relation }) => [Number(oid), { ...relation, table: Number(table ?? oid) }]),
  );
}

/** The counters of every relation, to compare the first snapshot with; at the start of a transaction, without locks. */
export async function readBaseline(connection: Connection): Promise<Snapshot> {
  const [row] = await connection.query<{ scans: [number, number][] | null; lockTimeout: string }>(`
SELECT (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.oid::pg_catalog.int8, pg_catalog.pg_stat_get_xact_numscans(c.oid)))
    FROM pg_catalog.pg_class c
    WHERE ${isKind('r', 'i', 'm')} AND pg_catalog.pg_stat_get_xact_numscans(c.oid) OPERATOR(pg_catalog.>) 0) AS scans,
  pg_catalog.current_setting('lock_timeout') AS "lockTimeout"`);
  if (row === undefined) throw new Error('The baseline of the trace has no row.');
  return { locks: [], scans: new Map(row.scans ?? []), lockTimeoutMs: milliseconds(row.lockTimeout) };
}

/**
 * The counters of scans also move on empty tables, so that a scratch database without data shows what would be read. Only
 * what the session has locked is asked for, since nothing is read without a lock: the view `pg_stat_xact_user_tables`,
 * where these are `seq_scan` and `idx_scan`, goes through every table.
 */
const snapshotQuery = `
SELECT (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(l.relation::pg_catalog.int8, l.mode,
      pg_catalog.pg_relation_filenode(l.relation)::pg_catalog.text, pg_catalog.pg_stat_get_xact_numscans(l.relation)))
    FROM pg_catalog.pg_locks l
    WHERE l.pid ${equals} pg_catalog.pg_backend_pid() AND l.locktype ${equals} 'relation' AND l.granted
      AND l.relation OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid) AS locks,
  pg_catalog.current_setting('lock_timeout') AS "lockTimeout"`;

interface SnapshotRow {
  /** OID, mode, file, scans. */
  readonly locks: readonly (readonly [number, string, string | null, number])[] | null;
  readonly lockTimeout: string;
}

/**
 * Runs a statement in the open transaction, and tells in the same round trip what the session holds and has read then;
 * relations that it has not locked keep the counters of `before`.
 * @param ending commands of transaction control to run after that look
 * @throws ServerError of the statement or of the ending
 */
export async function runAndLook(
  connection: Connection,
  statement: string,
  before: Snapshot,
  ending: readonly string[],
): Promise<Snapshot> {
  // A line of its own, because the statement may end in a comment.
  const results = await connection.script([`${statement}\n`, snapshotQuery, ...ending].join(';'));
  const [row] = (results.at(-1 - ending.length) ?? []) as readonly SnapshotRow[];
  if (row === undefined) throw new Error('The snapshot of the trace has no row.');
  const locks = row.locks ?? [];
  return {
    locks: locks.map(([oid, mode, filenode]) => ({ oid, mode, filenode })),
    scans: new Map([...before.scans, ...locks.map(([oid, , , count]) => [oid, count] as const)]),
    lockTimeoutMs: milliseconds(row.lockTimeout),
  };
}

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time as the server shows it (PostgreSQL manual 20.1.1), in milliseconds. */
export function milliseconds(setting: string): number {
  const [, count = '0', unit = 'ms'] = /^(\d+)\s*([a-z]*)$/.exec(setting) ?? [];
  return Number(count) * (units[unit] ?? 1);
}

/** The columns of a table, by number. */
export interface TableColumns {
  /** `schema.table`. */
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
}

/** The columns of every table of the user, by OID of the table. */
export async function readColumns(connection: Connection): Promise<Map<number, TableColumns>> {
  const rows = await connection.query<{ oid: string; table: string; columns: Record<string, string> | null }>(`
SELECT c.oid::pg_catalog.int8 AS oid, pg_catalog.concat(n.nspname, '.', c.relname) AS table,
  (SELECT pg_catalog.json_object_agg(a.attnum, a.attname) FROM pg_catalog.pg_attribute a
    WHERE a.attrelid ${equals} c.oid AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped) AS columns
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ${equals} c.relnamespace
WHERE ${userSchemas} AND ${isKind('r', 'p')}`);
  return new Map(
    rows.map(({ oid, table, columns }) => [Number(oid), { table, columns: new Map(Object.entries(columns ?? {})) }]),
  );
}
