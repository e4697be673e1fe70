/** Kinds that belong to the database and not to a schema: read whatever the schemas in play. */

/**
 * plpgsql is there in every database and left out. `members` are the names by which texts mention what an extension
 * brought.
 */
export const extensions = `
SELECT 'extension' AS kind, n.nspname AS schema, e.extname AS name, e.extname AS id, e.extversion AS version,
  ARRAY(
    SELECT DISTINCT coalesce(t.typname, p.proname, o.opcname, c.relname, l.collname, g.cfgname) AS name
    FROM pg_catalog.pg_depend d
    LEFT JOIN pg_catalog.pg_type t ON d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = d.objid
    LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.objid
    LEFT JOIN pg_catalog.pg_opclass o ON d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND o.oid = d.objid
    LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objid
    LEFT JOIN pg_catalog.pg_collation l ON d.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND l.oid = d.objid
    LEFT JOIN pg_catalog.pg_ts_config g ON d.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND g.oid = d.objid
    WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid AND d.deptype = 'e'
      AND coalesce(t.typname, p.proname, o.opcname, c.relname, l.collname, g.cfgname) IS NOT NULL
    ORDER BY 1) AS members
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
ORDER BY e.extname COLLATE "C"`;

export const eventTriggers = `
SELECT 'event-trigger' AS kind, '' AS schema, t.evtname AS name, t.evtname AS id,
  'CREATE EVENT TRIGGER ' || pg_catalog.quote_ident(t.evtname) || ' ON ' || t.evtevent
    || coalesce(' WHEN TAG IN (' || (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(g), ', ' ORDER BY g COLLATE "C")
                                     FROM pg_catalog.unnest(t.evttags) g) || ')', '')
    || ' EXECUTE FUNCTION ' || t.evtfoid::pg_catalog.regproc || '()' AS definition,
  t.evtenabled AS enabled
FROM pg_catalog.pg_event_trigger t
WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND m.objid = t.oid)
ORDER BY t.evtname COLLATE "C"`;

export function publications(version: number): string {
  // Column lists, row filters and whole schemas came with 15.
  const members =
    version < 150000
      ? `NULL::text`
      : `(SELECT pg_catalog.string_agg('TABLES IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), ', ' ORDER BY n.nspname COLLATE "C")
      FROM pg_catalog.pg_publication_namespace x JOIN pg_catalog.pg_namespace n ON n.oid = x.pnnspid WHERE x.pnpubid = p.oid)`;
  const details =
    version < 150000
      ? `''`
      : `coalesce(' (' || (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.prrelid AND a.attnum = ANY (x.prattrs::smallint[])) || ')', '')
        || coalesce(' WHERE (' || pg_catalog.pg_get_expr(x.prqual, x.prrelid) || ')', '')`;
  const generated =
    version < 180000 ? 'NULL' : `CASE p.pubgencols WHEN 's' THEN 'publish_generated_columns = stored' END`;
  return `
SELECT 'publication' AS kind, '' AS schema, p.pubname AS name, p.pubname AS id,
  pg_catalog.concat_ws(' ',
    'CREATE PUBLICATION ' || pg_catalog.quote_ident(p.pubname),
    CASE WHEN p.puballtables THEN 'FOR ALL TABLES'
      ELSE 'FOR ' || nullif(pg_catalog.concat_ws(', ', (
        SELECT pg_catalog.string_agg('TABLE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ${details},
          ', ' ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")
        FROM pg_catalog.pg_publication_rel x
        JOIN pg_catalog.pg_class c ON c.oid = x.prrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE x.prpubid = p.oid), ${members}), '') END,
    'WITH (' || pg_catalog.concat_ws(', ',
      'publish = ''' || pg_catalog.concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
        CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) || '''',
      CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END,
      ${generated}) || ')') AS definition,
  ARRAY(
    SELECT n.nspname || '.' || c.relname AS id
    FROM pg_catalog.pg_publication_rel x
    JOIN pg_catalog.pg_class c ON c.oid = x.prrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE x.prpubid = p.oid
    ORDER BY 1) AS tables
FROM pg_catalog.pg_publication p
WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND m.objid = p.oid)
ORDER BY p.pubname COLLATE "C"`;
}

/** Extended statistics; the target is printed as ALTER STATISTICS says it. */
export const statistics = `
SELECT 'statistics' AS kind, n.schema, r.name AS table, s.stxname AS name, n.schema || '.' || s.stxname AS id,
  pg_catalog.pg_get_statisticsobjdef(s.oid)
    || CASE WHEN coalesce(s.stxstattarget, -1) >= 0 THEN ' SET STATISTICS ' || s.stxstattarget ELSE '' END AS definition
FROM pg_catalog.pg_statistic_ext s
JOIN namespaces n ON n.oid = s.stxnamespace
JOIN relations r ON r.oid = s.stxrelid
ORDER BY n.schema || '.' || s.stxname COLLATE "C"`;
