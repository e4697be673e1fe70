/** Views and materialised views. A default of a view's column is printed with the column. */
export const views = `
SELECT 'view' AS kind, r.schema, r.name, r.id,
  r.relkind = 'm' AS materialized,
  pg_catalog.pg_get_viewdef(r.oid) AS definition,
  ARRAY(SELECT o FROM pg_catalog.unnest(r.reloptions) o ORDER BY o COLLATE "C") AS options,
  ARRAY(SELECT pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
          || coalesce(' DEFAULT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_catalog.pg_attribute a
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum) AS columns,
  r.relispopulated AS populated
FROM relations r
WHERE r.relkind IN ('v', 'm')
ORDER BY r.id COLLATE "C"`;

const regproc = (label: string, column: string) =>
  `CASE WHEN g.${column}::oid <> 0 THEN '${label} = ' || g.${column} END`;

/** `pg_get_functiondef` refuses aggregates: their parts in the order of CREATE AGGREGATE. */
const aggregate = `(
    SELECT 'CREATE AGGREGATE ' || pg_catalog.quote_ident(f.schema) || '.' || pg_catalog.quote_ident(f.name)
      || '(' || pg_catalog.pg_get_function_arguments(f.oid) || ') (' || pg_catalog.concat_ws(', ',
        ${regproc('SFUNC', 'aggtransfn')},
        'STYPE = ' || pg_catalog.format_type(g.aggtranstype, NULL),
        CASE WHEN g.aggtransspace <> 0 THEN 'SSPACE = ' || g.aggtransspace END,
        ${regproc('FINALFUNC', 'aggfinalfn')},
        CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
        CASE g.aggfinalmodify WHEN 'r' THEN NULL WHEN 's' THEN 'FINALFUNC_MODIFY = SHAREABLE' ELSE 'FINALFUNC_MODIFY = READ_WRITE' END,
        ${regproc('COMBINEFUNC', 'aggcombinefn')},
        ${regproc('SERIALFUNC', 'aggserialfn')},
        ${regproc('DESERIALFUNC', 'aggdeserialfn')},
        'INITCOND = ' || pg_catalog.quote_literal(g.agginitval),
        ${regproc('MSFUNC', 'aggmtransfn')},
        ${regproc('MINVFUNC', 'aggminvtransfn')},
        CASE WHEN g.aggmtranstype <> 0 THEN 'MSTYPE = ' || pg_catalog.format_type(g.aggmtranstype, NULL) END,
        CASE WHEN g.aggmtransspace <> 0 THEN 'MSSPACE = ' || g.aggmtransspace END,
        ${regproc('MFINALFUNC', 'aggmfinalfn')},
        'MINITCOND = ' || pg_catalog.quote_literal(g.aggminitval),
        CASE WHEN g.aggsortop <> 0 THEN 'SORTOP = ' || g.aggsortop::pg_catalog.regoperator END,
        CASE g.aggkind WHEN 'h' THEN 'HYPOTHETICAL' WHEN 'o' THEN 'ORDERED SET' END,
        CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END) || ')'
    FROM pg_catalog.pg_aggregate g JOIN pg_catalog.pg_proc p ON p.oid = g.aggfnoid
    WHERE g.aggfnoid = f.oid)`;

export const functions = `
SELECT 'function' AS kind, f.schema, f.name, f.id,
  CASE f.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE 'function' END AS form,
  pg_catalog.pg_get_function_identity_arguments(f.oid) AS arguments,
  CASE WHEN f.prokind = 'a' THEN ${aggregate} ELSE pg_catalog.pg_get_functiondef(f.oid) END AS definition
FROM functions f
ORDER BY f.id COLLATE "C"`;

/**
 * Triggers that somebody made. The copies that partitions have of their parent's trigger are left out, unless one is
 * switched on or off by itself.
 */
export const triggers = `
SELECT 'trigger' AS kind, r.schema, r.name AS table, g.tgname AS name, r.id || '.' || g.tgname AS id,
  pg_catalog.pg_get_triggerdef(g.oid) AS definition,
  g.tgenabled AS enabled,
  (SELECT n.nspname || '.' || p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')'
   FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = g.tgfoid) AS function
FROM relations r
JOIN pg_catalog.pg_trigger g ON g.tgrelid = r.oid
LEFT JOIN pg_catalog.pg_trigger o ON o.oid = g.tgparentid
WHERE CASE WHEN g.tgparentid = 0 THEN NOT g.tgisinternal ELSE NOT o.tgisinternal AND o.tgenabled <> g.tgenabled END
ORDER BY r.id COLLATE "C", g.tgname COLLATE "C"`;

export const rules = `
SELECT 'rule' AS kind, r.schema, r.name AS table, w.rulename AS name, r.id || '.' || w.rulename AS id,
  pg_catalog.pg_get_ruledef(w.oid) AS definition,
  w.ev_enabled AS enabled
FROM relations r
JOIN pg_catalog.pg_rewrite w ON w.ev_class = r.oid
WHERE w.rulename <> '_RETURN'
ORDER BY r.id COLLATE "C", w.rulename COLLATE "C"`;

export const policies = `
SELECT 'policy' AS kind, r.schema, r.name AS table, p.polname AS name, r.id || '.' || p.polname AS id,
  CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
  p.polpermissive AS permissive,
  ARRAY(SELECT CASE u.role WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(u.role) END AS role
        FROM pg_catalog.unnest(p.polroles) u(role) ORDER BY 1) AS roles,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS check
FROM relations r
JOIN pg_catalog.pg_policy p ON p.polrelid = r.oid
ORDER BY r.id COLLATE "C", p.polname COLLATE "C"`;
