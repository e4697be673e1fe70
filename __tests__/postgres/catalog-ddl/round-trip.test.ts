import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { base, roles } from '../../judge/drift/base';
import { cases } from '../../judge/drift/cases';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';
import { lossesOf, travel } from './round-trip';
import { rows } from './rows';

describe.each<Major>([15, 13, 18])('each change of the drift cases, there and back, PostgreSQL %i', (major) => {
  let connection: PgConnection;
  let from: Catalog;

  beforeAll(async () => {
    const server = await startPostgres(major);
    await execute(server.url, roles);
    const url = await createDatabase(server, base + rows);
    connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
    from = await readCatalog(connection, { schemas: ['*'] });
  });
  afterAll(() => connection?.end());

  test.each(cases.filter(({ since = 0 }) => since <= major))('$name', async ({ name, sql }) => {
    await connection.script('BEGIN');
    try {
      await connection.script(`SAVEPOINT base; ${sql}`);
      const to = await readCatalog(connection, { schemas: ['*'] });
      const back = await travel(connection, to, from, {});
      expect(back.left).toEqual([]);
      expect(back.script.remaining).toEqual([]);
      await connection.script('ROLLBACK TO SAVEPOINT base');
      const there = await travel(connection, from, to, { defaultSchema: 'public' });
      // No statement makes an index invalid.
      const invalid = to.objects.filter((object) => object.kind === 'index' && !object.valid).length;
      expect(there.left).toHaveLength(invalid);
      expect(there.script.remaining).toHaveLength(invalid);
      // Renaming is never dropping.
      if (name.includes('renamed')) expect([...lossesOf(there.script), ...lossesOf(back.script)]).toEqual([]);
    } finally {
      await connection.script('ROLLBACK');
    }
  });
});
