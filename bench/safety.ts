/**
 * Parses 5,000 lines, and traces and judges 50 pending migrations of 20 statements on a schema of 60 tables.
 *
 *     npx jiti bench/safety.ts
 *
 * Aim: 5,000 lines parsed in under 100 ms once warm; 50 migrations in under 2 s more than it takes to run them.
 */

import { silentLog } from '../src/base/log';
import type { Facts, PendingMigration } from '../src/contracts/facts';
import type { MigrationFile } from '../src/contracts/repository';
import { openScratch } from '../src/gather/scratch/open-scratch';
import { replay } from '../src/gather/scratch/replay';
import { traceMigration } from '../src/gather/scratch/trace';
import { isFollowed } from '../src/gather/statements/followed';
import { judge } from '../src/judge/judge';
import { safetyRules } from '../src/judge/rules/safety';
import { readCatalog } from '../src/postgres/catalog/read';
import type { Connection } from '../src/postgres/connection';
import { parseStatements } from '../src/postgres/sql/parse';

const runs = 5;
const prismaVersion = '7.10.0';

const tables = Array.from(
  { length: 60 },
  (_, i) => `CREATE TABLE "T${i}" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "parentId" INTEGER,
    CONSTRAINT "T${i}_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "T${i}_name_idx" ON "T${i}"("name");
ALTER TABLE "T${i}" ADD CONSTRAINT "T${i}_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "T${Math.max(0, i - 1)}"("id");`,
).join('\n');

/** Twenty statements on ten tables, as Prisma writes them. */
function pendingSql(n: number): string {
  return Array.from({ length: 10 }, (_, i) => {
    const table = `"T${(n + i * 6) % 60}"`;
    const column = `"c${n}_${i}"`;
    return `-- AlterTable
ALTER TABLE ${table} ADD COLUMN ${column} TEXT;

-- CreateIndex
CREATE INDEX "i${n}_${i}" ON ${table}(${column});
`;
  }).join('\n');
}

function migrationFile(name: string, sql: string): MigrationFile {
  const path = `prisma/migrations/${name}/migration.sql`;
  const rest = { checksum: '', crlf: false, bom: false, invalidUtf8: false, problem: null, down: null };
  return { name, path, sql, bytes: sql.length, ...rest };
}

const before = migrationFile('00_init', tables);
const pending = Array.from({ length: 50 }, (_, n) => migrationFile(`${10 + n}_change`, pendingSql(n)));

async function main(): Promise<void> {
  const lines = `${tables}\n`.repeat(10).split('\n').slice(0, 5000);
  while (lines.length < 5000) lines.push('-- a comment');
  const text = lines.join('\n').replace(/;[^;]*$/, ';');
  await parseStatements('SELECT 1');
  show('parse 5,000 lines', await timed(async () => void (await parseStatements(text))));
  for (const kind of ['embedded', 'local'] as const) {
    const plain: number[] = [];
    const full: number[] = [];
    for (let run = 0; run < runs; run++) {
      plain.push(await onServer(kind, (connection) => replay(connection, pending, { prismaVersion })));
      full.push(await onServer(kind, traceAndJudge));
    }
    show(`${kind}: run 50 migrations of 20 statements`, plain);
    show(`${kind}: run, trace and judge them`, full);
    console.log(`${kind}: beyond replay ${(median(full) - median(plain)).toFixed(0)} ms`);
  }
}

async function traceAndJudge(connection: Connection): Promise<void> {
  const traced: PendingMigration[] = [];
  for (const file of pending) {
    const previous = traced.at(-1);
    const isTold = previous !== undefined && isFollowed(previous);
    const catalog = isTold ? null : await readCatalog(connection, { schemas: ['public'] });
    const { migration, failure } = await traceMigration(connection, file, { prismaVersion, before: catalog });
    if (failure !== null) throw new Error(failure.message);
    traced.push({ ...migration, before: catalog });
  }
  const settings = { mode: 'deploy', rules: {}, ignore: [], thresholds: { largeTableRows: 100_000, probeCost: 1e6 } };
  const repository = { prismaVersion, schemaFiles: [], migrations: pending };
  const replay = { migrations: null, deployed: new Map() };
  const facts = {
    settings,
    repository,
    replay,
    targets: [],
    histories: [],
    directives: [],
    pending: traced,
    now: new Date(),
  };
  const { findings } = judge(safetyRules, facts as unknown as Facts);
  if (findings.length === 0) throw new Error('nothing was found');
}

async function onServer(
  kind: 'embedded' | 'local',
  work: (connection: Connection) => Promise<unknown>,
): Promise<number> {
  const server = openScratch({ kind }, [], silentLog);
  try {
    const session = await server.session({
      defaultSchema: 'public',
      roles: [],
      schemas: [],
      extensions: [],
      init: null,
    });
    await replay(session.connection, [before], { prismaVersion });
    const start = performance.now();
    await work(session.connection);
    return performance.now() - start;
  } finally {
    await server.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs + 2; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  // The first runs compile.
  return times.slice(2);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function show(what: string, values: readonly number[]): void {
  const range = `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;
  console.log(`${what}: median ${median(values).toFixed(0)} ms (${range}, n=${values.length})`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
