const collation = (oid: string) => `(SELECT n.nspname || '.' || l.collname
    FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace WHERE l.oid = ${oid})`;

/** As it is written in SQL. */
const quotedCollation = (
  oid: string,
) => `(SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname)
    FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace WHERE l.oid = ${oid})`;

export const enums = `
SELECT t.kind, t.schema, t.name, t.id,
  ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS values
FROM types t
WHERE t.kind = 'enum'
ORDER BY t.id COLLATE "C"`;

/** NOT NULL of a domain is a row of pg_constraint too from PostgreSQL 17 on; `notNull` says it. */
export const domains = `
SELECT t.kind, t.schema, t.name, t.id,
  pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
  t.typnotnull AS "notNull",
  coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS default,
  CASE WHEN t.typcollation <> b.typcollation THEN ${collation('t.typcollation')} END AS collation,
  ARRAY(SELECT pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid)
        FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'
        ORDER BY k.conname COLLATE "C") AS constraints
FROM types t
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
WHERE t.kind = 'domain'
ORDER BY t.id COLLATE "C"`;

export const compositeTypes = `
SELECT t.kind, t.schema, t.name, t.id,
  ARRAY(SELECT pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
          || CASE WHEN a.attcollation <> b.typcollation THEN ' COLLATE ' || ${quotedCollation('a.attcollation')} ELSE '' END
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum) AS attributes
FROM types t
WHERE t.kind = 'composite-type'
ORDER BY t.id COLLATE "C"`;

/** The name of the multirange type, which 14 added, is left out: it follows from the range's. */
export const rangeTypes = `
SELECT t.kind, t.schema, t.name, t.id,
  pg_catalog.concat_ws(', ',
    'subtype = ' || pg_catalog.format_type(g.rngsubtype, NULL),
    CASE WHEN NOT o.opcdefault THEN 'subtype_opclass = ' || pg_catalog.quote_ident(opn.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END,
    CASE WHEN g.rngcollation <> b.typcollation THEN 'collation = ' || ${quotedCollation('g.rngcollation')} END,
    CASE WHEN g.rngcanonical::oid <> 0 THEN 'canonical = ' || g.rngcanonical END,
    CASE WHEN g.rngsubdiff::oid <> 0 THEN 'subtype_diff = ' || g.rngsubdiff END) AS definition
FROM types t
JOIN pg_catalog.pg_range g ON g.rngtypid = t.oid
JOIN pg_catalog.pg_type b ON b.oid = g.rngsubtype
JOIN pg_catalog.pg_opclass o ON o.oid = g.rngsubopc
JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace
ORDER BY t.id COLLATE "C"`;

/** `last_value` is data and not read. */
export const sequences = `
SELECT 'sequence' AS kind, r.schema, r.name, r.id,
  pg_catalog.format_type(s.seqtypid, NULL) AS type,
  s.seqstart::text AS start, s.seqincrement::text AS increment, s.seqmin::text AS min, s.seqmax::text AS max,
  s.seqcache::text AS cache, s.seqcycle AS cycle,
  t.id || '.' || a.attname AS "ownedBy",
  coalesce(o.deptype = 'i', false) AS identity
FROM relations r
JOIN pg_catalog.pg_sequence s ON s.seqrelid = r.oid
LEFT JOIN owned o ON o.sequence = r.oid
LEFT JOIN relations t ON t.oid = o.relation
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.relation AND a.attnum = o.attnum
ORDER BY r.id COLLATE "C"`;
