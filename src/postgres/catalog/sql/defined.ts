/** Objects that one text defines: see `DefinedObject`. Left out: what an extension brought, and PostgreSQL's own. */

const owned = (catalog: string, oid: string) =>
  `EXISTS (SELECT 1 FROM members m WHERE m.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND m.objid = ${oid})`;

const qualified = (schema: string, name: string) =>
  `pg_catalog.quote_ident(${schema}) || '.' || pg_catalog.quote_ident(${name})`;

export function collations(version: number): string {
  // Where the locale is kept changed with 15 and 17, and custom rules came with 16.
  const locale =
    version < 150000
      ? 'coalesce(l.collcollate, l.collctype)'
      : `coalesce(${version < 170000 ? 'l.colliculocale' : 'l.colllocale'}, l.collcollate)`;
  const rules = version < 160000 ? 'NULL::text' : 'l.collicurules';
  return `
SELECT 'collation' AS kind, n.schema, l.collname AS name, n.schema || '.' || l.collname AS id,
  'COLLATION ' || ${qualified('n.schema', 'l.collname')} AS identity,
  'CREATE COLLATION ' || ${qualified('n.schema', 'l.collname')} || ' (' || pg_catalog.concat_ws(', ',
    'provider = ' || CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
    CASE WHEN l.collprovider = 'c' AND l.collcollate <> l.collctype
      THEN 'lc_collate = ' || pg_catalog.quote_literal(l.collcollate) || ', lc_ctype = ' || pg_catalog.quote_literal(l.collctype)
      ELSE 'locale = ' || pg_catalog.quote_literal(${locale}) END,
    CASE WHEN NOT l.collisdeterministic THEN 'deterministic = false' END,
    'rules = ' || pg_catalog.quote_literal(${rules})) || ')' AS definition
FROM pg_catalog.pg_collation l
JOIN namespaces n ON n.oid = l.collnamespace
WHERE NOT ${owned('pg_collation', 'l.oid')}
ORDER BY n.schema || '.' || l.collname COLLATE "C"`;
}

export const dictionaries = `
SELECT 'text-search-dictionary' AS kind, n.schema, d.dictname AS name, n.schema || '.' || d.dictname AS id,
  'TEXT SEARCH DICTIONARY ' || ${qualified('n.schema', 'd.dictname')} AS identity,
  'CREATE TEXT SEARCH DICTIONARY ' || ${qualified('n.schema', 'd.dictname')} || ' (TEMPLATE = ' || ${qualified('tn.nspname', 't.tmplname')}
    || coalesce(', ' || d.dictinitoption, '') || ')' AS definition
FROM pg_catalog.pg_ts_dict d
JOIN namespaces n ON n.oid = d.dictnamespace
JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE NOT ${owned('pg_ts_dict', 'd.oid')}
ORDER BY n.schema || '.' || d.dictname COLLATE "C"`;

/** Made empty, then a mapping per kind of token. */
export const configurations = `
SELECT 'text-search-configuration' AS kind, n.schema, c.cfgname AS name, n.schema || '.' || c.cfgname AS id,
  'TEXT SEARCH CONFIGURATION ' || ${qualified('n.schema', 'c.cfgname')} AS identity,
  pg_catalog.concat_ws(E';\\n',
    'CREATE TEXT SEARCH CONFIGURATION ' || ${qualified('n.schema', 'c.cfgname')} || ' (PARSER = ' || ${qualified('pn.nspname', 'p.prsname')} || ')',
    (SELECT pg_catalog.string_agg('ALTER TEXT SEARCH CONFIGURATION ' || ${qualified('n.schema', 'c.cfgname')}
       || ' ADD MAPPING FOR ' || pg_catalog.quote_ident(k.alias) || ' WITH ' || m.dictionaries, E';\\n' ORDER BY k.alias COLLATE "C")
     FROM (SELECT m.maptokentype,
             pg_catalog.string_agg(${qualified('dn.nspname', 'd.dictname')}, ', ' ORDER BY m.mapseqno) AS dictionaries
           FROM pg_catalog.pg_ts_config_map m
           JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
           JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
           WHERE m.mapcfg = c.oid
           GROUP BY m.maptokentype) m
     JOIN pg_catalog.ts_token_type(c.cfgparser) k ON k.tokid = m.maptokentype)) AS definition
FROM pg_catalog.pg_ts_config c
JOIN namespaces n ON n.oid = c.cfgnamespace
JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
WHERE NOT ${owned('pg_ts_config', 'c.oid')}
ORDER BY n.schema || '.' || c.cfgname COLLATE "C"`;

