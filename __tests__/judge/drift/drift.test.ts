import { describe, expect, test } from 'vitest';
import { type DriftFacts, driftOf } from '../../../src/judge/drift/drift';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { useEmbeddedBase } from './embedded-base';

const schemas = ['*'];
const migrated = useEmbeddedBase(schemas);

async function drift(
  sql: string,
  changes: {
    settings?: Partial<DriftFacts['settings']>;
    expected?: Catalog | null;
    schema?: Catalog;
    migrations?: string[];
    external?: string[];
    /** Of schema.prisma. */
    text?: string;
  } = {},
) {
  const actual = await migrated.after(sql);
  const catalog = changes.expected === undefined ? migrated.expected : changes.expected;
  const [found, ...others] = driftOf({
    settings: { exclude: [], rules: {}, columnOrder: false, ...changes.settings },
    repository: {
      config: { path: 'prisma.config.ts', externalTables: changes.external ?? [], externalEnums: [], notLiteral: [] },
      schemaFiles: [{ path: 'schema.prisma', text: changes.text ?? '' }],
    },
    replay: {
      expected: new Map([['production', { migrations: changes.migrations ?? ['1_init'], catalog, failure: null }]]),
      schema: changes.schema ?? null,
    },
    actual: new Map([['production', actual]]),
  });
  expect(others).toEqual([]);
  return (
    found && {
      ...found,
      differences: found.differences.map(({ change, kind, object }) => `${change} ${kind} ${object}`),
    }
  );
}

describe('what is compared', () => {
  test('comments, privileges and column order only when asked for', async () => {
    const sql = `COMMENT ON TABLE ticket IS 'x'; GRANT SELECT ON ticket TO gate_clerk; ALTER TABLE "Order" OWNER TO gate_clerk;
      ALTER TABLE "Order" DROP total; ALTER TABLE "Order" ADD total integer`;
    expect(await drift(sql.replace(/ALTER TABLE "Order" DROP.*/s, ''))).toMatchObject({ differences: [], excluded: 0 });
    expect(
      await drift(sql.replace(/ALTER TABLE "Order" DROP.*/s, ''), {
        settings: { rules: { 'drift/comment': 'notice', 'drift/privilege': 'warning' } },
      }),
    ).toMatchObject({
      differences: [
        'unexpected comment public.ticket',
        'changed privilege public.Order',
        'unexpected privilege public.ticket',
      ],
    });
  });

  test('a database without a replay or a schema to compare with is left out', async () => {
    expect(await drift('SELECT 1', { expected: null })).toBeUndefined();
  });
});

describe('exclude', () => {
  const sql = `DROP INDEX "Customer_email_idx"; ALTER TABLE "Customer" ADD extra text; CREATE TABLE audit_log (id serial PRIMARY KEY);
    ALTER TABLE "Order" DROP CONSTRAINT "Order_customer_fkey"; CREATE RULE r AS ON DELETE TO "Order" DO INSTEAD NOTHING`;
  const all = [
    'unexpected table public.audit_log',
    'unexpected column public.Customer.extra',
    'missing index public.Customer_email_idx',
    'missing constraint public.Order.Order_customer_fkey',
    'unexpected trigger public.Order.r',
  ];

  test.each([
    ['*', 'public.Customer*', [0, 3, 4]],
    ['table', 'public.Customer', [0, 3, 4]],
    ['column', 'public.Customer', [0, 1, 2, 3, 4]],
    ['index', 'public.*', [0, 1, 3, 4]],
    ['foreign-key', '*', [0, 1, 2, 4]],
    ['table', 'public.audit_*', [1, 2, 3, 4]],
    ['trigger', '**', [0, 1, 2, 3]],
    ['*', '*', []],
    ['*', 'public.CUSTOMER*', [0, 1, 2, 3, 4]],
  ])('%s %s', async (kind, object, left) => {
    const found = await drift(sql, { settings: { exclude: [{ kind, object, reason: 'r' }] } });
    expect(found).toMatchObject({ differences: left.map((i) => all[i]), excluded: all.length - left.length });
  });
});

