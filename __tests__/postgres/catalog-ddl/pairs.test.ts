import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { roles } from '../../judge/drift/base';
import { bootSuperuser } from '../../support/embedded';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';
import { pairs } from './pairs';
import { lossesOf, travel } from './round-trip';

const schemas = ['*'];

/** A new database of a server, or of PGlite. */
async function connect(major: Major | 'embedded'): Promise<{ connection: PgConnection; close: () => Promise<void> }> {
  if (major === 'embedded') {
    const instance = await bootSuperuser();
    await instance.connection.script(roles);
    return instance;
  }
  const server = await startPostgres(major);
  await execute(server.url, roles);
  const connection = await PgConnection.connect(new pg.Client({ connectionString: await createDatabase(server) }));
  return { connection, close: () => connection.end() };
}

describe.each<Major | 'embedded'>([15, 18, 13, 'embedded'])('schemas and their successors, PostgreSQL %s', (major) => {
  let connection: PgConnection;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ connection, close } = await connect(major));
  });
  afterAll(() => close?.());

  const version = major === 'embedded' ? 18 : major;
  test.each(pairs.filter(({ since = 0 }) => since <= version))(
    '$name',
    async ({ base, change, loses = [], losesBack = [] }) => {
      await connection.script('BEGIN');
      try {
        await connection.script(base);
        const from = await readCatalog(connection, { schemas });
        await connection.script('SET CONSTRAINTS ALL IMMEDIATE; SAVEPOINT base');
        await connection.script(change);
        const to = await readCatalog(connection, { schemas });
        const back = await travel(connection, to, from, {});
        expect(back.left).toEqual([]);
        await connection.script('ROLLBACK TO SAVEPOINT base');
        const there = await travel(connection, from, to, { defaultSchema: 'public' });
        expect(there.left).toEqual([]);
        expect([...there.script.remaining, ...back.script.remaining]).toEqual([]);
        expect({ there: lossesOf(there.script), back: lossesOf(back.script) }).toEqual({
          there: loses,
          back: losesBack,
        });
      } finally {
        await connection.script('ROLLBACK');
      }
    },
  );
});
