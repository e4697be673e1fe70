import pg from 'pg';
import { expect, test } from 'vitest';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { reprint } from '../../../src/postgres/catalog/reprint';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';
import { base, roles } from './base';
import { useEmbeddedBase } from './embedded-base';

const everything = { columnOrder: true, privileges: true, comments: true, owners: true };
const schemas = ['*'];

/** Whatever 13 can do and other versions store or print in another way. */
const everyKind = `
CREATE SCHEMA app;
CREATE TYPE app.level AS ENUM ('low', 'mid dle', 'it''s high');
CREATE TYPE app.pair AS (a integer, "B" varchar(3)[], c text COLLATE "C");
CREATE TYPE app.span AS RANGE (subtype = timestamptz);
CREATE DOMAIN app.email AS citext NOT NULL DEFAULT 'x@y' CONSTRAINT looks CHECK (VALUE ~ '^[^@]+@[^@]+$') CHECK (length(VALUE) < 200);
CREATE DOMAIN app.tags AS text[] CHECK (array_length(VALUE, 1) BETWEEN 1 AND 5);

CREATE TABLE app."User" (
  id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 5 CACHE 3),
  "firstName" text COLLATE "C" NOT NULL,
  mail app.email,
  level app.level DEFAULT 'mid dle' NOT NULL,
  levels app.level[] DEFAULT ARRAY['low', 'it''s high']::app.level[],
  amount numeric(12,4) DEFAULT 1.50,
  ratio double precision DEFAULT 1e-7,
  small real DEFAULT 0.1,
  cash money DEFAULT 5,
  bits bit varying(8) DEFAULT B'101',
  uid uuid DEFAULT '00000000-0000-0000-0000-000000000000',
  body jsonb DEFAULT '{"a": [1, 2]}',
  raw bytea DEFAULT '\\x00ff',
  born date DEFAULT '2001-02-03',
  at time(2) with time zone DEFAULT '10:00+02',
  seen timestamptz(3) DEFAULT '2025-06-01 12:00:00+00',
  lag interval(3) DEFAULT '1 day 02:03:04',
  tags app.tags,
  pos point DEFAULT '(1,2)',
  address inet DEFAULT '10.0.0.1',
  during tstzrange,
  nothing varchar(10) DEFAULT NULL,
  full_name text GENERATED ALWAYS AS (lower("firstName") || ' ' || coalesce(amount::text, '')) STORED,
  CONSTRAINT "User_pkey" PRIMARY KEY (id) INCLUDE ("firstName"),
  CONSTRAINT "User_mail" UNIQUE (mail) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT positive CHECK (amount > 0 AND (ratio IS NULL OR ratio <> 1) AND level IN ('low', 'mid dle')) NO INHERIT,
  CONSTRAINT later CHECK (born > '2000-01-01' AND "firstName" NOT LIKE '%x') NOT VALID,
  CONSTRAINT apart EXCLUDE USING gist (id WITH =, during WITH &&) WHERE (amount > 5)
) WITH (fillfactor = 90, toast.autovacuum_enabled = false);
CREATE INDEX ON app."User" (lower("firstName") text_pattern_ops DESC NULLS LAST, level) WHERE level <> 'low' AND amount BETWEEN 1 AND 2;
CREATE UNIQUE INDEX by_date ON app."User" ((born + 1), extract(day FROM lag));
CREATE INDEX search ON app."User" USING gin (to_tsvector('english', "firstName"), body jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX near ON app."User" USING gist (pos, during);
CREATE INDEX blocks ON app."User" USING brin (born) WITH (pages_per_range = 32);
CREATE STATISTICS app.linked (ndistinct, dependencies) ON born, level FROM app."User";
ALTER TABLE app."User" ALTER "firstName" SET STORAGE EXTERNAL, ALTER "firstName" SET STATISTICS 200, ALTER born SET (n_distinct = -0.5);

CREATE TABLE app.parent (id integer NOT NULL, v text DEFAULT 'p', CONSTRAINT v_set CHECK (v <> ''));
CREATE TABLE app.child (extra integer NOT NULL) INHERITS (app.parent);
ALTER TABLE app.child ALTER v SET DEFAULT 'c';

CREATE TABLE app.event (id bigint NOT NULL, kind app.level NOT NULL, at date NOT NULL, user_id bigint, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE app.event_a PARTITION OF app.event FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE app.event_b PARTITION OF app.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY RANGE (at);
CREATE TABLE app.event_b1 PARTITION OF app.event_b FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
CREATE TABLE app.sorted (kind app.level) PARTITION BY LIST (kind);
CREATE TABLE app.sorted_a PARTITION OF app.sorted FOR VALUES IN ('low', 'it''s high');
CREATE TABLE app.event_c PARTITION OF app.event DEFAULT;
ALTER TABLE app.event ADD CONSTRAINT event_user FOREIGN KEY (user_id) REFERENCES app."User" ON UPDATE CASCADE ON DELETE SET NULL;
CREATE INDEX event_kind ON app.event (kind, at DESC);
CREATE INDEX only_here ON app.event_a (user_id);
CREATE TABLE app.mention (event_id bigint, event_at date, note text, FOREIGN KEY (event_id, event_at) REFERENCES app.event MATCH FULL ON DELETE CASCADE DEFERRABLE);
CREATE TABLE app.bucket (k integer, v text) PARTITION BY HASH (k);
CREATE TABLE app.bucket_0 PARTITION OF app.bucket FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.tree (id serial PRIMARY KEY, up integer REFERENCES app.tree);
CREATE UNLOGGED TABLE app.cache (k text PRIMARY KEY, v jsonb);
ALTER TABLE app.cache REPLICA IDENTITY USING INDEX cache_pkey;

CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO app, pg_temp AS $x$
BEGIN NEW.v := now(); RETURN NEW; END $x$;
CREATE FUNCTION app.add(a integer, b integer DEFAULT 2, VARIADIC rest integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'SELECT a + b';
CREATE FUNCTION app.list(app.level, OUT id bigint, OUT name text) RETURNS SETOF record LANGUAGE sql STABLE ROWS 10 AS 'SELECT id, "firstName" FROM app."User" WHERE level = $1';
CREATE FUNCTION app.pick(u app."User") RETURNS app.pair LANGUAGE sql AS $$ SELECT NULL::app.pair $$;
CREATE FUNCTION app.rows() RETURNS TABLE (k text, v jsonb) LANGUAGE sql AS 'SELECT k, v FROM app.cache';
CREATE PROCEDURE app.clear(INOUT n integer DEFAULT 0) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM app.cache; END $$;
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
CREATE TRIGGER stamped BEFORE INSERT OR UPDATE OF v, k ON app.cache FOR EACH ROW WHEN (NEW.v IS NOT NULL AND NEW.k NOT IN ('a', 'b')) EXECUTE FUNCTION app.stamp();
CREATE TRIGGER each_event AFTER INSERT ON app.event FOR EACH ROW EXECUTE FUNCTION app.stamp();
CREATE TRIGGER all_at_once AFTER UPDATE ON app.cache REFERENCING NEW TABLE AS after OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION app.stamp();
CREATE CONSTRAINT TRIGGER at_end AFTER DELETE ON app.mention DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.stamp();
ALTER TABLE app.cache DISABLE TRIGGER all_at_once;
ALTER TABLE app.cache ENABLE ALWAYS TRIGGER stamped;

CREATE VIEW app.plain AS SELECT id, "firstName" AS name, level FROM app."User" WHERE level IN ('low', 'mid dle');
CREATE VIEW app.joined WITH (security_barrier) AS
  SELECT u.id, p.name, count(*) FILTER (WHERE e.kind = 'low') AS low, row_number() OVER (PARTITION BY u.level ORDER BY u.born DESC) AS place
  FROM app."User" u JOIN app.plain p USING (id) LEFT JOIN LATERAL (SELECT * FROM app.event e WHERE e.user_id = u.id LIMIT 5) e ON true
  WHERE EXISTS (SELECT 1 FROM app.mention m WHERE m.event_id = e.id) AND u.during @> now()
  GROUP BY u.id, p.name, u.level, u.born HAVING count(*) > 1 ORDER BY 2 NULLS FIRST;
CREATE VIEW app.nested AS WITH RECURSIVE t(id, depth) AS (
  SELECT id, 0 FROM app.tree WHERE up IS NULL UNION ALL SELECT c.id, t.depth + 1 FROM app.tree c JOIN t ON c.up = t.id) SELECT * FROM t;
CREATE VIEW app.parts AS SELECT extract(year FROM born) AS year, CASE level WHEN 'low' THEN 1 ELSE 2 END AS n, body #>> '{a,0}' AS first,
  substring("firstName" FROM 1 FOR 3) AS short, position('a' IN "firstName") AS a, "firstName" SIMILAR TO 'a%' AS sim, at AT TIME ZONE 'UTC' AS utc,
  "firstName" || 'x' COLLATE "C" AS y, (tags)[1] AS tag, ROW(1, 'a') = ROW(2, 'b') AS r, overlay("firstName" PLACING 'z' FROM 1) AS o, trim(both 'x' FROM "firstName") AS t
  FROM app."User";
CREATE VIEW app.united AS SELECT id, v FROM ONLY app.parent UNION SELECT id, v FROM app.child EXCEPT SELECT 1, 'x' INTERSECT (VALUES (2, 'y'), (3, 'z'));
CREATE MATERIALIZED VIEW app.summary AS SELECT level, sum(amount) AS total FROM app."User" GROUP BY GROUPING SETS ((level), ()) WITH NO DATA;
CREATE UNIQUE INDEX ON app.summary (level);
CREATE RULE redirect AS ON INSERT TO app.plain DO INSTEAD INSERT INTO app.cache (k) VALUES (NEW.name) RETURNING 1::bigint, k, 'low'::app.level;
CREATE RULE tell AS ON UPDATE TO app.cache WHERE OLD.k <> NEW.k DO ALSO DELETE FROM app.tree WHERE id = 1;

ALTER TABLE app.cache ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON app.cache AS RESTRICTIVE FOR UPDATE TO gate_clerk, gate_auditor USING (k = current_setting('app.user', true)) WITH CHECK (k IN (SELECT name FROM app.plain));
CREATE SEQUENCE app.numbers AS smallint INCREMENT -2 MINVALUE -100 MAXVALUE -1 START -1 CYCLE OWNED BY app.cache.v;
COMMENT ON TABLE app."User" IS 'who'; COMMENT ON COLUMN app."User".id IS 'key'; COMMENT ON VIEW app.plain IS 'few'; COMMENT ON COLUMN app.plain.name IS 'n';
COMMENT ON INDEX app.search IS 'i'; COMMENT ON CONSTRAINT positive ON app."User" IS 'c'; COMMENT ON FUNCTION app.add(integer, integer, integer[]) IS 'f';
COMMENT ON TYPE app.level IS 't'; COMMENT ON TRIGGER stamped ON app.cache IS 'g'; COMMENT ON POLICY mine ON app.cache IS 'p'; COMMENT ON SCHEMA app IS 's';
GRANT ALL ON app."User" TO gate_clerk; GRANT SELECT (id), UPDATE (level) ON app."User" TO gate_auditor WITH GRANT OPTION; GRANT USAGE ON SCHEMA app TO PUBLIC;
REVOKE ALL ON FUNCTION app.add(integer, integer, integer[]) FROM PUBLIC; GRANT USAGE ON SEQUENCE app.numbers TO gate_clerk;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT ALL ON TABLES TO gate_clerk; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER TABLE app.tree OWNER TO gate_auditor;
CREATE PUBLICATION feed FOR TABLE app."User", app.tree WITH (publish = 'insert, update');
`;

const migrated = useEmbeddedBase(schemas, everyKind);

test.each<Major>([13, 15, 16, 18])('PostgreSQL %i with the same schema has no drift', async (major) => {
  const server = await startPostgres(major);
  await execute(server.url, roles);
  const url = await createDatabase(server, `${base}${everyKind}`);
  const target = await PgConnection.connect(new pg.Client({ connectionString: url }));
  try {
    const actual = await readCatalog(target, { schemas });
    expect(
      compareCatalogs(migrated.expected, await reprint(actual, migrated.expected, migrated.connection), everything),
    ).toEqual([]);
  } finally {
    await target.end();
  }
});
