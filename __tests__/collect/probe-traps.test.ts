import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probesFor } from '../../src/collect/probes/probes-for';
import { runProbes } from '../../src/collect/probes/run-probes';
import type { ScratchSession } from '../../src/gather/scratch/server';
import { PgConnection } from '../../src/postgres/pg-connection';
import { lintFacts } from '../judge/safety/lint';
import { createDatabase, type Major, startPostgres } from '../support/postgres';
import { plainSession, useScratch } from '../support/scratch';

const scratch = useScratch('embedded');
let session: ScratchSession;
beforeAll(async () => {
  session = await scratch.server.session(plainSession);
});
afterAll(() => session.close());

async function ask(major: Major, schema: string, pending: string, database: string) {
  const url = await createDatabase(await startPostgres(major), `${trap}${database}`);
  const probes = probesFor(await lintFacts(session.connection, { before: schema, pending }));
  const connection = await PgConnection.connect(new Client({ connectionString: url }));
  try {
    return await runProbes(connection, probes, { database: 'production', maxCost: 100_000, timeoutMs: 5_000 });
  } finally {
    await connection.end();
  }
}

/** Code of the database, whose call shows as this SQLSTATE. */
const trap = `
CREATE FUNCTION trap(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
  IF current_setting('trap.armed', true) IS NULL AND current_setting('transaction_read_only')::boolean THEN
    RAISE EXCEPTION 'the trap was called' USING ERRCODE = 'TRAP1'; END IF;
  RETURN $1; END $$;`;
const user = 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "a" TEXT);';
const other = `CREATE EXTENSION postgres_fdw; CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');`;
const required = 'ALTER TABLE "User" ALTER COLUMN "a" SET NOT NULL;';
const role = `CREATE TYPE "Role" AS ENUM ('A', 'B'); CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "role" "Role");`;
const swap = `CREATE TYPE "Role_new" AS ENUM ('A'); ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
 ALTER TYPE "Role" RENAME TO "Role_old"; ALTER TYPE "Role_new" RENAME TO "Role"; DROP TYPE "Role_old";`;

interface Trap {
  readonly schema?: string;
  readonly pending?: string;
  readonly database: string;
  readonly says: RegExp;
}

const traps: Readonly<Record<string, Trap>> = {
  'a view': {
    database: `CREATE VIEW "User" AS SELECT 1 AS id, trap('x') AS a`,
    says: /"public"\."User" is a view/,
  },
  'a part that is a foreign table': {
    database: `${user}${other} CREATE FOREIGN TABLE heir () INHERITS ("User") SERVER other`,
    says: /"public"\."heir", .* is a foreign table/,
  },
  'a cast of the database from an enum': {
    schema: role,
    pending: swap,
    database: `${role} CREATE FUNCTION cast_role("Role") RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('x') $$;
      CREATE CAST ("Role" AS text) WITH FUNCTION cast_role("Role") AS ASSIGNMENT; INSERT INTO "User" VALUES (1, 'A')`,
    says: /column "role" .* type public\."Role" /,
  },
  'a column that is another type in the database': {
    schema: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "a" TEXT);',
    pending: 'CREATE UNIQUE INDEX u ON "User" ("a");',
    database: `CREATE TYPE pair AS (a text); CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "a" pair)`,
    says: /column "a" .* type public\.pair /,
  },
  'an index on an expression': {
    database: `${user} CREATE INDEX i ON "User" ((trap('x') || a))`,
    says: /"public"\."User" has an index, .* that calls code of the database/,
  },
  'a partial index': {
    database: `${user} CREATE INDEX i ON "User" (a) WHERE trap('x') = 'x'`,
    says: /"public"\."User" has an index, .* that calls code of the database/,
  },
  'the key of a partitioned table': {
    database: `CREATE TABLE "User" ("id" INTEGER, "a" TEXT) PARTITION BY LIST ((trap('x') || a))`,
    says: /"public"\."User" has an index, .* that calls code of the database/,
  },
};

describe.each<Major>([13, 18])('PostgreSQL %i: rows are not asked where the question would run code:', (major) => {
  test.each(Object.entries(traps))('%s', async (_, { schema = user, pending = required, database, says }) => {
    const results = await ask(major, schema, pending, database);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ verdict: 'not-determined', reason: expect.stringMatching(says) });
  });

  test('a condition of a part is not looked at', async () => {
    const heir = `CREATE TABLE heir (CHECK (trap('x') = 'x')) INHERITS ("User")`;
    expect(await ask(major, user, required, `${user}${heir}`)).toMatchObject([{ verdict: 'safe', reason: '' }]);
  });

  test('types of extensions, arrays and enums are asked', async () => {
    const schema = `${role} CREATE EXTENSION citext; ALTER TABLE "User" ADD "mail" citext, ADD "roles" "Role"[];`;
    const pending =
      'CREATE UNIQUE INDEX u ON "User" ("mail"); CREATE UNIQUE INDEX r ON "User" ("roles"); CREATE UNIQUE INDEX s ON "User" ("role");';
    const results = await ask(
      major,
      schema,
      pending,
      `${schema} INSERT INTO "User" VALUES (1, 'A', 'x'), (2, 'A', 'X')`,
    );
    expect(results.map(({ verdict }) => verdict)).toEqual(['will-fail', 'safe', 'will-fail']);
  });
});

test('PostgreSQL 18: nor where statistics on an expression would', async () => {
  const database = `${user} CREATE STATISTICS s ON (trap('x') || a), id FROM "User"`;
  expect(await ask(18, user, required, database)).toMatchObject([
    { verdict: 'not-determined', reason: expect.stringMatching(/that calls code of the database/) },
  ]);
});