describe('bookkeeping of platforms and other tools', () => {
  test.each([
    'CREATE TABLE spatial_ref_sys (srid integer PRIMARY KEY, auth_name text)',
    'CREATE TABLE schema_migrations (version text PRIMARY KEY); CREATE TABLE ar_internal_metadata (key text)',
    'CREATE TABLE knex_migrations (id serial PRIMARY KEY); CREATE TABLE knex_migrations_lock (index serial)',
    'CREATE SCHEMA hdb_catalog; CREATE TABLE hdb_catalog.hdb_metadata (id integer PRIMARY KEY, CHECK (id > 0)); CREATE INDEX ON hdb_catalog.hdb_metadata (id)',
    `CREATE SCHEMA hdb_catalog; CREATE FUNCTION hdb_catalog.notify() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
     CREATE TRIGGER notify_hasura_order AFTER INSERT ON "Order" FOR EACH ROW EXECUTE FUNCTION hdb_catalog.notify()`,
    'CREATE PUBLICATION supabase_realtime FOR TABLE "Order"',
    'CREATE SCHEMA extensions; CREATE EXTENSION fuzzystrmatch SCHEMA extensions',
    'CREATE SCHEMA extensions; ALTER EXTENSION citext SET SCHEMA extensions; ALTER EXTENSION pg_trgm SET SCHEMA extensions',
    `CREATE ROLE supabase_auth_admin; CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY); CREATE TYPE auth.aal AS ENUM ('1');
     ALTER TABLE auth.users OWNER TO supabase_auth_admin; ALTER TYPE auth.aal OWNER TO supabase_auth_admin`,
    'CREATE SCHEMA tiger_data; CREATE TABLE tiger_data.fl_place (id integer); CREATE SCHEMA topology; CREATE TABLE topology.layer (id serial)',
    `CREATE SCHEMA pgmq; CREATE TABLE pgmq.q_mail (msg_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, message jsonb);
     CREATE TABLE pgmq.a_mail (LIKE pgmq.q_mail); CREATE INDEX ON pgmq.a_mail (msg_id)`,
    `CREATE SCHEMA datadog; CREATE FUNCTION datadog.explain_statement(text) RETURNS json LANGUAGE sql AS $$ SELECT '{}'::json $$`,
    `CREATE SCHEMA _heroku; CREATE FUNCTION _heroku.validate() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
     CREATE EVENT TRIGGER validate_extension ON ddl_command_end EXECUTE FUNCTION _heroku.validate()`,
    'CREATE SCHEMA _timescaledb_internal; CREATE TABLE _timescaledb_internal._hyper_1_1_chunk (at date)',
    'CREATE SCHEMA partman; CREATE TABLE partman.part_config (parent_table text PRIMARY KEY)',
    'CREATE SCHEMA cron; CREATE TABLE cron.job (jobid bigserial PRIMARY KEY)',
    'CREATE SCHEMA neon_auth; CREATE TABLE neon_auth.users_sync (id text PRIMARY KEY)',
    'CREATE TABLE flyway_schema_history (id integer PRIMARY KEY); CREATE TABLE databasechangeloglock (id integer); CREATE TABLE "SequelizeMeta" (name text)',
    `CREATE ROLE rdsadmin; CREATE ROLE azuresu; CREATE ROLE cloudsqladmin; CREATE TABLE rds (id integer); ALTER TABLE rds OWNER TO rdsadmin;
     CREATE TABLE azure (id integer); ALTER TABLE azure OWNER TO azuresu; CREATE VIEW google AS SELECT 1 AS a; ALTER VIEW google OWNER TO cloudsqladmin`,
    'CREATE SCHEMA pgboss; CREATE TABLE pgboss.job (id uuid, at date) PARTITION BY LIST (at); CREATE TABLE pgboss.j1 PARTITION OF pgboss.job DEFAULT',
  ])('%s', async (sql) => {
    const found = await drift(sql);
    expect(found?.differences).toEqual([]);
    expect(found?.excluded).toBeGreaterThan(0);
  });

  test.each([
    // The same names, but not theirs, or not theirs alone.
    ['CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid)', 'unexpected table auth.users'],
    ['CREATE SCHEMA topology; CREATE TABLE topology.node (id integer)', 'unexpected table topology.node'],
    ['CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION on_ddl()', 'unexpected trigger mine'],
    ['CREATE TABLE migrations (id integer)', 'unexpected table public.migrations'],
    ['CREATE PUBLICATION mine FOR TABLE "Order"', 'unexpected table mine'],
    ['CREATE EXTENSION fuzzystrmatch', 'unexpected extension fuzzystrmatch'],
    ['CREATE SCHEMA extensions; DROP EXTENSION unaccent', 'missing extension unaccent'],
  ])('not %s', async (sql, difference) => {
    expect(await drift(sql)).toMatchObject({ differences: [difference], excluded: 0 });
  });

  test('what the migrations make is never left out for its name', async () => {
    const before = await migrated.after('CREATE SCHEMA pgboss; CREATE TABLE pgboss.job (id uuid)');
    expect(await drift('SELECT 1', { expected: before })).toMatchObject({ differences: ['missing table pgboss'] });
  });
});

