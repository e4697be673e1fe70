// The state of an example's database as SQL: what past deploys ran (`as-applied/`), the rows that were there, and the
// history that the deploys left. As a program it prints a script for psql:
//
//   node examples/history-sql.mjs worst-week | psql -d some_empty_database
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

const historyTable = `CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
);
`;

/** Scripts to run one after the other; one with `failed` ends in an error, as the deploy did. */
export function historySql(example) {
  const folder = join(here, example);
  const scripts = [{ sql: historyTable, failed: false }];
  for (const [index, file] of readdirSync(join(folder, 'as-applied')).sort().entries()) {
    const failed = file.endsWith('.failed.sql');
    const name = file.replace(/(\.failed)?\.sql$/, '');
    const sql = readFileSync(join(folder, 'as-applied', file), 'utf8');
    scripts.push({ sql, failed }, { sql: historyRow(name, sql, failed), failed: false });
    if (index === 0) scripts.push({ sql: readFileSync(join(folder, 'data.sql'), 'utf8'), failed: false });
  }
  return scripts;
}

function historyRow(name, sql, failed) {
  const checksum = createHash('sha256').update(sql).digest('hex');
  const id = `${checksum.slice(0, 8)}-0000-4000-8000-${checksum.slice(8, 20)}`;
  const started = `'${startedAt(name)}'::timestamptz`;
  const logs = 'Database error code: 23505\n\nDatabase error:\nERROR: could not create unique index';
  return `INSERT INTO "_prisma_migrations" VALUES ('${id}', '${checksum}', ${failed ? 'NULL' : `${started} + interval '0.2 s'`},
  '${name}', ${failed ? `'${logs}'` : 'NULL'}, NULL, ${started}, ${failed ? 0 : 1});\n`;
}

/** A deploy an hour after the migration's own timestamp. */
function startedAt(name) {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(name) ?? [];
  return new Date(Date.UTC(+year, +month - 1, +day, +hour + 1, +minute, +second)).toISOString();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(
    historySql(process.argv[2] ?? 'worst-week')
      .map(({ sql }) => sql)
      .join('\n'),
  );
