import { describe, expect, test } from 'vitest';
import { parseStatements } from '../../../src/postgres/sql/parse';
import { mayReachOutside, reachOf } from '../../../src/postgres/sql/reaches-outside';

async function look(sql: string): Promise<string[]> {
  const { statements, error } = await parseStatements(sql);
  expect(error).toBeNull();
  return statements.flatMap((statement) => {
    const reach = reachOf(statement);
    return reach === null ? [] : [`${reach.outside}: ${reach.by}`];
  });
}

const reaching: readonly (readonly [sql: string, found: string])[] = [
  [`COPY t FROM PROGRAM 'id'`, 'programs: COPY … FROM PROGRAM'],
  [`COPY (SELECT 1) TO PROGRAM 'curl x'`, 'programs: COPY … TO PROGRAM'],
  [`COPY t FROM '/etc/passwd'`, 'files: COPY … FROM a file'],
  [`COPY t TO '/tmp/x' WITH (FORMAT csv)`, 'files: COPY … TO a file'],
  [`LOAD 'auto_explain'`, 'files: LOAD'],
  [`SELECT lo_import('/etc/passwd')`, 'files: lo_import()'],
  [`SELECT pg_catalog.pg_read_file('x')`, 'files: pg_read_file()'],
  [`CREATE VIEW v AS SELECT * FROM pg_ls_dir('/') d`, 'files: pg_ls_dir()'],
  [`ALTER TABLE t ADD c text DEFAULT pg_read_file('x')`, 'files: pg_read_file()'],
  [`CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x', 'y'`, 'files: LANGUAGE c'],
  [`CREATE FUNCTION f() RETURNS int LANGUAGE 'plpython3u' AS 'return 1'`, 'programs: LANGUAGE plpython3u'],
  [`CREATE TABLESPACE s LOCATION '/x'`, 'files: CREATE TABLESPACE'],
  ['CREATE EXTENSION IF NOT EXISTS file_fdw', 'files: the extension file_fdw'],
  ['CREATE EXTENSION dblink', 'servers: the extension dblink'],
  ['CREATE EXTENSION "postgres_fdw"', 'servers: the extension postgres_fdw'],
  ['CREATE EXTENSION plperlu', 'programs: the extension plperlu'],
  [`CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p`, 'servers: CREATE SUBSCRIPTION'],
  [`CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h')`, 'servers: CREATE SERVER'],
  [`CREATE USER MAPPING FOR u SERVER s`, 'servers: CREATE USER MAPPING'],
  [`CREATE FOREIGN TABLE f (a int) SERVER s`, 'servers: CREATE FOREIGN TABLE'],
  [`IMPORT FOREIGN SCHEMA public FROM SERVER s INTO x`, 'servers: IMPORT FOREIGN SCHEMA'],
  [`SELECT * FROM dblink('x', 'SELECT 1') AS t(a int)`, 'servers: dblink()'],
  [`INSERT INTO t SELECT public.dblink_exec('x', 'y')`, 'servers: dblink_exec()'],
  ['DROP DATABASE other', 'databases: DROP DATABASE'],
  ['CREATE DATABASE other', 'databases: CREATE DATABASE'],
  ['ALTER DATABASE a RENAME TO b', 'databases: ALTER DATABASE … RENAME'],
  ['SELECT pg_terminate_backend(pid) FROM pg_stat_activity', 'sessions: pg_terminate_backend()'],
  [`ALTER SYSTEM SET work_mem = '1GB'`, 'settings: ALTER SYSTEM'],
  ['SELECT pg_reload_conf()', 'settings: pg_reload_conf()'],
  [`SELECT pg_create_logical_replication_slot('s', 'x')`, 'settings: pg_create_logical_replication_slot()'],
  [`SELECT pg_drop_replication_slot('s')`, 'settings: pg_drop_replication_slot()'],
  ['SET allow_system_table_mods = on', 'settings: SET allow_system_table_mods'],
  ['CREATE ROLE r SUPERUSER', 'powers: SUPERUSER'],
  ['ALTER USER r WITH LOGIN SUPERUSER', 'powers: SUPERUSER'],
  ['CREATE ROLE r REPLICATION', 'powers: REPLICATION'],
  ['GRANT pg_execute_server_program TO r', 'powers: membership of pg_execute_server_program'],
  [
    `CREATE OR REPLACE FUNCTION pg_catalog.format_type(oid, integer) RETURNS text LANGUAGE sql AS 'SELECT 1'`,
    'catalogs: a change of pg_catalog.format_type',
  ],
  [`ALTER FUNCTION pg_catalog.abs(integer) RENAME TO x`, 'catalogs: a change of pg_catalog.abs'],
  [`ALTER FUNCTION pg_catalog.abs(integer) SET search_path = x`, 'catalogs: a change of pg_catalog.abs'],
  [`DROP FUNCTION pg_catalog.abs(integer)`, 'catalogs: a change of pg_catalog.abs'],
  [`CREATE OPERATOR pg_catalog.= (LEFTARG = int, RIGHTARG = text, FUNCTION = f)`, 'catalogs: a change of pg_catalog.='],
  [`CREATE VIEW information_schema.x AS SELECT 1`, 'catalogs: a change of information_schema.x'],
  [`CREATE TABLE pg_catalog.x (a int)`, 'catalogs: a change of pg_catalog.x'],
  [`CREATE TYPE pg_catalog.x AS ENUM ('a')`, 'catalogs: a change of pg_catalog.x'],
  [`CREATE AGGREGATE pg_catalog.x (int) (SFUNC = f, STYPE = int)`, 'catalogs: a change of pg_catalog.x'],
  [`DROP VIEW pg_catalog.pg_roles`, 'catalogs: a change of pg_catalog.pg_roles'],
  [`ALTER TABLE t SET SCHEMA pg_catalog`, 'catalogs: a change of pg_catalog'],
  [`CREATE RULE r AS ON INSERT TO pg_catalog.pg_user DO INSTEAD NOTHING`, 'catalogs: a change of pg_catalog.pg_user'],
  [`UPDATE pg_enum SET enumlabel = 'x' WHERE enumlabel = 'y'`, 'catalogs: a change of pg_catalog.pg_enum'],
  [`DELETE FROM pg_catalog.pg_depend`, 'catalogs: a change of pg_catalog.pg_depend'],
  [
    `WITH x AS (INSERT INTO pg_class SELECT * FROM pg_class RETURNING 1) SELECT * FROM x`,
    'catalogs: a change of pg_catalog.pg_class',
  ],
  [`TRUNCATE pg_catalog.pg_statistic`, 'catalogs: a change of pg_catalog.pg_statistic'],
  [`COPY pg_attribute FROM stdin`, 'catalogs: a change of pg_catalog.pg_attribute'],
  [`DO $$ BEGIN COPY t FROM PROGRAM 'id'; END $$`, 'programs: COPY … PROGRAM'],
  [`DO $$ BEGIN PERFORM dblink_connect('x'); END $$`, 'servers: dblink_connect()'],
  [`CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT pg_read_file('x') $$`, 'files: pg_read_file()'],
  [`CREATE FUNCTION f() RETURNS text BEGIN ATOMIC SELECT pg_read_file('x'); END`, 'files: pg_read_file()'],
];

