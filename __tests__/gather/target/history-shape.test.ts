import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log';
import { readTarget } from '../../../src/gather/target/read-target';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';

const columns = `id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0`;
const row = `('1', 'abc', now(), '20250101000000_init', 'log', NULL, now(), 1)`;

/** Code of the database, whose call would show in the problem. */
const trap = `
CREATE FUNCTION trap(value text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the trap was called'; END $$;
CREATE FUNCTION trap_all() RETURNS SETOF real_history LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the trap was called'; END $$;`;

async function problemOf(major: Major, sql: string): Promise<string | null> {
  const url = await createDatabase(await startPostgres(major), sql);
  const options = { schemas: (schema: string) => [schema], readCatalog };
  const { problem } = await readTarget({ name: 'database', url }, options, silentLog);
  return problem;
}

const real = `CREATE TABLE real_history (${columns}); INSERT INTO real_history VALUES ${row};${trap}`;

/** What calls code of the database, or asks another server, when it is read. */
const traps: Readonly<Record<string, readonly [sql: string, says: RegExp]>> = {
  'a view': [`CREATE VIEW _prisma_migrations AS SELECT * FROM trap_all()`, /is a view/],
  'a materialised view': [
    `CREATE MATERIALIZED VIEW _prisma_migrations AS SELECT * FROM real_history`,
    /is a materialized view/,
  ],
  'a foreign table': [
    `CREATE EXTENSION postgres_fdw; CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
     CREATE FOREIGN TABLE _prisma_migrations (${columns.replace('PRIMARY KEY', '')}) SERVER other`,
    /is a foreign table/,
  ],
  'an heir that is a foreign table': [
    `CREATE TABLE _prisma_migrations (${columns}); CREATE EXTENSION postgres_fdw;
     CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
     CREATE FOREIGN TABLE heir () INHERITS (_prisma_migrations) SERVER other`,
    /"public"\."heir", .* is a foreign table/,
  ],
  'a column of a domain': [
    `CREATE DOMAIN name_text AS text CHECK (trap(VALUE) IS NULL);
     CREATE TABLE _prisma_migrations (${columns.replace('logs text', 'logs name_text')})`,
    /column "logs" .* type public\.name_text /,
  ],
  'a column of a type of the database': [
    `CREATE TYPE mood AS ENUM ('ok');
     CREATE TABLE _prisma_migrations (${columns.replace('logs text', 'logs mood')})`,
    /column "logs" .* type public\.mood /,
  ],
  'an index whose expression is worked out by the planner': [
    `CREATE TABLE _prisma_migrations (${columns}); CREATE FUNCTION constant(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
       IF current_setting('transaction_read_only')::boolean THEN RAISE EXCEPTION 'the trap was called'; END IF; RETURN value; END $$;
     CREATE INDEX ON _prisma_migrations ((constant('x') || id))`,
    /"public"\."_prisma_migrations" has an index, .* that calls code of the database/,
  ],
  'a generated column': [
    `CREATE TABLE _prisma_migrations (${columns.replace('logs text', `logs text GENERATED ALWAYS AS (lower(migration_name)) STORED`)})`,
    /column "logs" .* is generated/,
  ],
};

describe.each<Major>([13, 18])('PostgreSQL %i reads nothing of a history that is', (major) => {
  test.each(Object.entries(traps))('%s', async (_, [sql, says]) => {
    const problem = await problemOf(major, `${real}${sql}`);
    expect(problem).toMatch(says);
    expect(problem).toMatch(/The history is not read/);
    expect(problem).not.toContain('\n');
  });

  test('a partition that is a foreign table', async () => {
    const problem = await problemOf(
      major,
      `CREATE TABLE _prisma_migrations (${columns.replace('PRIMARY KEY', '')}) PARTITION BY HASH (id);
       CREATE EXTENSION postgres_fdw; CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
       CREATE FOREIGN TABLE part PARTITION OF _prisma_migrations FOR VALUES WITH (MODULUS 1, REMAINDER 0) SERVER other`,
    );
    expect(problem).toMatch(/"public"\."part", .* is a foreign table/);
  });
});

test('a table that is replaced by a view while it is read waits', async () => {
  const url = await createDatabase(await startPostgres(18), `CREATE TABLE _prisma_migrations (${columns})`);
  let replacing: Promise<unknown> = Promise.resolve();
  const { problem } = await readTarget(
    { name: 'database', url },
    {
      schemas: (schema) => [schema],
      // After the history was looked at, and before the end of the transaction.
      readCatalog: async (connection, options) => {
        replacing = execute(url, `SET lock_timeout = 200; ALTER TABLE _prisma_migrations RENAME TO gone`);
        await expect(replacing).rejects.toThrow(/lock timeout/);
        return readCatalog(connection, options);
      },
    },
    silentLog,
  );
  expect(problem).toBeNull();
});

describe('read as it is', () => {
  test.each([
    [
      'partitioned',
      `CREATE TABLE _prisma_migrations (${columns.replace('PRIMARY KEY', '')}) PARTITION BY HASH (id);
      CREATE TABLE part PARTITION OF _prisma_migrations FOR VALUES WITH (MODULUS 1, REMAINDER 0)`,
    ],
    [
      'with a rule and a trigger',
      `CREATE TABLE _prisma_migrations (${columns}); CREATE TABLE other (id text);
      CREATE RULE log AS ON INSERT TO _prisma_migrations DO ALSO INSERT INTO other VALUES (NEW.id)`,
    ],
    [
      'with other built-in types',
      `CREATE TABLE _prisma_migrations (${columns.replace('id varchar(36)', 'id uuid').replace('integer', 'bigint')})`,
    ],
  ])('%s', async (_, sql) => {
    const url = await createDatabase(await startPostgres(18), sql);
    await execute(
      url,
      `INSERT INTO _prisma_migrations VALUES ${row.replace("'1'", "'00000000-0000-0000-0000-000000000001'")}`,
    );
    const { snapshot, problem } = await readTarget(
      { name: 'database', url },
      { schemas: (schema) => [schema], readCatalog },
      silentLog,
    );
    expect(problem).toBeNull();
    expect(snapshot?.history).toMatchObject([{ name: '20250101000000_init' }]);
  });
});
