import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CompareOptions, compareCatalogs } from '../../../src/postgres/catalog/compare';
import type { Difference } from '../../../src/postgres/catalog/difference';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { reprint } from '../../../src/postgres/catalog/reprint';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';
import { base, roles } from './base';
import { cases } from './cases';
import { useEmbeddedBase } from './embedded-base';

const everything: CompareOptions = { columnOrder: true, privileges: true, comments: true, owners: true };
const schemas = ['public', 'depot'];

/** What the migrations would make, on the embedded server. */
const migrated = useEmbeddedBase(schemas);

describe.each<Major>([15, 13, 18])('each change alone, PostgreSQL %i', (major) => {
  let connection: PgConnection;

  beforeAll(async () => {
    const server = await startPostgres(major);
    await execute(server.url, roles);
    const url = await createDatabase(server, base);
    connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
  });
  afterAll(() => connection?.end());

  test.each(cases.filter(({ since = 0 }) => since <= major))('$name', async ({ sql, expect: wanted }) => {
    await connection.script('BEGIN');
    try {
      await connection.script(sql);
      const actual = await reprint(await readCatalog(connection, { schemas }), migrated.expected, migrated.connection);
      expect(compareCatalogs(migrated.expected, actual, everything).map(inOneLine).sort()).toEqual(wanted);
    } finally {
      await connection.script('ROLLBACK');
    }
  });
});

function inOneLine({ change, kind, object, aspects }: Difference): string {
  return `${change} ${kind} ${object}${aspects.length > 0 ? `: ${aspects.join('; ')}` : ''}`;
}