/** What looks like it, and what ordinary histories and dumps say. */
const inside: readonly string[] = [
  `SELECT pg_catalog.set_config('search_path', '', false)`,
  'COPY t FROM stdin',
  'COPY t TO stdout',
  'COPY pg_class TO stdout',
  `ALTER DATABASE shop SET timezone TO 'UTC'`,
  'ALTER DATABASE shop OWNER TO app',
  `ALTER ROLE app SET search_path = app`,
  'CREATE ROLE app LOGIN NOSUPERUSER NOREPLICATION CREATEDB',
  'ALTER ROLE app NOSUPERUSER',
  'GRANT app TO other',
  'GRANT pg_monitor TO app',
  'REVOKE pg_read_server_files FROM app',
  'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA pg_catalog',
  'CREATE EXTENSION pg_trgm; CREATE EXTENSION pg_net; CREATE EXTENSION pg_cron; CREATE EXTENSION plpgsql SCHEMA pg_catalog',
  `COMMENT ON EXTENSION dblink IS 'x'`,
  `COMMENT ON FUNCTION pg_catalog.abs(integer) IS 'x'`,
  'REVOKE ALL ON FUNCTION pg_catalog.pg_read_file(text) FROM PUBLIC',
  'DROP EXTENSION dblink; DROP SERVER s',
  'CREATE PUBLICATION p FOR ALL TABLES',
  `SELECT pg_advisory_lock(1), pg_notify('a', 'b'), pg_sleep(1), pg_backend_pid()`,
  `SELECT lo_create(0), lo_unlink(1)`,
  'SELECT * FROM pg_class c JOIN pg_catalog.pg_namespace n ON true',
  'CREATE VIEW v AS SELECT * FROM pg_catalog.pg_roles',
  'CREATE TABLE pg_stuff (a int); UPDATE pg_stuff SET a = 1; DROP TABLE pg_stuff',
  'CREATE TABLE public.pg_class (a int)',
  `CREATE FUNCTION format_type(oid, integer) RETURNS text LANGUAGE sql AS 'SELECT 1'`,
  `CREATE FUNCTION f() RETURNS int LANGUAGE plv8 AS 'return 1'`,
  'CREATE OPERATOR public.= (LEFTARG = a, RIGHTARG = b, FUNCTION = f)',
  'CREATE CAST (text AS pg_catalog.jsonb) WITH INOUT',
  'CREATE INDEX i ON t USING gin (a pg_catalog.jsonb_path_ops)',
  'CREATE TABLE t (a pg_catalog.int4, b "pg_catalog"."text" DEFAULT pg_catalog.now()::text)',
  'ALTER TABLE t ALTER a TYPE pg_catalog.int8',
  'CREATE DOMAIN d AS pg_catalog.text',
  `CREATE TRIGGER t BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()`,
  'SET session_replication_role = replica; RESET allow_system_table_mods',
  `UPDATE t SET a = 'pg_read_file(x)'`,
  `DO $$ BEGIN
     -- pg_read_file('x'), and COPY t FROM PROGRAM 'x'
     PERFORM 1 FROM pg_type WHERE typname = 'role'; EXECUTE 'ALTER DATABASE ' || current_database() || ' SET x.y = 1'; END $$`,
  `DO $$ BEGIN CREATE TYPE s AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$`,
  'INSERT INTO server (load, program) VALUES (1, 2)',
  'SELECT myschema.pg_read_file(1)',
];

describe('what a statement reaches outside its database', () => {
  test.each(reaching)('%s', async (sql, found) => {
    expect(await look(sql)).toEqual([found]);
    expect(sql).toMatch(mayReachOutside);
  });

  test.each(inside)('nothing: %s', async (sql) => {
    expect(await look(sql)).toEqual([]);
  });
});
