import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { base, roles } from '../../judge/drift/base';
import { cases } from '../../judge/drift/cases';
import { createDatabase, execute, startPostgres } from '../../support/postgres';
import { travel } from './round-trip';

let connection: PgConnection;

beforeAll(async () => {
  const server = await startPostgres(15);
  await execute(server.url, roles);
  connection = await PgConnection.connect(new pg.Client({ connectionString: await createDatabase(server, base) }));
});
afterAll(() => connection?.end());

/** Changes that can leave something no statement can make. */
const makesInvalid = /indisvalid|REPLICA IDENTITY USING/;
/** What a role is granted on what it owns is not told apart from what it has as the owner. */
const changesOwner = /OWNER TO/;
const usable = cases.filter(({ since = 0, sql }) => since <= 15 && !makesInvalid.test(sql) && !changesOwner.test(sql));
const someChanges = fc.array(fc.constantFrom(...usable), { minLength: 1, maxLength: 6 });

test('from any state to any other', async () => {
  await fc.assert(
    fc.asyncProperty(someChanges, someChanges, async (before, after) => {
      await connection.script('BEGIN; SAVEPOINT base');
      try {
        const to = await stateAfter(after);
        await connection.script('ROLLBACK TO SAVEPOINT base');
        const from = await stateAfter(before);
        const { left, script } = await travel(connection, from, to, { defaultSchema: 'public' });
        expect([...left, ...script.remaining]).toEqual([]);
      } finally {
        await connection.script('ROLLBACK');
      }
    }),
    { seed: 20_251_120, numRuns: 80, endOnFailure: true },
  );
});

/** Makes the changes one after the other; those that no longer can be made are left out. */
async function stateAfter(changes: readonly { readonly sql: string }[]): Promise<Catalog> {
  for (const { sql } of changes) {
    await connection.script('SAVEPOINT change');
    try {
      await connection.script(sql);
      await connection.script('SET CONSTRAINTS ALL IMMEDIATE');
    } catch {
      await connection.script('ROLLBACK TO SAVEPOINT change');
    }
  }
  return readCatalog(connection, { schemas: ['*'] });
}
