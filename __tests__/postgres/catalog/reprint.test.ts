import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { reprint } from '../../../src/postgres/catalog/reprint';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { bootSuperuser, type EmbeddedInstance } from '../../support/embedded';
import { createDatabase, type Major, startPostgres } from '../../support/postgres';

const everything = { columnOrder: true, privileges: true, comments: true, owners: true };
const schemas = ['public'];

/** Things whose text depends on the version that prints it, or on whether it was dumped and restored. */
const base = `
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE TABLE person (id serial PRIMARY KEY, name varchar(20), mood mood, boss integer REFERENCES person, score integer DEFAULT 0,
    CONSTRAINT named CHECK (name IN ('a', 'b', 'c')),
    doubled integer GENERATED ALWAYS AS (score * 2) STORED);
  CREATE VIEW simple AS SELECT id, name FROM person WHERE score > 1;
  CREATE VIEW joined AS SELECT p.id, b.name AS boss FROM person p LEFT JOIN person b ON b.id = p.boss WHERE p.name IN ('a', 'b');
  CREATE VIEW grouped AS SELECT mood, count(*) AS total, max(extract(year FROM now())) FROM simple JOIN person USING (id) GROUP BY 1;
  CREATE MATERIALIZED VIEW stored AS SELECT name FROM person ORDER BY lower(name);
  CREATE INDEX by_name ON person (lower(name)) WHERE name IN ('a', 'b');
  CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TRIGGER on_name BEFORE UPDATE OF name ON person FOR EACH ROW WHEN (NEW.name IN ('a', 'b') AND OLD.score IS DISTINCT FROM NEW.score) EXECUTE FUNCTION act();
  CREATE RULE keep AS ON DELETE TO person WHERE OLD.score > 1 DO INSTEAD UPDATE person SET score = 0 WHERE person.id = OLD.id;
  ALTER TABLE person ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON person USING (name::text = current_user AND EXISTS (SELECT 1 FROM simple s WHERE s.id = person.boss));
  CREATE DOMAIN code AS varchar(5) CHECK (VALUE IN ('x', 'y'));
`;

describe.each<Major>([13, 15])('PostgreSQL %i against the embedded server', (major) => {
  let embedded: EmbeddedInstance;
  let target: PgConnection;
  let expected: Catalog;

  beforeAll(async () => {
    embedded = await bootSuperuser();
    await embedded.connection.script(base);
    expected = await readCatalog(embedded.connection, { schemas });
    const url = await createDatabase(await startPostgres(major), base);
    target = await PgConnection.connect(new pg.Client({ connectionString: url }));
  });
  afterAll(async () => {
    await target?.end();
    await embedded?.close();
  });

  test('what only the version prints otherwise is no difference', async () => {
    const actual = await readCatalog(target, { schemas });
    // Before 16 columns are qualified with their table: without this there is nothing to show here.
    expect(compareCatalogs(expected, actual).map(({ object }) => object)).toContain('public.simple');
    const printed = await reprint(actual, expected, embedded.connection);
    expect(compareCatalogs(expected, printed, everything)).toEqual([]);
    expect(await readCatalog(embedded.connection, { schemas })).toEqual(expected);
  });

  test('a real change stays one, and so does a text that the scratch server refuses', async () => {
    await target.script(`BEGIN;
      CREATE OR REPLACE VIEW simple AS SELECT id, name FROM person WHERE score > 2;
      CREATE TABLE only_here (id integer);
      CREATE OR REPLACE VIEW joined AS SELECT p.id, b.name AS boss FROM person p LEFT JOIN person b ON b.id = p.boss JOIN only_here o ON o.id = p.id;
      CREATE OR REPLACE VIEW grouped AS SELECT mood, count(*) AS total, max(extract(month FROM now())) FROM simple JOIN person USING (id) GROUP BY 1;
      DROP INDEX by_name; CREATE INDEX by_name ON person (lower(name)) WHERE name IN ('a', 'c');
      ALTER TABLE person DROP CONSTRAINT named, ADD CONSTRAINT named CHECK (name IN ('a', 'b'))`);
    const actual = await readCatalog(target, { schemas });
    await target.script('ROLLBACK');
    const printed = await reprint(actual, expected, embedded.connection);
    expect(compareCatalogs(expected, printed).map(({ change, object }) => `${change} ${object}`)).toEqual([
      'unexpected public.only_here',
      'changed public.by_name',
      'changed public.person.named',
      'changed public.grouped',
      'changed public.joined',
      'changed public.simple',
    ]);
  });

  test('works inside a transaction and leaves it open', async () => {
    const actual = await readCatalog(target, { schemas });
    await embedded.connection.script('BEGIN; CREATE TABLE open_work (id integer)');
    const printed = await reprint(actual, expected, embedded.connection);
    expect(compareCatalogs(expected, printed)).toEqual([]);
    expect(await embedded.connection.query(`SELECT to_regclass('open_work') IS NOT NULL AS there`)).toEqual([
      { there: true },
    ]);
    await embedded.connection.script('ROLLBACK');
  });
});

test('a dump that was restored is no difference', async () => {
  const server = await startPostgres(15);
  const connect = async (sql: string) =>
    PgConnection.connect(new pg.Client({ connectionString: await createDatabase(server, sql) }));
  const table = `CREATE TABLE person (name varchar(20), CONSTRAINT named CHECK (name IN ('a', 'b')))`;
  const scratch = await connect(table);
  const expected = await readCatalog(scratch, { schemas });
  const check = expected.objects.find(({ kind }) => kind === 'constraint') as { definition: string };
  // What pg_dump writes and a restore reads.
  const restored = await connect(`CREATE TABLE person (name varchar(20), CONSTRAINT named ${check.definition})`);
  try {
    const actual = await readCatalog(restored, { schemas });
    expect(compareCatalogs(expected, actual)).toHaveLength(1);
    expect(compareCatalogs(expected, await reprint(actual, expected, scratch))).toEqual([]);
  } finally {
    await scratch.end();
    await restored.end();
  }
});
