/** A schema and a change to it whose DDL has to be written both ways. */
export interface Pair {
  readonly name: string;
  readonly base: string;
  readonly change: string;
  /** What the way there loses, `losesData` of the statements; default: nothing. */
  readonly loses?: readonly string[];
  /** What the way back loses. */
  readonly losesBack?: readonly string[];
  /** Majors from which on the SQL exists. */
  readonly since?: number;
}

const mood = "CREATE TYPE mood AS ENUM ('good', 'fair', 'bad');";

export const pairs: readonly Pair[] = [
  // Enums
  {
    name: 'value removed from an enum that everything uses',
    base: `${mood}
      CREATE TABLE t (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'good', ms mood[] DEFAULT '{good}', o mood);
      INSERT INTO t VALUES (1, 'good', '{good,bad}', NULL), (2, 'bad', NULL, 'bad');
      CREATE INDEX t_good ON t (id) WHERE m = 'good';
      CREATE INDEX t_m ON t (m);
      ALTER TABLE t ADD CONSTRAINT t_check CHECK (m <> 'bad' OR id > 0);
      CREATE VIEW v AS SELECT id, m FROM t WHERE m = 'good';
      CREATE VIEW w AS SELECT count(*) AS n FROM v;
      CREATE MATERIALIZED VIEW x AS SELECT m, count(*) AS n FROM t GROUP BY m;
      CREATE UNIQUE INDEX x_m ON x (m);
      CREATE FUNCTION worse(m mood) RETURNS mood LANGUAGE sql IMMUTABLE AS $$ SELECT 'bad'::public.mood $$;
      CREATE INDEX t_worse ON t (worse(m));
      ALTER TABLE t ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p ON t USING (m = 'good');
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.m = 'good') EXECUTE FUNCTION f();
      COMMENT ON VIEW v IS 'seen';
      GRANT SELECT ON v TO gate_clerk;`,
    change: `DROP INDEX t_good, t_worse; ALTER TABLE t DROP CONSTRAINT t_check; DROP VIEW w, v; DROP MATERIALIZED VIEW x;
      DROP FUNCTION worse; DROP POLICY p ON t; DROP TRIGGER tr ON t;
      ALTER TABLE t ALTER m DROP DEFAULT, ALTER ms DROP DEFAULT;
      CREATE TYPE mood2 AS ENUM ('good', 'bad');
      ALTER TABLE t ALTER m TYPE mood2 USING m::text::mood2, ALTER ms TYPE mood2[] USING ms::text[]::mood2[], ALTER o TYPE mood2 USING o::text::mood2;
      DROP TYPE mood; ALTER TYPE mood2 RENAME TO mood;
      ALTER TABLE t ALTER m SET DEFAULT 'good', ALTER ms SET DEFAULT '{good}';
      CREATE INDEX t_good ON t (id) WHERE m = 'good';
      ALTER TABLE t ADD CONSTRAINT t_check CHECK (m <> 'bad' OR id > 0);
      CREATE VIEW v AS SELECT id, m FROM t WHERE m = 'good';
      CREATE VIEW w AS SELECT count(*) AS n FROM v;
      CREATE MATERIALIZED VIEW x AS SELECT m, count(*) AS n FROM t GROUP BY m;
      CREATE UNIQUE INDEX x_m ON x (m);
      CREATE FUNCTION worse(m mood) RETURNS mood LANGUAGE sql IMMUTABLE AS $$ SELECT 'bad'::public.mood $$;
      CREATE INDEX t_worse ON t (worse(m));
      CREATE POLICY p ON t USING (m = 'good');
      CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.m = 'good') EXECUTE FUNCTION f();
      COMMENT ON VIEW v IS 'seen';
      GRANT SELECT ON v TO gate_clerk;`,
  },
  {
    name: 'values added first, in the middle and last',
    base: `${mood} CREATE TABLE t (m mood); INSERT INTO t VALUES ('fair');`,
    change: `ALTER TYPE mood ADD VALUE 'best' BEFORE 'good'; ALTER TYPE mood ADD VALUE 'better' BEFORE 'good';
      ALTER TYPE mood ADD VALUE 'so-so' AFTER 'fair'; ALTER TYPE mood ADD VALUE 'worst';`,
  },
  {
    name: 'a new value that is the default',
    base: `${mood} CREATE TABLE t (m mood NOT NULL DEFAULT 'good'); INSERT INTO t VALUES ('fair');`,
    change: `ALTER TABLE t ALTER m DROP DEFAULT; ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('good', 'fair', 'bad', 'worst');
      ALTER TABLE t ALTER m TYPE mood USING m::text::mood; DROP TYPE old; ALTER TABLE t ALTER m SET DEFAULT 'worst';`,
  },
  {
    name: 'values in another order',
    base: `${mood} CREATE TABLE t (m mood); INSERT INTO t VALUES ('fair');`,
    change: `ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('bad', 'fair', 'good');
      ALTER TABLE t ALTER m TYPE mood USING m::text::mood; DROP TYPE old;`,
  },
  {
    name: 'an enum that nothing uses, and one with odd values',
    base: mood,
    change: `DROP TYPE mood; CREATE TYPE mood AS ENUM ('it''s', 'a\\b', '"x"', ''); CREATE TABLE t (m mood DEFAULT 'it''s', n mood DEFAULT 'a\\b');`,
    losesBack: ['the rows of table public.t'],
  },
  {
    name: 'text to enum',
    base: `${mood} CREATE TABLE t (m text DEFAULT 'good'); INSERT INTO t VALUES ('bad'), (NULL);`,
    change: `ALTER TABLE t ALTER m DROP DEFAULT, ALTER m TYPE mood USING m::mood, ALTER m SET DEFAULT 'fair';`,
  },
  {
    name: 'an enum that a foreign key goes over',
    base: `${mood} CREATE TABLE p (m mood PRIMARY KEY); CREATE TABLE c (m mood REFERENCES p); INSERT INTO p VALUES ('bad'); INSERT INTO c VALUES ('bad');`,
    change: `ALTER TABLE c DROP CONSTRAINT c_m_fkey; ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('good', 'bad');
      ALTER TABLE c ALTER m TYPE mood USING m::text::mood; ALTER TABLE p ALTER m TYPE mood USING m::text::mood; DROP TYPE old;
      ALTER TABLE c ADD CONSTRAINT c_m_fkey FOREIGN KEY (m) REFERENCES p;`,
  },
  {
    name: 'an enum of a partitioned table',
    base: `${mood} CREATE TABLE t (d date, m mood) PARTITION BY RANGE (d);
      CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); INSERT INTO t VALUES ('2025-05-05', 'bad');`,
    change: `ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('bad'); ALTER TABLE t ALTER m TYPE mood USING m::text::mood; DROP TYPE old;`,
  },

  // Other types
  {
    name: 'domain of another type',
    base: `CREATE DOMAIN amount AS int CHECK (VALUE > 0); CREATE TABLE t (a amount DEFAULT 1); INSERT INTO t VALUES (5);
      CREATE FUNCTION f(amount) RETURNS int LANGUAGE sql AS 'SELECT 1';`,
    change: `DROP FUNCTION f(amount); ALTER TABLE t ALTER a DROP DEFAULT, ALTER a TYPE int; DROP DOMAIN amount; CREATE DOMAIN amount AS bigint DEFAULT 7 NOT NULL CHECK (VALUE > 0);
      ALTER TABLE t ALTER a TYPE amount, ALTER a SET DEFAULT 1; CREATE FUNCTION f(amount) RETURNS int LANGUAGE sql AS 'SELECT 1';`,
  },
  {
    name: 'domain changed in place',
    base: `CREATE DOMAIN amount AS text COLLATE "C" DEFAULT 'x' CONSTRAINT short CHECK (length(VALUE) < 9); CREATE TABLE t (a amount);`,
    change: `ALTER DOMAIN amount DROP DEFAULT; ALTER DOMAIN amount SET NOT NULL; ALTER DOMAIN amount DROP CONSTRAINT short; ALTER DOMAIN amount ADD CONSTRAINT "Long" CHECK (length(VALUE) > 1) NOT VALID;`,
  },
  {
    name: 'composite type with another attribute type, in use',
    base: `CREATE TYPE size AS (w int, h int); CREATE TABLE t (s size, ss size[]); INSERT INTO t VALUES ((1, 2), ARRAY[ROW(3, 4)::size]);`,
    change: 'DROP TABLE t; DROP TYPE size; CREATE TYPE size AS (w int, h bigint); CREATE TABLE t (s size, ss size[]);',
  },
  {
    name: 'composite type with attributes in another order, in use',
    base: 'CREATE TYPE size AS (w int, h int); CREATE TABLE t (s size);',
    change:
      'DROP TABLE t; DROP TYPE size; CREATE TYPE size AS ("Depth" text COLLATE "C", h int); CREATE TABLE t (s size);',
  },
  {
    name: 'composite type with other attributes at the end',
    base: 'CREATE TYPE size AS (w int, h int); CREATE TABLE t (s size);',
    change: 'ALTER TYPE size DROP ATTRIBUTE h, ADD ATTRIBUTE d text;',
    loses: ['the data of attribute "h" of type public.size'],
    losesBack: ['the data of attribute "d" of type public.size'],
  },
  {
    name: 'range type of another subtype, in use',
    base: 'CREATE TYPE span AS RANGE (subtype = int4); CREATE TABLE t (s span); INSERT INTO t VALUES (span(1, 5));',
    change: `DROP TABLE t; DROP TYPE span; CREATE TYPE span AS RANGE (subtype = text, collation = "C"); CREATE TABLE t (s span);`,
  },

  // Columns
  {
    name: 'type of a column that everything looks at',
    base: `CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL DEFAULT 3, b int GENERATED ALWAYS AS (a + 1) STORED, c text);
      INSERT INTO t VALUES (1, 2);
      CREATE INDEX t_a ON t (a, c); CREATE INDEX t_big ON t (c) WHERE a > 5; ALTER TABLE t ADD CHECK (a > 0);
      CREATE VIEW v AS SELECT a, c FROM t; CREATE VIEW w AS SELECT a FROM v;
      CREATE RULE r AS ON UPDATE TO t WHERE OLD.a = 1 DO INSTEAD NOTHING;
      CREATE POLICY p ON t USING (a > 1);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER tr BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (OLD.a > 1) EXECUTE FUNCTION f();
      CREATE STATISTICS s ON a, c FROM t;
      CREATE TABLE u (t_a int); CREATE UNIQUE INDEX t_unique ON t (a); ALTER TABLE u ADD FOREIGN KEY (t_a) REFERENCES t (a);`,
    change: `DROP VIEW w, v; DROP RULE r ON t; DROP POLICY p ON t; DROP TRIGGER tr ON t; ALTER TABLE t DROP COLUMN b;
      ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE u ALTER t_a TYPE bigint;
      ALTER TABLE t ADD COLUMN b bigint GENERATED ALWAYS AS (a + 1) STORED;
      CREATE VIEW v AS SELECT a, c FROM t; CREATE VIEW w AS SELECT a FROM v;
      CREATE RULE r AS ON UPDATE TO t WHERE OLD.a = 1 DO INSTEAD NOTHING;
      CREATE POLICY p ON t USING (a > 1);
      CREATE TRIGGER tr BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (OLD.a > 1) EXECUTE FUNCTION f();`,
  },
  {
    name: 'types in many directions',
    base: `CREATE TABLE t (a int, b varchar(10), c text, d timestamp(3), e numeric(10, 4), f boolean, g jsonb, h uuid, i text[], j int[], k char(3), l "char", m bit(3), n bit varying(5));
      INSERT INTO t VALUES (1, 'b', '12', '2025-01-02 03:04:05.678', 1.25, true, '{"a": 1}', '6f9619ff-8b86-d011-b42d-00c04fc964ff', '{1,2}', '{3}', 'abc', 'x', B'101', B'1');`,
    change: `ALTER TABLE t ALTER a TYPE text, ALTER b TYPE varchar(20), ALTER c TYPE int USING c::int, ALTER d TYPE timestamptz(3), ALTER e TYPE numeric(12, 4),
      ALTER f TYPE int USING f::int, ALTER g TYPE json, ALTER h TYPE text, ALTER i TYPE int[] USING i::int[], ALTER j TYPE bigint[], ALTER k TYPE text, ALTER l TYPE text, ALTER m TYPE varbit, ALTER n TYPE text;`,
    losesBack: [
      'order and duplicates of keys, and white space, of column public.t.g',
      'the numbers, but for zero or not, of column public.t.f',
    ],
  },
  {
    name: 'types that round',
    base: 'CREATE TABLE t (a double precision, b numeric(10,4), c timestamp(6), d timestamp, e real, f bigint);',
    change:
      'ALTER TABLE t ALTER a TYPE int, ALTER b TYPE numeric(10,2), ALTER c TYPE timestamp(3), ALTER d TYPE date, ALTER e TYPE double precision, ALTER f TYPE double precision;',
    loses: [
      'decimal places of column public.t.a',
      'decimal places of column public.t.b',
      'digits of column public.t.f',
      'fractions of seconds of column public.t.c',
      'the time of day of column public.t.d',
    ],
    losesBack: ['decimal places of column public.t.f', 'digits of column public.t.e'],
  },
  {
    name: 'plain to generated and the other way round',
    base: `CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a * 2) STORED); INSERT INTO t VALUES (1, 1); CREATE INDEX t_b ON t (b); CREATE INDEX t_c ON t (c);
      CREATE VIEW v AS SELECT b, c FROM t; COMMENT ON COLUMN t.b IS 'b'; GRANT SELECT (b) ON t TO gate_clerk;`,
    change: `DROP VIEW v; ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD b int GENERATED ALWAYS AS (a * 3) STORED; ALTER TABLE t ALTER c DROP EXPRESSION; CREATE INDEX t_b ON t (b);
      CREATE VIEW v AS SELECT b, c FROM t; COMMENT ON COLUMN t.b IS 'b'; GRANT SELECT (b) ON t TO gate_clerk;`,
    loses: ['the data of column public.t.b'],
    losesBack: ['the data of column public.t.c'],
  },
  {
    name: 'serial, identity and neither',
    base: `CREATE TABLE t (a serial, b int GENERATED ALWAYS AS IDENTITY, c int NOT NULL, d bigserial, e int NOT NULL, f smallserial);
      INSERT INTO t (c, e) VALUES (7, 7), (8, 8);`,
    change: `ALTER TABLE t ALTER a DROP DEFAULT; DROP SEQUENCE t_a_seq; ALTER TABLE t ALTER a ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 10 CACHE 5);
      ALTER TABLE t ALTER b DROP IDENTITY; CREATE SEQUENCE t_b_seq AS int OWNED BY t.b; ALTER TABLE t ALTER b SET DEFAULT nextval('t_b_seq');
      CREATE SEQUENCE t_c_seq AS int OWNED BY t.c; ALTER TABLE t ALTER c SET DEFAULT nextval('t_c_seq');
      ALTER TABLE t ALTER d DROP DEFAULT; DROP SEQUENCE t_d_seq; ALTER TABLE t ALTER e ADD GENERATED ALWAYS AS IDENTITY; ALTER SEQUENCE t_f_seq OWNED BY NONE;`,
    loses: ['the counter of sequence public.t_d_seq'],
    losesBack: ['the counter of sequence public.t_c_seq'],
  },
  {
    name: 'serial columns of other names and kinds',
    base: 'CREATE TABLE t (id int PRIMARY KEY);',
    change: `CREATE SEQUENCE counter AS bigint START 100 INCREMENT -2 MAXVALUE 100 MINVALUE -100 CYCLE; CREATE TABLE u (a bigint NOT NULL DEFAULT nextval('counter'), b serial, c int DEFAULT nextval('counter'));
      ALTER SEQUENCE counter OWNED BY u.a; ALTER TABLE t ADD COLUMN s smallserial NOT NULL; ALTER TABLE u ALTER b DROP NOT NULL;
      CREATE TABLE "A long name that leaves no room for the names of other things" ("Identifier of it" serial);`,
    losesBack: [
      'the data of column public.t.s',
      'the rows of table public.A long name that leaves no room for the names of other things',
      'the rows of table public.u',
    ],
  },
  {
    name: 'sequence that moves to another column',
    base: `CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT nextval('s'), b int); ALTER SEQUENCE s OWNED BY t.a; INSERT INTO t (b) VALUES (4);`,
    change: `ALTER SEQUENCE s OWNED BY t.b; ALTER TABLE t DROP COLUMN a; ALTER TABLE t ALTER b SET DEFAULT nextval('s'); ALTER SEQUENCE s INCREMENT 5 CACHE 3 NO CYCLE RESTART 50;`,
    loses: ['the data of column public.t.a'],
  },
  {
    name: 'defaults of every kind',
    base: `CREATE TABLE t (a text DEFAULT 'x', b int DEFAULT 1, c timestamptz DEFAULT now(), d varchar(5) DEFAULT 'v', e int[] DEFAULT '{1}', f jsonb DEFAULT '{}', g boolean DEFAULT true, h numeric(5,2) DEFAULT 1.5);`,
    change: `ALTER TABLE t ALTER a SET DEFAULT E'a\\\\b''c', ALTER b SET DEFAULT -1, ALTER c SET DEFAULT (now() + interval '1 day'), ALTER d DROP DEFAULT, ALTER e SET DEFAULT ARRAY[]::int[], ALTER f SET DEFAULT '{"a": "::public.x"}', ALTER g SET DEFAULT false, ALTER h SET DEFAULT 100;`,
  },
  {
    name: 'settings of columns',
    base: `CREATE TABLE t (a text, b text COLLATE "C", c text, d numeric, e int);`,
    change: `ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER b TYPE text COLLATE "POSIX", ALTER c SET STATISTICS 100, ALTER c SET (n_distinct = 5), ALTER d SET STORAGE PLAIN, ALTER e SET NOT NULL;`,
  },
  {
    name: 'names that need quotes',
    base: `CREATE TABLE "Odd ""name"".x" ("Select" int, "a.b" text, "ünï" int); CREATE INDEX "I.dx USING (x)" ON "Odd ""name"".x" ("a.b", "ünï" DESC);`,
    change: `ALTER TABLE "Odd ""name"".x" ADD "From" int, DROP "Select", ADD CONSTRAINT "Check it" CHECK ("ünï" > 1), ADD CONSTRAINT "P K" PRIMARY KEY ("ünï");
      CREATE TABLE "user" ("order" int REFERENCES "Odd ""name"".x", "default" text DEFAULT 'x'); CREATE VIEW "V.w" AS SELECT "a.b" AS "c.d" FROM "Odd ""name"".x"; COMMENT ON VIEW "V.w" IS E'it''s \\\\ a\\n"view"';`,
    loses: ['the data of column public.Odd "name".x.Select'],
    losesBack: ['the data of column public.Odd "name".x.From', 'the rows of table public.user'],
  },

  // Constraints and indexes
  {
    name: 'another primary key under foreign keys',
    base: `CREATE TABLE p (id int, code text NOT NULL, CONSTRAINT p_pkey PRIMARY KEY (id)); CREATE TABLE c (p_id int CONSTRAINT c_fk REFERENCES p (id) ON DELETE CASCADE ON UPDATE SET NULL);
      INSERT INTO p VALUES (1, 'a'); INSERT INTO c VALUES (1);`,
    change: `ALTER TABLE c DROP CONSTRAINT c_fk; ALTER TABLE p DROP CONSTRAINT p_pkey, ADD CONSTRAINT p_pkey PRIMARY KEY (code), ADD CONSTRAINT p_id_key UNIQUE (id);
      ALTER TABLE c ADD CONSTRAINT c_fk FOREIGN KEY (p_id) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED;`,
  },
  {
    name: 'unique index and unique constraint of one name, under a foreign key',
    base: `CREATE TABLE p (id int, n int); CREATE UNIQUE INDEX p_key ON p (id); CREATE TABLE c (p_id int REFERENCES p (id));`,
    change: `ALTER TABLE c DROP CONSTRAINT c_p_id_fkey; DROP INDEX p_key; ALTER TABLE p ADD CONSTRAINT p_key UNIQUE (id) INCLUDE (n) DEFERRABLE; CREATE UNIQUE INDEX p_other ON p (id); ALTER TABLE c ADD FOREIGN KEY (p_id) REFERENCES p (id);`,
  },
  {
    name: 'two new tables that refer to each other and to themselves',
    base: 'CREATE TABLE z (id int PRIMARY KEY);',
    change: `CREATE TABLE a (id int PRIMARY KEY, b_id int, a_id int REFERENCES a); CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b; ALTER TABLE z ADD a_id int REFERENCES a;`,
    losesBack: ['the data of column public.z.a_id', 'the rows of table public.a', 'the rows of table public.b'],
  },
  {
    name: 'constraints that are not valid, and valid again',
    base: `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (a int, b int CONSTRAINT c_b REFERENCES p, CONSTRAINT c_a CHECK (a > 0));`,
    change: `ALTER TABLE c DROP CONSTRAINT c_b, DROP CONSTRAINT c_a; INSERT INTO c VALUES (-1, 5); ALTER TABLE c ADD CONSTRAINT c_b FOREIGN KEY (b) REFERENCES p NOT VALID, ADD CONSTRAINT c_a CHECK (a > 0) NOT VALID; DELETE FROM c;`,
  },
  {
    name: 'constraints of every kind come and change',
    base: 'CREATE TABLE t (a int, b int, r int4range, t text); CREATE INDEX plain ON t (a);',
    change: `ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (r WITH &&) WHERE (a > 1), ADD CONSTRAINT u UNIQUE (a, b), ADD CONSTRAINT k CHECK (a > b) NO INHERIT, ADD PRIMARY KEY (t);
      DROP INDEX plain; CREATE INDEX plain ON t USING btree (b DESC NULLS LAST, (lower(t)) text_pattern_ops) INCLUDE (a) WITH (fillfactor = 70) WHERE b IS NOT NULL;
      CREATE INDEX g ON t USING gist (r); CREATE INDEX h ON t USING hash (t); ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey; ALTER TABLE t CLUSTER ON u; ALTER INDEX u SET (fillfactor = 50);`,
  },
  {
    name: 'marks follow an index that is made anew',
    base: `CREATE TABLE t (a int NOT NULL, b int NOT NULL); CREATE UNIQUE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (b); ALTER TABLE t REPLICA IDENTITY USING INDEX i; ALTER TABLE t CLUSTER ON i;`,
    change: `DROP INDEX i; CREATE UNIQUE INDEX i ON t (b, a); ALTER TABLE t REPLICA IDENTITY USING INDEX j; ALTER TABLE t CLUSTER ON i;`,
  },
  {
    name: 'a foreign key whose triggers are off',
    base: `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (a int REFERENCES p);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION f();`,
    change: 'ALTER TABLE c DISABLE TRIGGER ALL; ALTER TABLE c ENABLE ALWAYS TRIGGER tr;',
  },

  // Tables
  {
    name: 'ordinary table becomes partitioned',
    base: `CREATE TABLE t (id int, d date, CONSTRAINT t_pkey PRIMARY KEY (id, d)); CREATE INDEX t_d ON t (d); CREATE VIEW v AS SELECT id FROM t;`,
    change: `DROP VIEW v; DROP TABLE t; CREATE TABLE t (id int, d date, CONSTRAINT t_pkey PRIMARY KEY (id, d)) PARTITION BY RANGE (d); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (MINVALUE) TO ('2026-01-01') PARTITION BY LIST (id);
      CREATE TABLE t_1_1 PARTITION OF t_1 (d DEFAULT '2025-01-01', CONSTRAINT own CHECK (id < 100)) FOR VALUES IN (1, 2); CREATE TABLE t_rest PARTITION OF t DEFAULT; CREATE INDEX t_d ON t (d); CREATE INDEX own_d ON t_rest (d, id); CREATE VIEW v AS SELECT id FROM t;`,
    loses: ['the rows of table public.t'],
    losesBack: ['the rows of table public.t_1_1', 'the rows of table public.t_rest'],
  },
  {
    name: 'columns of partitioned tables',
    base: `CREATE TABLE t (id int NOT NULL, d date, a int, b text DEFAULT 'x') PARTITION BY RANGE (d); CREATE TABLE t_1 PARTITION OF t DEFAULT; ALTER TABLE t_1 ALTER b SET DEFAULT 'own'; INSERT INTO t VALUES (1, '2025-01-01', 5, 'z');`,
    change: `ALTER TABLE t ADD c int DEFAULT 4, DROP a, ALTER b SET DEFAULT 'y', ALTER id TYPE bigint; ALTER TABLE t_1 ALTER b SET DEFAULT 'own', ALTER c SET DEFAULT 5; ALTER TABLE t ADD PRIMARY KEY (id, d);`,
    loses: ['the data of column public.t.a'],
    losesBack: ['the data of column public.t.c'],
  },
  {
    name: 'inheritance',
    base: `CREATE TABLE p (id int, a text DEFAULT 'p'); CREATE TABLE c (b int) INHERITS (p); CREATE TABLE d (id int, a text, x int); INSERT INTO c VALUES (1, 'a', 2);`,
    change: `ALTER TABLE p ADD n int DEFAULT 1, ALTER a SET DEFAULT 'q', ALTER id TYPE bigint; ALTER TABLE c ALTER a SET DEFAULT 'own'; ALTER TABLE d ALTER id TYPE bigint, ADD n int; ALTER TABLE d INHERIT p; ALTER TABLE p ADD CHECK (id > 0);`,
    losesBack: ['the data of column public.d.n', 'the data of column public.p.n'],
  },
  {
    name: 'properties of tables',
    base: `CREATE TABLE t (id int PRIMARY KEY, b text) WITH (fillfactor = 80); CREATE UNLOGGED TABLE u (id int);`,
    change: `ALTER TABLE t RESET (fillfactor), SET (autovacuum_enabled = off, toast.autovacuum_enabled = off); ALTER TABLE t REPLICA IDENTITY FULL; ALTER TABLE u SET LOGGED; ALTER TABLE t FORCE ROW LEVEL SECURITY; ALTER TABLE u ENABLE ROW LEVEL SECURITY; CREATE UNLOGGED TABLE w (a int) WITH (parallel_workers = 2);`,
    losesBack: ['the rows of table public.w'],
  },
  {
    name: 'table of a type',
    base: 'CREATE TYPE pair AS (a int, b text);',
    change: 'CREATE TABLE t OF pair (PRIMARY KEY (a));',
    losesBack: ['the rows of table public.t'],
  },

  // Programs
  {
    name: 'function with another result, used everywhere',
    base: `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a'; CREATE TABLE t (a int DEFAULT f(1), b int GENERATED ALWAYS AS (f(a)) STORED, CHECK (f(a) > 0)); CREATE INDEX t_f ON t (f(a)); CREATE VIEW v AS SELECT f(a) AS x FROM t;
      CREATE POLICY p ON t USING (f(a) = 1); INSERT INTO t VALUES (3);`,
    change: `DROP VIEW v; DROP POLICY p ON t; DROP INDEX t_f; ALTER TABLE t DROP b, DROP CONSTRAINT t_a_check, ALTER a DROP DEFAULT; DROP FUNCTION f;
      CREATE FUNCTION f(b int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT b::bigint';
      ALTER TABLE t ALTER a SET DEFAULT f(1), ADD b bigint GENERATED ALWAYS AS (f(a)) STORED, ADD CONSTRAINT t_a_check CHECK (f(a) > 0); CREATE INDEX t_f ON t (f(a)); CREATE VIEW v AS SELECT f(a) AS x FROM t; CREATE POLICY p ON t USING (f(a) = 1);`,
  },
  {
    name: 'functions of many kinds that need each other and tables',
    base: 'CREATE TABLE t (id int PRIMARY KEY, n text);',
    change: `CREATE FUNCTION z_first(int) RETURNS int LANGUAGE sql AS 'SELECT $1'; CREATE FUNCTION a_second(x int DEFAULT 1, VARIADIC y int[] DEFAULT '{}') RETURNS int LANGUAGE sql AS 'SELECT z_first(x)';
      CREATE FUNCTION rows_of() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t'; CREATE FUNCTION of_row(t) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.n';
      CREATE PROCEDURE act(INOUT a int) LANGUAGE plpgsql AS $$ BEGIN a := 1; END $$; CREATE FUNCTION many(OUT a int, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'x' $$;
      CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0'); CREATE AGGREGATE all_rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
      CREATE TABLE u (a int DEFAULT z_first(3), CHECK (z_first(a) > 0)); CREATE VIEW v AS SELECT total(id) AS s, all_rows(*) AS n FROM t; CREATE FUNCTION of_view() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';`,
    losesBack: ['the rows of table public.u'],
  },
  {
    name: 'function with a parsed body',
    base: 'CREATE TABLE t (a int, b text);',
    change: `CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(t.a) FROM t; END; CREATE FUNCTION g() RETURNS bigint RETURN f() + 1;`,
    since: 14,
  },
  {
    name: 'type of a column in a parsed body',
    base: 'CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(t.a) FROM t WHERE a > 1; END;',
    change: `DROP FUNCTION f; ALTER TABLE t ALTER a TYPE bigint; CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(t.a) FROM t WHERE a > 1; END;`,
    since: 14,
  },
  {
    name: 'views that change in place and anew',
    base: `CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a AS x FROM v; CREATE MATERIALIZED VIEW m AS SELECT a FROM v; CREATE INDEX m_a ON m (a); COMMENT ON INDEX m_a IS 'i'; CREATE VIEW only_options AS SELECT 1 AS one;`,
    change:
      `CREATE OR REPLACE VIEW v WITH (security_barrier) AS SELECT a, b FROM t; DROP VIEW w; CREATE VIEW w AS SELECT b AS x FROM v; DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT a, b FROM v WITH NO DATA; CREATE INDEX m_a ON m (a); COMMENT ON INDEX m_a IS 'i';
      ALTER VIEW only_options SET (check_option = local, security_barrier = true); ALTER VIEW v ALTER a SET DEFAULT 5;`.replace(
        'check_option = local, ',
        '',
      ),
  },
  {
    name: 'a view that becomes materialised, a table that becomes a view',
    base: 'CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE TABLE x (a int); CREATE VIEW w AS SELECT a FROM v;',
    change:
      'DROP VIEW w, v; CREATE MATERIALIZED VIEW v AS SELECT a FROM t; DROP TABLE x; CREATE VIEW x AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;',
    loses: ['the rows of table public.x'],
  },
  {
    name: 'column dropped under a view, an index, a policy and a foreign key',
    base: `CREATE TABLE t (a int UNIQUE, b int, c text); CREATE VIEW v AS SELECT a, b FROM t; CREATE INDEX t_ab ON t (a, b); CREATE POLICY p ON t USING (a = 1); CREATE TABLE u (a int REFERENCES t (a));`,
    change: `DROP VIEW v; DROP POLICY p ON t; ALTER TABLE u DROP CONSTRAINT u_a_fkey; ALTER TABLE t DROP a; CREATE VIEW v AS SELECT b FROM t; CREATE POLICY p ON t USING (b = 1);`,
    loses: ['the data of column public.t.a'],
  },
  {
    name: 'triggers, rules, policies and event triggers',
    base: `CREATE TABLE t (a int, b text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE VIEW v AS SELECT a FROM t; CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION e();`,
    change: `DROP TRIGGER x ON t; CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER s AFTER UPDATE ON t REFERENCING OLD TABLE AS o FOR EACH STATEMENT EXECUTE FUNCTION f('arg', 'it''s'); ALTER TABLE t DISABLE TRIGGER x; ALTER TABLE t ENABLE REPLICA TRIGGER s;
      CREATE TRIGGER i INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f(); CREATE RULE r AS ON UPDATE TO t DO ALSO NOTHING; ALTER TABLE t DISABLE RULE r; CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO gate_clerk, gate_auditor USING (a > 0) WITH CHECK (b IS NOT NULL); CREATE POLICY q ON t FOR INSERT WITH CHECK (true); ALTER EVENT TRIGGER et DISABLE; CREATE EVENT TRIGGER et2 ON sql_drop EXECUTE FUNCTION e();`,
  },
  {
    name: 'triggers of partitions',
    base: `CREATE TABLE t (d date) PARTITION BY RANGE (d); CREATE TABLE t_1 PARTITION OF t DEFAULT; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';`,
    change: `CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE ONLY t_1 DISABLE TRIGGER x;`,
  },

  // The database and access
  {
    name: 'schemas with what is in them',
    base: 'CREATE TABLE t (id int PRIMARY KEY);',
    change: `CREATE SCHEMA "Other one"; CREATE TYPE "Other one".kind AS ENUM ('a'); CREATE TABLE "Other one"."T" (id int REFERENCES t, k "Other one".kind DEFAULT 'a'); CREATE VIEW v AS SELECT k FROM "Other one"."T"; COMMENT ON SCHEMA "Other one" IS 'x';`,
    losesBack: ['the rows of table Other one.T'],
  },
  {
    name: 'extensions with their types in use',
    base: 'CREATE TABLE t (a text, b text); INSERT INTO t VALUES (1, 2);',
    change: `CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; ALTER TABLE t ALTER a TYPE citext; CREATE INDEX t_b ON t USING gin (b gin_trgm_ops); CREATE TABLE u (a citext UNIQUE DEFAULT 'x', CHECK (a <> 'y'));`,
    losesBack: ['the rows of table public.u'],
  },
  {
    name: 'publications',
    base: `CREATE TABLE t (a int PRIMARY KEY, b text); CREATE TABLE u (a int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR ALL TABLES; CREATE PUBLICATION e;`,
    change: `ALTER PUBLICATION p SET TABLE t, u; ALTER PUBLICATION p SET (publish = 'insert', publish_via_partition_root = true); DROP PUBLICATION q; CREATE PUBLICATION q FOR TABLE u; ALTER PUBLICATION e ADD TABLE t;`,
  },
  {
    name: 'publications with columns and conditions',
    base: `CREATE TABLE t (a int PRIMARY KEY, b text); CREATE PUBLICATION p FOR TABLE t (a) WHERE (a > 1);`,
    change:
      `DROP PUBLICATION p; ALTER TABLE t ALTER a TYPE bigint; CREATE PUBLICATION p FOR TABLE t (a, b) WHERE (a > 1), TABLES IN SCHEMA depot;`.replace(
        ', TABLES IN SCHEMA depot',
        '',
      ),
    since: 15,
  },
  {
    name: 'statistics',
    base: 'CREATE TABLE t (a int, b int, c int); CREATE STATISTICS s (ndistinct) ON a, b FROM t;',
    change: 'DROP STATISTICS s; CREATE STATISTICS s ON a, b, c FROM t; ALTER STATISTICS s SET STATISTICS 50;',
  },
  {
    name: 'comments on everything',
    base: `${mood} CREATE TABLE t (a int PRIMARY KEY, m mood); CREATE VIEW v AS SELECT a FROM t; COMMENT ON TABLE t IS 'old'; COMMENT ON COLUMN t.m IS 'gone';`,
    change: `COMMENT ON TABLE t IS E'new\\n''line'' \\\\'; COMMENT ON COLUMN t.m IS NULL; COMMENT ON COLUMN t.a IS 'a'; COMMENT ON TYPE mood IS 'm'; COMMENT ON VIEW v IS 'v'; COMMENT ON COLUMN v.a IS 'va'; COMMENT ON CONSTRAINT t_pkey ON t IS 'pk'; COMMENT ON INDEX t_pkey IS 'i';
      CREATE FUNCTION f(int, x text DEFAULT 'a') RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION f IS 'f'; CREATE PROCEDURE pr() LANGUAGE sql AS ''; COMMENT ON PROCEDURE pr IS 'p'; CREATE DOMAIN d AS int; COMMENT ON DOMAIN d IS 'd'; CREATE SEQUENCE s; COMMENT ON SEQUENCE s IS 's';
      CREATE MATERIALIZED VIEW mv AS SELECT 1 AS x; COMMENT ON MATERIALIZED VIEW mv IS 'mv'; CREATE POLICY p ON t; COMMENT ON POLICY p ON t IS 'p'; CREATE RULE r AS ON UPDATE TO t DO ALSO NOTHING; COMMENT ON RULE r ON t IS 'r'; CREATE TYPE c AS (a int); COMMENT ON TYPE c IS 'c'; COMMENT ON COLUMN c.a IS 'ca'; CREATE STATISTICS st ON a, m FROM t; COMMENT ON STATISTICS st IS 'st';
      CREATE AGGREGATE ag(int) (SFUNC = int4pl, STYPE = int); COMMENT ON AGGREGATE ag(int) IS 'ag';`,
    losesBack: ['the counter of sequence public.s'],
  },
  {
    name: 'privileges on everything',
    base: `${mood} CREATE TABLE t (a int, m mood); CREATE VIEW v AS SELECT a FROM t; CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE s; GRANT SELECT, INSERT ON t TO gate_clerk; GRANT SELECT ON t TO PUBLIC;`,
    change: `REVOKE INSERT ON t FROM gate_clerk; GRANT SELECT ON t TO gate_clerk WITH GRANT OPTION; REVOKE SELECT ON t FROM PUBLIC; GRANT UPDATE (a), INSERT (a, m) ON t TO gate_clerk; GRANT SELECT ON v TO gate_clerk; REVOKE EXECUTE ON FUNCTION f FROM PUBLIC; GRANT EXECUTE ON FUNCTION f TO gate_clerk; GRANT USAGE, SELECT ON SEQUENCE s TO gate_clerk; REVOKE USAGE ON TYPE mood FROM PUBLIC;
      CREATE SCHEMA x; GRANT USAGE, CREATE ON SCHEMA x TO gate_auditor; ALTER DEFAULT PRIVILEGES IN SCHEMA x GRANT SELECT ON TABLES TO gate_clerk; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; ALTER TABLE t OWNER TO gate_auditor;`,
  },

  // Renames
  {
    name: 'a table, its columns, keys and sequence renamed',
    base: `CREATE TABLE old (id serial PRIMARY KEY, a text, b int); CREATE INDEX old_a_idx ON old (a); CREATE TABLE c (old_id int CONSTRAINT c_old_fkey REFERENCES old (id)); CREATE VIEW v AS SELECT a FROM old; INSERT INTO old (a) VALUES ('kept'); INSERT INTO c VALUES (1);`,
    change: `ALTER TABLE old RENAME TO new; ALTER SEQUENCE old_id_seq RENAME TO new_id_seq; ALTER INDEX old_pkey RENAME TO new_pkey; ALTER INDEX old_a_idx RENAME TO new_a_idx; ALTER TABLE c RENAME CONSTRAINT c_old_fkey TO c_new_fkey;`,
  },
  {
    name: 'types and functions renamed under what uses them',
    base: `${mood} CREATE TABLE t (m mood DEFAULT 'good', CHECK (m <> 'bad')); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE FUNCTION g() RETURNS mood LANGUAGE sql AS $$ SELECT 'good'::mood $$; INSERT INTO t VALUES ('fair');`,
    change: `ALTER TYPE mood RENAME TO feeling; ALTER FUNCTION f RENAME TO ff; ALTER TRIGGER x ON t RENAME TO y; ALTER TABLE t RENAME m TO n;`,
  },
  {
    name: 'an enum value renamed where it is the default',
    base: `${mood} CREATE TABLE t (m mood DEFAULT 'good'); CREATE INDEX i ON t (m) WHERE m = 'good';`,
    change: `ALTER TYPE mood RENAME VALUE 'good' TO 'great';`,
  },

  // PostgreSQL 18 and other new things
  {
    name: 'nulls not distinct',
    base: 'CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX i ON t (a);',
    change:
      'DROP INDEX i; CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT; ALTER TABLE t ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (b);',
    since: 15,
  },
  {
    name: 'virtual columns and constraints that are not enforced',
    base: 'CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a + 1) STORED); CREATE TABLE p (id int PRIMARY KEY); INSERT INTO t VALUES (1, 2);',
    change: `ALTER TABLE t ADD v int GENERATED ALWAYS AS (a * 2) VIRTUAL, DROP c, ADD CONSTRAINT k CHECK (a > 0) NOT ENFORCED, ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES p NOT ENFORCED; ALTER TABLE t ADD c int GENERATED ALWAYS AS (a + 1) VIRTUAL;`,
    since: 18,
  },
  {
    name: 'not null that is not valid or not inherited',
    base: 'CREATE TABLE t (a int, b int, c int NOT NULL);',
    change:
      'ALTER TABLE t ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID, ADD CONSTRAINT t_b_not_null NOT NULL b NO INHERIT;',
    since: 18,
  },
  {
    name: 'keys over time',
    base: 'CREATE EXTENSION btree_gist; CREATE TABLE p (id int, d daterange);',
    change: `ALTER TABLE p ADD CONSTRAINT p_pkey PRIMARY KEY (id, d WITHOUT OVERLAPS); CREATE TABLE c (p_id int, d daterange, CONSTRAINT c_fk FOREIGN KEY (p_id, PERIOD d) REFERENCES p (id, PERIOD d));`,
    losesBack: ['the rows of table public.c'],
    since: 18,
  },
];
