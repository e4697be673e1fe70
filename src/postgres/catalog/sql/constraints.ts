const action = (column: string) => `CASE ${column} WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
    WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END`;

const names = (relation: string, keys: string) => `ARRAY(
    SELECT a.attname
    FROM pg_catalog.unnest(${keys}) WITH ORDINALITY u(attnum, n)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = u.attnum
    ORDER BY u.n)`;

/**
 * Constraints of tables. Left out: NOT NULL rows of PostgreSQL 18 (columns say it), constraint triggers (triggers say
 * it), and what a partition or child only has because its parent has it (`conparentid`, `conislocal`).
 */
export function constraints(version: number): string {
  return `
SELECT 'constraint' AS kind, r.schema, r.name AS table, k.conname AS name, r.id || '.' || k.conname AS id,
  CASE k.contype WHEN 'p' THEN 'primary-key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign-key' WHEN 'c' THEN 'check'
    ELSE 'exclusion' END AS type,
  pg_catalog.pg_get_constraintdef(k.oid) AS definition,
  ${names('k.conrelid', 'k.conkey')} AS columns,
  k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS validated,
  ${version < 180000 ? 'true' : 'k.conenforced'} AS enforced,
  -- DISABLE TRIGGER ALL switches a foreign key off without a trace in pg_constraint.
  k.contype <> 'f' OR NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_trigger g WHERE g.tgconstraint = k.oid AND g.tgenabled = 'D') AS "triggersEnabled",
  CASE WHEN k.contype = 'f' THEN pg_catalog.json_build_object(
    'table', fn.nspname || '.' || fc.relname,
    'columns', ${names('k.confrelid', 'k.confkey')},
    'onUpdate', ${action('k.confupdtype')},
    'onDelete', ${action('k.confdeltype')},
    'match', CASE k.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' ELSE 'SIMPLE' END) END AS references
FROM relations r
JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid
LEFT JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 AND (k.conislocal OR k.coninhcount = 0)
ORDER BY r.id COLLATE "C", k.conname COLLATE "C"`;
}

/** Indexes, those behind constraints included; those that a partition has from its parent are left out. */
export const indexes = `
SELECT 'index' AS kind, i.schema, r.name AS table, i.name, i.id,
  pg_catalog.pg_get_indexdef(i.oid) AS definition,
  x.indisunique AS unique,
  am.amname AS method,
  ARRAY(
    SELECT CASE WHEN u.attnum = 0 THEN pg_catalog.pg_get_indexdef(x.indexrelid, u.n::integer, false) ELSE a.attname::text END
    FROM pg_catalog.unnest(x.indkey::smallint[]) WITH ORDINALITY u(attnum, n)
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = u.attnum
    WHERE u.n <= x.indnkeyatts
    ORDER BY u.n) AS columns,
  ARRAY(
    SELECT a.attname
    FROM pg_catalog.unnest(x.indkey::smallint[]) WITH ORDINALITY u(attnum, n)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = u.attnum
    WHERE u.n > x.indnkeyatts
    ORDER BY u.n) AS include,
  pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
  x.indexprs IS NOT NULL AS "hasExpressions",
  x.indisvalid AND x.indisready AND x.indislive AS valid,
  ARRAY(SELECT o FROM pg_catalog.unnest(i.reloptions) o ORDER BY o COLLATE "C") AS options,
  (SELECT k.conname FROM pg_catalog.pg_constraint k
   WHERE k.conindid = i.oid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')) AS constraint
FROM relations i
JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid
JOIN relations r ON r.oid = x.indrelid
JOIN pg_catalog.pg_am am ON am.oid = i.relam
WHERE i.relkind IN ('i', 'I') AND NOT i.relispartition
ORDER BY i.id COLLATE "C"`;
