import type { LockHolder, RoleFact, TableSize } from '../../contracts/target';
import { sessionSchemasSetting } from '../../postgres/transaction';

/** A relation called `_prisma_migrations`, and whether the role may read it. */
export interface HistoryTable {
  readonly schema: string;
  /** `pg_class.relkind`. */
  readonly kind: string;
  /** USAGE of the schema. */
  readonly usage: boolean;
  /** SELECT of the table. */
  readonly select: boolean;
  /** True when row security would hide rows from the role. */
  readonly filtered: boolean;
}

/** The one row of {@link targetQuery}. */
export interface TargetRow {
  readonly databaseName: string;
  readonly user: string;
  readonly isReplica: boolean;
  readonly lockTimeoutMs: number;
  /** Of the session's own `search_path`, those that exist. */
  readonly sessionSchemas: readonly string[];
  readonly historyTables: readonly HistoryTable[];
  readonly lockHolders: readonly LockHolder[];
  readonly sizes: readonly TableSize[];
  readonly roles: readonly RoleFact[];
}

/** Key of Prisma's advisory lock (prisma-engines, sql-schema-connector, flavour/postgres.rs). */
const prismaLock = 72707369;
/** Characters of another session's query that are kept. */
const queryLength = 1000;

const historyTables = `
  SELECT n.nspname AS schema, c.relkind AS kind,
    pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS usage,
    pg_catalog.has_table_privilege(c.oid, 'SELECT') AS select,
    pg_catalog.row_security_active(c.oid) AS filtered
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relname = '_prisma_migrations' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_'
  ORDER BY n.nspname`;

/** A key of 64 bits is split over classid and objid, with objsubid 1 (PostgreSQL manual, "pg_locks"). */
const lockHolders = `
  SELECT l.pid, a.usename AS user, a.application_name AS application, a.state,
    (1000 * EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.backend_start))::bigint AS "ageMs",
    (1000 * EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.state_change))::bigint AS "stateAgeMs",
    pg_catalog."left"(a.query, ${queryLength}) AS query
  FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = ${prismaLock} AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  ORDER BY l.pid`;

/**
 * Sizes as the last VACUUM or ANALYZE left them, rows also as the statistics count them since. Nothing is opened for it: the
 * size functions wait for a table that a migration holds. Only what was never analysed is measured, if nobody holds it.
 * A table that has partitions or heirs counts them, because what locks or scans it does so with them.
 */
const sizes = `
  WITH RECURSIVE family(root, member) AS (
    SELECT c.oid, c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    UNION
    SELECT f.root, i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.member
  ),
  held AS (
    SELECT relation FROM pg_catalog.pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL
  ),
  counted AS (
    SELECT c.oid, c.reltoastrelid, c.relpages, c.reltuples::float8 AS analysed,
      pg_catalog.pg_stat_get_live_tuples(c.oid)::float8 AS live,
      CASE WHEN c.relpages = 0 AND c.oid NOT IN (SELECT relation FROM held)
        THEN pg_catalog.pg_relation_size(c.oid) END AS measured
    FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'm') AND c.oid IN (SELECT member FROM family)
  ),
  sized AS (
    SELECT c.oid,
      CASE WHEN GREATEST(c.analysed, c.live) > 0 THEN GREATEST(c.analysed, c.live)
        WHEN c.measured = 0 OR (c.analysed = 0 AND c.relpages > 0) THEN 0 END AS rows,
      COALESCE(c.measured, 0) + b.size * (c.relpages + COALESCE(t.relpages, 0)) AS table_bytes,
      b.size * COALESCE((SELECT pg_catalog.sum(x.relpages) FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid), 0) AS index_bytes,
      pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid)
        + pg_catalog.pg_stat_get_tuples_deleted(c.oid) AS writes
    FROM counted c CROSS JOIN (SELECT pg_catalog.current_setting('block_size')::bigint AS size) b
    LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
  )
  SELECT n.nspname || '.' || r.relname AS table,
    COALESCE(pg_catalog.round(pg_catalog.sum(s.rows)), -1)::bigint AS rows,
    COALESCE(pg_catalog.sum(s.table_bytes), 0)::bigint AS "tableBytes",
    COALESCE(pg_catalog.sum(s.index_bytes), 0)::bigint AS "indexBytes",
    COALESCE(pg_catalog.sum(s.writes), 0)::bigint AS writes
  FROM family f JOIN pg_catalog.pg_class r ON r.oid = f.root JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
  LEFT JOIN sized s ON s.oid = f.member
  GROUP BY n.nspname, r.relname ORDER BY n.nspname, r.relname`;

/** All but the server's own: a migration may name any of them. */
const roles = `
  SELECT rolname AS name, rolcanlogin AS "canLogin" FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname`;

const list = (query: string) => `(SELECT COALESCE(pg_catalog.json_agg(q), '[]') FROM (${query}) q)`;

/**
 * Everything the gate wants to know of a target besides history and catalog, in one statement and one row, from system
 * catalogs and views that every role may read. To be run inside `inReadOnlyTransaction`.
 */
export const targetQuery = `SELECT
  pg_catalog.current_database()::text AS "databaseName",
  current_user::text AS "user",
  pg_catalog.pg_is_in_recovery() AS "isReplica",
  -- reset_val: what the role's next session gets; the transaction has a lock_timeout of its own.
  (SELECT reset_val::int FROM pg_catalog.pg_settings WHERE name = 'lock_timeout') AS "lockTimeoutMs",
  pg_catalog.current_setting('${sessionSchemasSetting}')::name[]::text[] AS "sessionSchemas",
  ${list(historyTables)} AS "historyTables",
  ${list(lockHolders)} AS "lockHolders",
  ${list(sizes)} AS "sizes",
  ${list(roles)} AS "roles"`;
