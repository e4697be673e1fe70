import { afterAll, beforeAll } from 'vitest';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import type { Connection } from '../../../src/postgres/connection';
import { rolledBack } from '../../../src/postgres/rolled-back';
import { bootSuperuser, type EmbeddedInstance } from '../../support/embedded';
import { base, roles } from './base';

/** The base schema and `more` on an embedded server, for the tests of a file: what the migrations would make. */
export function useEmbeddedBase(schemas: readonly string[], more = '') {
  let embedded: EmbeddedInstance;
  let expected: Catalog;
  beforeAll(async () => {
    embedded = await bootSuperuser();
    await embedded.connection.script(`${roles}${base}${more}`);
    expected = await readCatalog(embedded.connection, { schemas });
  });
  afterAll(() => embedded?.close());
  return {
    get connection(): Connection {
      return embedded.connection;
    },
    get expected(): Catalog {
      return expected;
    },
    /** The catalog after some SQL, which is undone. */
    after: (sql: string): Promise<Catalog> =>
      rolledBack(embedded.connection, async () => {
        await embedded.connection.script(sql);
        return readCatalog(embedded.connection, { schemas });
      }),
  };
}
