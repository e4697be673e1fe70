import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log';
import { openScratch } from '../../../src/gather/scratch/open-scratch';
import { runChain } from '../../../src/gather/scratch/run-chain';
import type { ScratchServer } from '../../../src/gather/scratch/server';
import { migrationFile } from '../../support/migration-file';
import { plainSession } from '../../support/scratch';

/** What makes the server say something else about itself, and the object that the gate names for it. */
const changes: readonly (readonly [sql: string, named: string])[] = [
  [
    `CREATE OR REPLACE FUNCTION pg_catalog.format_type(oid, integer) RETURNS text LANGUAGE sql AS 'SELECT ''text'''`,
    'function format_type',
  ],
  [
    `CREATE FUNCTION pg_catalog.format_type(oid, bigint) RETURNS text LANGUAGE sql AS 'SELECT ''text'''`,
    'function format_type',
  ],
  [`ALTER FUNCTION pg_catalog.pg_get_viewdef(oid) RENAME TO other`, 'function pg_get_viewdef'],
  [`ALTER FUNCTION pg_catalog.pg_get_viewdef(oid) SET search_path = public`, 'function pg_get_viewdef'],
  [`UPDATE pg_proc SET prosrc = 'int4pl' WHERE proname = 'int4mi'`, 'function int4mi'],
  [`DELETE FROM pg_proc WHERE proname = 'pg_size_pretty'`, 'function pg_size_pretty'],
  [
    `CREATE FUNCTION f(oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
     CREATE OPERATOR pg_catalog.= (LEFTARG = oid, RIGHTARG = text, FUNCTION = f)`,
    'operator =',
  ],
  [`UPDATE pg_operator SET oprcode = 'int4pl'::regproc WHERE oprcode = 'int4mi'::regproc`, 'operator -'],
  [
    `CREATE OR REPLACE VIEW pg_catalog.pg_group AS SELECT rolname AS groname, oid AS grosysid, ARRAY(SELECT 1::oid) AS grolist FROM pg_authid`,
    'rule _RETURN',
  ],
  [`CREATE RULE r AS ON INSERT TO pg_catalog.pg_user DO INSTEAD NOTHING`, 'rule r'],
  [`CREATE VIEW information_schema.extra AS SELECT 1 AS a`, 'relation extra'],
  [
    `SET allow_system_table_mods = on; ALTER TABLE pg_catalog.pg_attrdef ENABLE ROW LEVEL SECURITY`,
    'relation pg_attrdef',
  ],
  [
    `CREATE FUNCTION f(boolean) RETURNS oid LANGUAGE sql AS 'SELECT 1::oid'; CREATE CAST (boolean AS oid) WITH FUNCTION f(boolean) AS IMPLICIT`,
    'a cast of built-in types',
  ],
];

/** What migrations do that changes nothing of it. */
const harmless: readonly string[] = [
  'REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC; GRANT SELECT ON pg_catalog.pg_authid TO PUBLIC',
  `COMMENT ON FUNCTION pg_catalog.pg_sleep(double precision) IS 'x'; COMMENT ON SCHEMA pg_catalog IS 'x'`,
  'DROP EXTENSION plpgsql; CREATE EXTENSION plpgsql; ANALYZE pg_catalog.pg_proc; REINDEX TABLE pg_catalog.pg_class',
  `CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION "uuid-ossp"; CREATE TYPE pair AS (a int, b text);
   CREATE DOMAIN amount AS numeric CHECK (VALUE > 0); CREATE FUNCTION to_pair(text) RETURNS pair LANGUAGE sql AS 'SELECT 1, $1';
   CREATE CAST (text AS pair) WITH FUNCTION to_pair(text); CREATE FUNCTION format_type(oid, bigint) RETURNS text LANGUAGE sql AS 'SELECT ''x''';
   CREATE VIEW v AS SELECT * FROM pg_catalog.pg_roles; CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING`,
];

describe.each(['embedded', 'local'] as const)('with scratch-trust: full on a scratch that is %s', (kind) => {
  let server: ScratchServer;
  beforeAll(() => {
    server = openScratch({ kind }, [], silentLog, 'full');
  });
  afterAll(() => server.close());

  async function run(sql: string, pending: boolean) {
    const { connection, close } = await server.session(plainSession);
    const files = [migrationFile('1', 'CREATE TABLE t (a int);'), migrationFile('2', `${sql};`)];
    const migrations = files.map(({ name }) => name);
    const outcome = await runChain({ states: [{ id: 'all', migrations }] }, connection, {
      schemas: ['public'],
      prismaVersion: '6.19.0',
      progress: () => {},
      everyCatalog: true,
      files: new Map(files.map((file) => [file.name, file])),
      trace: pending ? { list: migrations, from: 1 } : null,
      applied: new Set(pending ? [] : migrations),
      reached: async () => {},
    });
    await close();
    return outcome.states.get('all');
  }

  test.each(changes)('%s is noticed', async (sql, named) => {
    const state = await run(sql, true);
    expect(state?.catalog).toBeNull();
    expect(state?.failure).toMatchObject({ migration: '2', undetermined: expect.stringContaining(named) });
  });

  test('an applied one is named too, in words that tell what to do', async () => {
    const state = await run(changes[0]?.[0] ?? '', false);
    expect(state?.failure?.undetermined).toBe(
      "After 2: The server's own schema pg_catalog is not as it was before the migrations (function format_type), so that nothing it says about itself counts: take out of the migrations what changes it.",
    );
  });

  test.each(harmless)('%s is not', async (sql) => {
    expect((await run(sql, true))?.failure).toBeNull();
  });
});
