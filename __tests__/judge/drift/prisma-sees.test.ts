import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapterFactory } from '../../../src/gather/prisma/adapter';
import { withEngine } from '../../../src/gather/prisma/engine';
import { isInvisibleToPrisma, type PrismaView } from '../../../src/judge/rules/drift/visibility';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { createDatabase, execute, startPostgres } from '../../support/postgres';
import { base, roles } from './base';
import { cases } from './cases';

const schemas = ['public', 'depot'];

/** The database with what a case did, and what the migrations make. */
let changed: PgConnection;
let shadow: PgConnection;
let expected: Catalog;

beforeAll(async () => {
  const server = await startPostgres(18);
  await execute(server.url, roles);
  const connect = async () =>
    PgConnection.connect(new pg.Client({ connectionString: await createDatabase(server, base) }));
  [changed, shadow] = [await connect(), await connect()];
  expected = await readCatalog(shadow, { schemas });
});
afterAll(async () => {
  await changed?.end();
  await shadow?.end();
});

/**
 * `prisma migrate diff --from-migrations … --to-url …`: what Prisma says of the changed database, '' for nothing. The shadow
 * database has everything that the migrations make already, so that one with nothing in it is all that is left to run.
 */
async function prismaSays(features: readonly string[]): Promise<string> {
  const [database, shadowDatabase] = [adapterFactory(changed, 'public'), adapterFactory(shadow, 'public')];
  const factory = { ...database, connectToShadowDb: shadowDatabase.connect };
  const content = `generator client {
  provider = "prisma-client-js"
  previewFeatures = ${JSON.stringify(features)}
}
datasource db {
  provider = "postgresql"
  schemas = ${JSON.stringify(schemas)}
}`;
  const { exitCode, stdout } = await withEngine(factory, (engine) =>
    engine.diff({
      from: {
        tag: 'migrations',
        baseDir: 'migrations',
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: [
          { path: '1_nothing', migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: 'SELECT 1' } } },
        ],
      },
      to: { tag: 'schemaDatasource', files: [{ path: 'schema.prisma', content }], configDir: '' },
      script: false,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return exitCode === 0 ? '' : (stdout ?? '');
}

/**
 * What Prisma does not see because of another object: the base type of a domain, another index on the same columns, the
 * materialised view that the index is on. Nothing is said of these.
 */
const doubtful = new Set([
  'domain to its base type',
  'duplicate index',
  'extra bloom index',
  'index of a materialised view',
]);

// With `postgresqlExtensions` the engine finds every extension of the database new, whatever the migrations make.
describe.each<{ features: string[]; of: string }>([
  { features: [], of: '' },
  { features: ['partialIndexes'], of: ' index ' },
])('with the preview features $features', ({ features, of }) => {
  const view: PrismaView = { partialIndexes: features.includes('partialIndexes'), postgresqlExtensions: false };

  test.each(cases.filter(({ expect }) => expect.join('\n').includes(of)))('$name', async ({ name, sql }) => {
    await changed.script('BEGIN');
    try {
      await changed.script(sql);
      const differences = compareCatalogs(expected, await readCatalog(changed, { schemas }));
      const said = await prismaSays(features);
      // What Prisma sees, we see; what we say that it does not see, it does not.
      const seen = differences.filter((difference) => !isInvisibleToPrisma(difference, view));
      const sees = doubtful.has(name) || said !== '';
      expect({ prisma: said, sees }).toEqual({ prisma: said, sees: seen.length > 0 });
    } finally {
      await changed.script('ROLLBACK');
    }
  });
});
