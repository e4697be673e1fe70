/** `grantee: PRIVILEGE, …` per grantee of an ACL, sorted; the owner is `(owner)` so that his name does not matter. */
const grants = (acl: string, owner: string) => `ARRAY(
      SELECT g.grantee || ': ' || pg_catalog.string_agg(g.privilege, ', ' ORDER BY g.privilege COLLATE "C")
      FROM (SELECT CASE e.grantee WHEN ${owner} THEN '(owner)' WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(e.grantee)::text END AS grantee,
              e.privilege_type || CASE WHEN e.is_grantable AND e.grantee <> ${owner} THEN ' WITH GRANT OPTION' ELSE '' END AS privilege
            FROM pg_catalog.aclexplode(${acl}) e) g
      GROUP BY g.grantee
      ORDER BY g.grantee COLLATE "C")`;

/** Objects with an ACL: kind, schema, table, name, id, ACL, owner, letter of `acldefault`. */
const objects = [
  `SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END,
      r.schema, NULL, r.name, r.id, r.relacl, r.relowner, CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"
    FROM relations r WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND r.relacl IS NOT NULL`,
  `SELECT 'column', r.schema, r.name, a.attname, r.id || '.' || a.attname, a.attacl, r.relowner, 'c'
    FROM relations r
    JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL`,
  `SELECT 'function', f.schema, NULL, f.name, f.id, f.proacl, f.proowner, 'f' FROM functions f WHERE f.proacl IS NOT NULL`,
  `SELECT t.kind, t.schema, NULL, t.name, t.id, t.typacl, t.typowner, 'T' FROM types t WHERE t.typacl IS NOT NULL`,
  `SELECT 'schema', n.schema, NULL, n.schema, n.schema, n.nspacl, n.nspowner, 'n' FROM namespaces n WHERE n.nspacl IS NOT NULL`,
];

/**
 * Privileges where they are not what a new object has, and default privileges in the schemas in play or in all schemas.
 * For an object the list is the whole, the owner left out while he has everything; an empty list says that the default
 * of PUBLIC was revoked.
 */
export const privileges = `
SELECT 'privilege' AS kind, p.schema, p.name, p.of || ' ' || p.target AS id, p.of, p.table, p.target, p.grants
FROM (
  SELECT o.of, o.schema, o.table, o.name, o.target,
    ARRAY(SELECT g FROM pg_catalog.unnest(o.actual) g WHERE NOT (g LIKE '(owner): %' AND g = ANY (o.normal))) AS grants
  FROM (
    SELECT a.of, a.schema, a.table, a.name, a.target,
      ${grants('a.acl', 'a.owner')} AS actual,
      ${grants('pg_catalog.acldefault(a.letter, a.owner)', 'a.owner')} AS normal
    FROM (${objects.join('\n    UNION ALL\n    ')}) a(of, schema, "table", name, target, acl, owner, letter)
  ) o
  WHERE o.actual <> o.normal
  UNION ALL
  SELECT 'default', coalesce(n.schema, ''), NULL, pg_catalog.pg_get_userbyid(d.defaclrole) || '.' || k.kind,
    coalesce(n.schema, '*') || '.' || pg_catalog.pg_get_userbyid(d.defaclrole) || '.' || k.kind,
    ${grants('d.defaclacl', 'd.defaclrole')}
  FROM pg_catalog.pg_default_acl d
  JOIN (VALUES ('r'::"char", 'tables'), ('S', 'sequences'), ('f', 'functions'), ('T', 'types'), ('n', 'schemas'), ('L', 'large objects'))
    k(letter, kind) ON k.letter = d.defaclobjtype
  LEFT JOIN namespaces n ON n.oid = d.defaclnamespace
  WHERE d.defaclnamespace = 0 OR n.oid IS NOT NULL
) p(of, schema, "table", name, target, grants)
ORDER BY p.of || ' ' || p.target COLLATE "C"`;

/** Owners; indexes and owned sequences have their table's. */
export const owners = `
SELECT 'owner' AS kind, o.schema, o.name, o.of || ' ' || o.target AS id, o.of, NULL AS table, o.target,
  pg_catalog.pg_get_userbyid(o.owner) AS owner
FROM (
  SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END,
    r.schema, r.name, r.id, r.relowner
  FROM relations r
  WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND NOT EXISTS (SELECT 1 FROM owned o WHERE o.sequence = r.oid)
  UNION ALL SELECT 'function', f.schema, f.name, f.id, f.proowner FROM functions f
  UNION ALL SELECT t.kind, t.schema, t.name, t.id, t.typowner FROM types t
  UNION ALL SELECT 'schema', n.schema, n.schema, n.schema, n.nspowner FROM namespaces n
  UNION ALL SELECT 'extension', '', e.extname, e.extname, e.extowner FROM pg_catalog.pg_extension e
  UNION ALL SELECT 'event-trigger', '', e.evtname, e.evtname, e.evtowner FROM pg_catalog.pg_event_trigger e
  UNION ALL SELECT 'publication', '', p.pubname, p.pubname, p.pubowner FROM pg_catalog.pg_publication p
) o(of, schema, name, target, owner)
ORDER BY o.of || ' ' || o.target COLLATE "C"`;
