export const schemas = `
SELECT 'schema' AS kind, n.schema, n.schema AS name, n.schema AS id
FROM namespaces n
ORDER BY n.schema COLLATE "C"`;

export const tables = `
SELECT 'table' AS kind, r.schema, r.name, r.id,
  CASE r.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' ELSE 'ordinary' END AS form,
  r.relpersistence = 'u' AS unlogged,
  r.relrowsecurity AS "rowSecurity",
  r.relforcerowsecurity AS "rowSecurityForced",
  ARRAY(
    SELECT o.option
    FROM (SELECT pg_catalog.unnest(r.reloptions)
          UNION ALL
          SELECT 'toast.' || pg_catalog.unnest(t.reloptions) FROM pg_catalog.pg_class t WHERE t.oid = r.reltoastrelid
         ) o(option)
    ORDER BY o.option COLLATE "C"
  ) AS options,
  CASE WHEN r.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(r.oid) END AS "partitionKey",
  CASE WHEN r.relispartition THEN pg_catalog.pg_get_expr(r.relpartbound, r.oid) END AS "partitionBound",
  ARRAY(
    SELECT n.nspname || '.' || p.relname
    FROM pg_catalog.pg_inherits i
    JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
    JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
    WHERE i.inhrelid = r.oid
    ORDER BY i.inhseqno
  ) AS parents,
  r.relreplident AS "replicaIdentity",
  (SELECT i.relname
   FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
   WHERE x.indrelid = r.oid AND x.indisreplident AND r.relreplident = 'i') AS "replicaIdentityIndex",
  (SELECT i.relname
   FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
   WHERE x.indrelid = r.oid AND x.indisclustered) AS "clusteredOn",
  (SELECT am.amname FROM pg_catalog.pg_am am WHERE am.oid = r.relam AND am.amname <> 'heap') AS "accessMethod",
  (SELECT 'SERVER ' || pg_catalog.quote_ident(s.srvname) || coalesce(' OPTIONS (' || (
      SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value), ', ' ORDER BY o.option_name COLLATE "C")
      FROM pg_catalog.pg_options_to_table(f.ftoptions) o) || ')', '')
   FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
   WHERE f.ftrelid = r.oid) AS "foreign",
  CASE WHEN r.reloftype <> 0 THEN pg_catalog.format_type(r.reloftype, NULL) END AS "ofType"
FROM relations r
WHERE r.relkind IN ('r', 'p', 'f')
ORDER BY r.id COLLATE "C"`;

/** Columns of tables; those of views and composite types are part of these. */
export function columns(version: number): string {
  // PostgreSQL 18 keeps NOT NULL in pg_constraint, where it can be NOT VALID or NO INHERIT.
  const notNullMark =
    version < 180000
      ? 'NULL'
      : `(SELECT pg_catalog.concat_ws(' ', CASE WHEN k.connoinherit THEN 'NO INHERIT' END, CASE WHEN NOT k.convalidated THEN 'NOT VALID' END)
    FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] AND (k.connoinherit OR NOT k.convalidated))`;
  // Column compression came with 14.
  const compression = version < 140000 ? 'NULL' : `nullif(a.attcompression, '')`;
  return `
SELECT 'column' AS kind, r.schema, r.name AS table, a.attname AS name, r.id || '.' || a.attname AS id,
  a.attnum AS position,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  a.attnotnull AS "notNull",
  ${notNullMark} AS "notNullMark",
  CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS default,
  CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by-default' END AS identity,
  CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS generated,
  CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS "generatedKind",
  CASE WHEN a.attcollation <> t.typcollation THEN (
    SELECT n.nspname || '.' || l.collname
    FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
    WHERE l.oid = a.attcollation) END AS collation,
  nullif(a.attstorage, t.typstorage) AS storage,
  ${compression} AS compression,
  nullif(a.attstattarget, -1) AS "statisticsTarget",
  coalesce(ARRAY(SELECT o FROM pg_catalog.unnest(a.attoptions || a.attfdwoptions) o ORDER BY o COLLATE "C"), '{}') AS options,
  NOT a.attislocal AND a.attinhcount > 0 AS inherited,
  -- From the index of pg_depend: the planner takes a scope for one row and would read all of it for each column.
  (SELECT pg_catalog.min(n.nspname || '.' || s.relname COLLATE "C")
   FROM pg_catalog.pg_depend o
   JOIN pg_catalog.pg_class s ON s.oid = o.objid AND s.relkind = 'S'
   JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
   WHERE o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum
     AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype IN ('a', 'i')) AS sequence
FROM relations r
JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE r.relkind IN ('r', 'p', 'f')
ORDER BY r.id COLLATE "C", a.attnum`;
}