describe('against schema.prisma, the weaker check', () => {
  const apart = `DROP VIEW open_customer; DROP INDEX "Customer_lower"; ALTER TABLE "Customer" DROP CONSTRAINT score_positive;
    ALTER TABLE ticket DISABLE ROW LEVEL SECURITY; DROP TRIGGER customer_touch ON "Customer"; ALTER SEQUENCE invoice_number CYCLE;
    ALTER TABLE "Customer" ALTER note SET STORAGE EXTERNAL; ALTER TABLE "Order" ALTER CONSTRAINT "Order_customer_fkey" DEFERRABLE;
    DROP TABLE event CASCADE`;

  test('only what a schema can say', async () => {
    expect(await drift(apart, { expected: null, schema: migrated.expected })).toMatchObject({
      against: 'schema',
      differences: ['missing table public.event'],
    });
    const seen = `DROP INDEX "Customer_email_idx"; ALTER TABLE "Customer" ALTER email DROP DEFAULT, DROP COLUMN data;
      ALTER TABLE "Order" DROP CONSTRAINT "Order_customer_fkey"; ALTER TYPE "Status" ADD VALUE 'lost'; CREATE TABLE extra (id integer)`;
    expect((await drift(seen, { expected: null, schema: migrated.expected }))?.differences).toEqual([
      'unexpected table public.extra',
      'missing column public.Customer.data',
      'changed column public.Customer.email',
      'missing index public.Customer_email_idx',
      'missing constraint public.Order.Order_customer_fkey',
      'changed enum public.Status',
    ]);
  });

  test('columns are the same that Prisma takes for the same', async () => {
    const schema = await migrated.after(
      `ALTER TABLE "Customer" ADD at timestamptz(6), ADD tags text[], ADD whatever integer, ADD one integer DEFAULT 1, ADD later timestamptz(3)`,
    );
    const same = `ALTER TABLE "Customer" ADD at timestamptz, ADD tags text[] NOT NULL DEFAULT NULL, ADD whatever integer DEFAULT 4,
      ADD one integer DEFAULT '1', ADD later timestamptz(3)`;
    const text = 'model Customer {\n  whatever Int? @default(dbgenerated())\n}';
    expect((await drift(same, { expected: null, schema, text }))?.differences).toEqual([]);
    const other = `ALTER TABLE "Customer" ADD at timestamptz(3), ADD tags varchar[], ADD whatever integer DEFAULT 4, ADD one integer,
      ADD later timestamptz(3) NOT NULL`;
    expect((await drift(other, { expected: null, schema }))?.differences).toEqual(
      ['at', 'later', 'one', 'tags', 'whatever'].map((name) => `changed column public.Customer.${name}`),
    );
  });

  test('a model that stands for a view', async () => {
    const schema = await migrated.after('CREATE TABLE rank (id integer PRIMARY KEY)');
    const view = 'CREATE VIEW rank AS SELECT 1 AS id';
    expect((await drift(view, { expected: null, schema }))?.differences).toEqual([]);
  });

  test('a database that recorded no migration and has tables is compared with the schema', async () => {
    const empty: Catalog = { ...migrated.expected, objects: [] };
    const found = await drift('SELECT 1', { expected: empty, migrations: [], schema: migrated.expected });
    expect(found).toMatchObject({ against: 'schema', differences: [] });
  });

  test('what prisma.config leaves to others is left out', async () => {
    const found = await drift('CREATE TABLE extra (id integer)', {
      expected: null,
      schema: migrated.expected,
      external: ['public.extra'],
    });
    expect(found?.differences).toEqual([]);
  });
});