const otherOperator = (label: string, column: string) =>
  `(SELECT '${label} = OPERATOR(' || pg_catalog.quote_ident(x.nspname) || '.' || y.oprname || ')'
     FROM pg_catalog.pg_operator y JOIN pg_catalog.pg_namespace x ON x.oid = y.oprnamespace WHERE y.oid = o.${column})`;

/** Without a function it is only announced, as the commutator of another. */
export const operators = `
SELECT 'operator' AS kind, s.schema, s.name, s.schema || '.' || s.name || '(' || s.operands || ')' AS id,
  'OPERATOR ' || s.printed || ' (' || s.operands || ')' AS identity,
  'CREATE OPERATOR ' || s.printed || ' (' || s.options || ')' AS definition
FROM (
  SELECT n.schema, o.oprname AS name, pg_catalog.quote_ident(n.schema) || '.' || o.oprname AS printed,
    CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END || ', '
      || CASE WHEN o.oprright = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprright, NULL) END AS operands,
    pg_catalog.concat_ws(', ',
      'FUNCTION = ' || o.oprcode,
      CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || pg_catalog.format_type(o.oprleft, NULL) END,
      CASE WHEN o.oprright <> 0 THEN 'RIGHTARG = ' || pg_catalog.format_type(o.oprright, NULL) END,
      ${otherOperator('COMMUTATOR', 'oprcom')},
      ${otherOperator('NEGATOR', 'oprnegate')},
      CASE WHEN o.oprrest::oid <> 0 THEN 'RESTRICT = ' || o.oprrest END,
      CASE WHEN o.oprjoin::oid <> 0 THEN 'JOIN = ' || o.oprjoin END,
      CASE WHEN o.oprcanhash THEN 'HASHES' END,
      CASE WHEN o.oprcanmerge THEN 'MERGES' END) AS options
  FROM pg_catalog.pg_operator o
  JOIN namespaces n ON n.oid = o.oprnamespace
  WHERE o.oprcode::oid <> 0 AND NOT ${owned('pg_operator', 'o.oid')}
) s
ORDER BY s.schema || '.' || s.name || '(' || s.operands || ')' COLLATE "C"`;

/**
 * A cast is in no schema: those whose types and function are in the schemas in play or PostgreSQL's own. The casts of a
 * range to its multirange come with the type (deptype i).
 */
export const casts = `
SELECT 'cast' AS kind, '' AS schema, s.types AS name, s.types AS id,
  'CAST (' || s.types || ')' AS identity,
  'CREATE CAST (' || s.types || ') ' || s.way AS definition
FROM (
  SELECT pg_catalog.format_type(c.castsource, NULL) || ' AS ' || pg_catalog.format_type(c.casttarget, NULL) AS types,
    CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure
      WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END
      || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END AS way
  FROM pg_catalog.pg_cast c
  JOIN pg_catalog.pg_type f ON f.oid = c.castsource
  JOIN pg_catalog.pg_type t ON t.oid = c.casttarget
  LEFT JOIN pg_catalog.pg_proc p ON p.oid = c.castfunc
  WHERE c.oid >= 16384 -- FirstNormalObjectId (PostgreSQL source, access/transam.h)
    AND NOT ${owned('pg_cast', 'c.oid')}
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'i')
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.unnest(ARRAY[f.typnamespace, t.typnamespace, p.pronamespace]) x(oid)
                    WHERE x.oid <> 'pg_catalog'::pg_catalog.regnamespace AND x.oid NOT IN (SELECT n.oid FROM namespaces n))
) s
ORDER BY s.types COLLATE "C"`;

/** Options that hold a secret are named and not read. */
export const foreignServers = `
SELECT 'foreign-server' AS kind, '' AS schema, s.srvname AS name, s.srvname AS id,
  'SERVER ' || pg_catalog.quote_ident(s.srvname) AS identity,
  pg_catalog.concat_ws(' ', 'CREATE SERVER', pg_catalog.quote_ident(s.srvname),
    'TYPE ' || pg_catalog.quote_literal(s.srvtype),
    'VERSION ' || pg_catalog.quote_literal(s.srvversion),
    'FOREIGN DATA WRAPPER ' || pg_catalog.quote_ident(w.fdwname),
    'OPTIONS (' || (
      SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' '
        || CASE WHEN o.option_name ~* 'password|passwd|secret|token|key' THEN '''…''' ELSE pg_catalog.quote_literal(o.option_value) END,
        ', ' ORDER BY o.option_name COLLATE "C")
      FROM pg_catalog.pg_options_to_table(s.srvoptions) o) || ')') AS definition
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE NOT ${owned('pg_foreign_server', 's.oid')}
ORDER BY s.srvname COLLATE "C"`;
