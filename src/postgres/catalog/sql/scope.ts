/**
 * What every family of the catalog query reads from: the schemas in play, the objects that extensions brought, and the
 * relations that are neither theirs nor Prisma's own `_prisma_migrations`. `names` is SQL for the array of schema names.
 */
export const scope = (names: string): string => `
namespaces AS MATERIALIZED (
  SELECT n.oid, n.nspname AS schema, n.nspowner, n.nspacl
  FROM pg_catalog.pg_namespace n
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND (n.nspname = ANY (${names}) OR '*' = ANY (${names}))
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objid = n.oid AND d.deptype = 'e')
),
members AS MATERIALIZED (
  SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
),
relations AS MATERIALIZED (
  SELECT c.oid, n.schema, c.relname AS name, n.schema || '.' || c.relname AS id, c.relkind, c.relpersistence,
    c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relreplident, c.relam, c.reltoastrelid, c.reloftype,
    c.relispartition, c.relispopulated, c.relpartbound, c.relowner, c.relacl
  FROM pg_catalog.pg_class c
  JOIN namespaces n ON n.oid = c.relnamespace
  WHERE c.relname <> '_prisma_migrations'
    AND NOT EXISTS (SELECT 1 FROM members m WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objid = c.oid)
),
functions AS MATERIALIZED (
  SELECT p.oid, n.schema, p.proname AS name, n.schema || '.' || p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS id,
    p.prokind, p.proowner, p.proacl
  FROM pg_catalog.pg_proc p
  JOIN namespaces n ON n.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid)
    -- The constructors of a range type come with it.
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'i')
),
types AS MATERIALIZED (
  SELECT t.oid, n.schema, t.typname AS name, n.schema || '.' || t.typname AS id, t.typtype, t.typrelid, t.typbasetype,
    t.typtypmod, t.typnotnull, t.typdefaultbin, t.typdefault, t.typcollation, t.typowner, t.typacl,
    CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range-type' ELSE 'composite-type' END AS kind
  FROM pg_catalog.pg_type t
  JOIN namespaces n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
  WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
    AND NOT EXISTS (SELECT 1 FROM members m WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid)
),
-- The sequences of serial (deptype a) and identity (deptype i) columns, and of OWNED BY.
owned AS MATERIALIZED (
  SELECT s.oid AS sequence, s.id AS sequence_id, d.refobjid AS relation, d.refobjsubid AS attnum, d.deptype
  FROM relations s
  JOIN pg_catalog.pg_depend d ON d.objid = s.oid AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
  WHERE s.relkind = 'S'
)`;

/**
 * Server settings that change how the texts of the catalog are printed, with the value under which they are read: names
 * qualified and looked up among the server's own only (PostgreSQL manual 10.2 and 5.10, "Writing SECURITY DEFINER Functions
 * Safely": a temporary table is found first unless pg_temp is named last), literals of dates, intervals, numbers and bytes the same on every server.
 */
export const printing: Readonly<Record<string, string>> = {
  search_path: 'pg_catalog, pg_temp',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  quote_all_identifiers: 'off',
};
