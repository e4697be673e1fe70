import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { reprint } from '../../../src/postgres/catalog/reprint';
import type { Connection } from '../../../src/postgres/connection';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { type ReconcileInput, reconcile } from '../../../src/recover/reconcile/reconcile';
import { base, roles } from '../../judge/drift/base';
import { cases } from '../../judge/drift/cases';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';
import { plainSession, useScratch } from '../../support/scratch';

const schemas = ['public', 'depot'];
const options = { columnOrder: false, privileges: true, comments: true, owners: true };

/** What no SQL of ours can bring to the scratch database: an index that is INVALID has to fail to be built. */
const notExpressible = /INVALID/;

describe.each<Major>([15, 18])('both ways out of drift, target PostgreSQL %i, embedded scratch', (major) => {
  const scratch = useScratch('embedded', 18, 'full');
  let target: Connection & { end(): Promise<void> };
  let session: Awaited<ReturnType<typeof scratch.server.session>>;
  let expected: Catalog;

  beforeAll(async () => {
    const server = await startPostgres(major);
    await execute(server.url, roles);
    const url = await createDatabase(server, base);
    target = await PgConnection.connect(new pg.Client({ connectionString: url }));
    session = await scratch.server.session(plainSession);
    await session.connection.script(roles + base);
    expected = await readCatalog(session.connection, { schemas });
  });
  afterAll(async () => {
    await target?.end();
    await session?.close();
  });

  test.each(cases.filter(({ since = 0 }) => since <= major))('$name', async ({ sql }) => {
    const { connection } = session;
    await target.script('BEGIN');
    try {
      await target.script(sql);
      const input = await inputOf(await readCatalog(target, { schemas }), connection);
      const entry = await reconcile(connection, input);
      if (input.differences.length === 0) return expect(entry).toBeNull();
      if (notExpressible.test(JSON.stringify(input.differences))) {
        expect(entry?.checked).toBe(false);
        expect(entry?.remaining.join()).toMatch(notExpressible);
      } else expect(entry).toMatchObject({ checked: true, remaining: [] });
      // The scratch database is as it was, and the other way ends the drift.
      expect(compareCatalogs(expected, await readCatalog(connection, { schemas }), options)).toEqual([]);
      await target.script(entry?.toExpected ?? '');
      expect((await inputOf(await readCatalog(target, { schemas }), connection)).differences).toEqual([]);
    } finally {
      await target.script('ROLLBACK');
    }
  });

  async function inputOf(catalog: Catalog, connection: Connection): Promise<ReconcileInput> {
    const actual = await reprint(catalog, expected, connection);
    const differences = compareCatalogs(expected, actual, options);
    return {
      database: 'd',
      expected,
      actual,
      asRead: catalog,
      differences,
      excluded: 0,
      options,
      defaultSchema: 'public',
      schemas,
    };
  }
});
