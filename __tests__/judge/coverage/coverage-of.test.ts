import { expect, test } from 'vitest';
import type { Replay, ReplayedState } from '../../../src/contracts/facts';
import { readSchemaCatalog } from '../../../src/gather/prisma/schema-catalog';
import { readSchemaLines } from '../../../src/gather/prisma/schema-lines';
import { compareCoverage } from '../../../src/judge/coverage/compare-coverage';
import { coverageOf } from '../../../src/judge/coverage/coverage-of';
import { factsOf, type Situation } from '../../support/history';
import { startPostgres } from '../../support/postgres';
import { catalogAfter, gaps, onNewDatabase } from './scratch';

const text = `datasource db {
  provider = "postgresql"
}
model Item {
  id   Int @id
  name String
}
model Users {
  id Int @id
}
`;
const base = 'CREATE TABLE "Item" (id int CONSTRAINT "Item_pkey" PRIMARY KEY);';

async function run(production: string, situation: Situation = {}, defaultSchema = 'public') {
  const server = await startPostgres(18);
  const files = [{ path: 'schema.prisma', text }];
  const inSchema = (sql: string) =>
    `CREATE SCHEMA IF NOT EXISTS ${defaultSchema}; SET search_path = ${defaultSchema}; ${sql}`;
  const catalog = await catalogAfter(server, inSchema(base), [defaultSchema]);
  const state: ReplayedState = { migrations: ['20250101000000_init'], catalog, failure: null };
  const schema = await onNewDatabase(server, (connection) => readSchemaCatalog(connection, files, { defaultSchema }));
  const replay: Partial<Replay> = { schema, migrations: state, expected: new Map([['production', state]]) };
  const facts = factsOf({ ...situation, replay, repository: { schemaFiles: files, ...situation.repository } });
  const actual = new Map([['production', await catalogAfter(server, inSchema(production), [defaultSchema])]]);
  return { ...facts, actual };
}

test('the config file and prisma.config.ts leave things out, of the percentage too', async () => {
  const exclude = [
    { kind: 'column', object: 'public.Item.n*', reason: 'by hand' },
    { kind: '*', object: 'public.tmp_*', reason: 'scripts' },
  ];
  const config = { path: 'prisma.config.ts', externalTables: ['public.Users'], externalEnums: [], notLiteral: [] };
  const production = `${base} CREATE TABLE tmp_1 (id int PRIMARY KEY);`;
  const coverage = coverageOf(
    await run(production, { settings: { exclude }, repository: { config: config as never } }),
  );
  expect(coverage && gaps(coverage)).toEqual([]);
  expect(coverage).toMatchObject({ percent: 100 });
  expect(coverage?.objects.map(({ object }) => object)).toEqual([
    'public.Item',
    'public.Item.id',
    'public.Item.Item_pkey',
  ]);
});

test('what other tools keep in a database is not unmanaged', async () => {
  const production = `${base} CREATE TABLE spatial_ref_sys (id int PRIMARY KEY, x int); CREATE TABLE flyway_schema_history (id int);
    CREATE TABLE mine (id int);`;
  const coverage = coverageOf(await run(production));
  expect(coverage && gaps(coverage).filter((line) => line.startsWith('database-only'))).toEqual([
    'database-only table public.mine',
  ]);
});

test('the schema that the URL names', async () => {
  const coverage = coverageOf(await run(base, {}, 'shop'));
  expect(coverage?.objects.map(({ object, line }) => `${object}:${line}`)).toEqual([
    'shop.Item:4',
    'shop.Item.id:5',
    'shop.Item.name:6',
    'shop.Item.Item_pkey:5',
    'shop.Users:8',
    'shop.Users.id:9',
    'shop.Users.Users_pkey:9',
  ]);
});

test('a view in a schema that is left out is left out', () => {
  const view = (name: string, schema: string) => `view ${name} {\n  id Int @unique\n  @@schema("${schema}")\n}\n`;
  const all = `datasource db {\n  provider = "postgresql"\n  schemas = ["public", "legacy"]\n}\n${view('a', 'public')}${view('b', 'legacy')}`;
  const empty = { serverVersionNumber: 180000, schemas: ['public'], objects: [] };
  const coverage = compareCoverage({
    schema: empty,
    migrations: empty,
    databases: [],
    lines: readSchemaLines([{ path: 'schema.prisma', text: all }]),
    isExternal: () => false,
    isExcluded: () => false,
  });
  expect(gaps(coverage)).toEqual(['schema-only view public.a']);
});

test('nothing is claimed when a side is not known', async () => {
  const facts = await run(base);
  expect(coverageOf({ ...facts, replay: { ...facts.replay, schema: null } })).toBeNull();
  expect(coverageOf({ ...facts, replay: { ...facts.replay, migrations: null } })).toBeNull();
});
