/**
 * Reads and compares the catalog of 1,000 tables with 10,000 columns and 3,000 indexes on a PostgreSQL of its own.
 *
 *     npx jiti bench/catalog.ts
 *
 * Aim: read in under 1 s over loopback, compared in under 0.2 s.
 */
import pg from 'pg';
import { startCluster } from '../src/gather/scratch/cluster';
import { compareCatalogs } from '../src/postgres/catalog/compare';
import { readCatalog } from '../src/postgres/catalog/read';
import { PgConnection } from '../src/postgres/pg-connection';

const tables = 1000;
const runs = 5;

const schema = Array.from({ length: tables }, (_, i) => {
  const columns = Array.from({ length: 7 }, (_, n) => `c${n} text NOT NULL DEFAULT 'x${n}'`).join(', ');
  const reference = i === 0 ? 'parent integer' : `parent integer REFERENCES t${i - 1} (id) ON DELETE CASCADE`;
  return `CREATE TABLE t${i} (id serial PRIMARY KEY, "updatedAt" timestamp(3) NOT NULL DEFAULT now(), ${columns}, ${reference});
CREATE INDEX t${i}_c0 ON t${i} (c0); CREATE UNIQUE INDEX t${i}_c1 ON t${i} (c1, c2 DESC);`;
});

async function main(): Promise<void> {
  const cluster = await startCluster();
  try {
    const connection = await PgConnection.connect(new pg.Client({ connectionString: cluster.url }));
    for (let i = 0; i < tables; i += 50) await connection.script(schema.slice(i, i + 50).join('\n'));
    await connection.script('ANALYZE');
    const read = () => readCatalog(connection, { schemas: ['public'] });
    const expected = await read();
    const actual = await read();
    await report('read', read);
    await report('compare, the same', () => compareCatalogs(expected, actual));
    await connection.script(
      Array.from(
        { length: 50 },
        (_, i) => `ALTER TABLE t${i} RENAME c3 TO renamed; ALTER TABLE t${i + 100} DROP c4;`,
      ).join(''),
    );
    const changed = await read();
    await report('compare, 100 differences', () => compareCatalogs(expected, changed));
    const { objects } = expected;
    const count = (kind: string) => objects.filter((object) => object.kind === kind).length;
    console.log(
      `PostgreSQL ${cluster.version}, ${count('table')} tables, ${count('column')} columns, ${count('index')} indexes`,
    );
    await connection.end();
  } finally {
    await cluster.stop();
  }
}

async function report(name: string, work: () => unknown): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(
    `${name.padEnd(26)} median ${times[2]?.toFixed(0).padStart(5)} ms, slowest ${times.at(-1)?.toFixed(0)} ms`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
