import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { createDatabase, startPostgres } from '../../support/postgres';
import { base, changes, type RandomChange, tables } from './random-changes';

const schemas = ['public'];
let connection: PgConnection;
let expected: Catalog;

beforeAll(async () => {
  const url = await createDatabase(await startPostgres(15), base);
  connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
  expected = await readCatalog(connection, { schemas });
});
afterAll(() => connection?.end());

interface Step {
  readonly table: string;
  readonly change: RandomChange;
}

/** Steps of which no two touch the same thing. */
const steps = fc
  .array(fc.record({ table: fc.constantFrom(...tables), change: fc.constantFrom(...changes) }), {
    minLength: 1,
    maxLength: 14,
  })
  .map((all) => {
    const touched = new Set<string>();
    return all.filter(({ table, change }) => {
      const parts = change.touches.map((part) => `${table} ${part}`);
      if (parts.some((part) => touched.has(part))) return false;
      for (const part of parts) touched.add(part);
      return true;
    });
  });

test('random changes in, exactly those out', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (chosen) => {
      const isRename = ({ change, table }: Step) => change.sql(table).includes(`RENAME TO r_${table}`);
      const nameNow = (table: string) =>
        chosen.some((step) => step.table === table && isRename(step)) ? `r_${table}` : table;
      await connection.script('BEGIN');
      try {
        // The SQL uses the names of the base schema.
        for (const step of [...chosen].sort((a, b) => Number(isRename(a)) - Number(isRename(b))))
          await connection.script(step.change.sql(step.table));
        const found = compareCatalogs(expected, await readCatalog(connection, { schemas }));
        const wanted = chosen.flatMap(({ table, change }) => change.expect(table, nameNow(table)));
        expect(found.map(({ change, kind, object }) => `${change} ${kind} ${object}`).sort()).toEqual(wanted.sort());
      } finally {
        await connection.script('ROLLBACK');
      }
    }),
    { seed: 20_251_120, numRuns: 80, endOnFailure: false },
  );
});
