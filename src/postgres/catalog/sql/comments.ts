/** One branch per system catalog that `pg_description.classoid` names. */
const branches = [
  // Tables, views, sequences, composite types and their columns; an index only with its table, so that none of
  // `_prisma_migrations` comes in.
  `SELECT d.description, CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence'
      WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'composite-type' ELSE 'table' END,
      r.schema, NULL, r.name, r.id
    FROM relations r
    JOIN pg_catalog.pg_description d ON d.objoid = r.oid AND d.objsubid = 0 AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    WHERE r.relkind NOT IN ('i', 'I') OR EXISTS (
      SELECT 1 FROM pg_catalog.pg_index x JOIN relations t ON t.oid = x.indrelid WHERE x.indexrelid = r.oid)`,
  `SELECT d.description, 'column', r.schema, r.name, a.attname, r.id || '.' || a.attname
    FROM relations r
    JOIN pg_catalog.pg_description d ON d.objoid = r.oid AND d.objsubid > 0 AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.objsubid
    WHERE r.relkind NOT IN ('i', 'I')`,
  ...(
    [
      ['constraint', 'pg_constraint', 'conname', 'conrelid'],
      ['trigger', 'pg_trigger', 'tgname', 'tgrelid'],
      ['policy', 'pg_policy', 'polname', 'polrelid'],
      ['rule', 'pg_rewrite', 'rulename', 'ev_class'],
    ] as const
  ).map(
    ([
      kind,
      catalog,
      name,
      relation,
    ]) => `SELECT d.description, '${kind}', r.schema, r.name, o.${name}, r.id || '.' || o.${name}
    FROM relations r
    JOIN pg_catalog.${catalog} o ON o.${relation} = r.oid
    JOIN pg_catalog.pg_description d ON d.objoid = o.oid AND d.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass`,
  ),
  `SELECT d.description, 'function', f.schema, NULL, f.name, f.id
    FROM functions f
    JOIN pg_catalog.pg_description d ON d.objoid = f.oid AND d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass`,
  `SELECT d.description, t.kind, t.schema, NULL, t.name, t.id
    FROM types t
    JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass`,
  `SELECT d.description, 'statistics', n.schema, NULL, s.stxname, n.schema || '.' || s.stxname
    FROM namespaces n
    JOIN pg_catalog.pg_statistic_ext s ON s.stxnamespace = n.oid
    JOIN pg_catalog.pg_description d ON d.objoid = s.oid AND d.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass`,
  // initdb comments on public, and not every server says the same.
  `SELECT d.description, 'schema', n.schema, NULL, n.schema, n.schema
    FROM namespaces n
    JOIN pg_catalog.pg_description d ON d.objoid = n.oid AND d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
    WHERE n.schema <> 'public'`,
];

/** Comments on what is in the catalog; those of extensions come with the extension and differ by its version. */
export const comments = `
SELECT 'comment' AS kind, c.schema, c.name, c.of || ' ' || c.target AS id, c.of, c.table, c.target, c.text
FROM (${branches.join('\n    UNION ALL\n    ')}) c(text, of, schema, "table", name, target)
ORDER BY c.of || ' ' || c.target COLLATE "C"`;
