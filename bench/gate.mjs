// Whole runs of the bundle, figures side by side in one run (these are whole processes, start and scratch included).
//
//   node bench/gate.mjs postgresql://postgres@127.0.0.1:5432/postgres [dist/cli.js]
//
// The server must allow CREATE DATABASE; what is made there is dropped again.
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { historySql } from '../examples/history-sql.mjs';

const [server, cli = 'dist/cli.js'] = process.argv.slice(2);
if (server === undefined) throw new Error('usage: node bench/gate.mjs <server url> [path of cli.js]');
const rounds = 5;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (what, values, unit) =>
  console.log(
    `${what}: median ${median(values).toFixed(2)} ${unit} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}, n=${values.length})`,
  );

/** Seconds and peak memory in MB of one run of the gate; throws when it does not exit with 0. */
function run(directory, url) {
  return new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(
      '/usr/bin/time',
      ['-f', '%M', process.execPath, resolve(cli), '--mode', 'deploy', '--database-url', url],
      { cwd: directory },
    );
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      if (code !== 0) return fail(new Error(`exit ${code}\n${output}`));
      done({
        seconds: (performance.now() - started) / 1000,
        megabytes: Number(output.trim().split('\n').at(-1)) / 1024,
      });
    });
  });
}

async function withDatabase(work) {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  await query(server, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  try {
    return await work(url.href);
  } finally {
    await query(server, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function query(url, ...texts) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const text of texts) await client.query(text);
  await client.end();
}

/** 800 migrations that make 150 tables: each table, then columns, indexes and foreign keys, as `prisma migrate dev` writes them. */
function longHistory() {
  const migrations = [];
  const models = [];
  const add = (sql) => migrations.push({ name: `${20200101000000 + migrations.length}_step`, sql });
  for (let t = 0; t < 150; t++) {
    add(
      `-- CreateTable\nCREATE TABLE "T${t}" (\n    "id" SERIAL NOT NULL,\n    "name" TEXT NOT NULL,\n\n    CONSTRAINT "T${t}_pkey" PRIMARY KEY ("id")\n);\n`,
    );
    models.push({ fields: ['id Int @id @default(autoincrement())', 'name String'], attributes: [] });
  }
  for (let i = 0; migrations.length < 800; i++) {
    const t = i % 150;
    const n = Math.floor(i / 150);
    if (n % 2 === 0) {
      add(`-- AlterTable\nALTER TABLE "T${t}" ADD COLUMN     "c${n}" INTEGER;\n`);
      models[t].fields.push(`c${n} Int?`);
    } else {
      add(`-- CreateIndex\nCREATE INDEX "T${t}_c${n - 1}_idx" ON "T${t}"("c${n - 1}");\n`);
      models[t].attributes.push(`@@index([c${n - 1}])`);
    }
  }
  const text = models
    .map(({ fields, attributes }, t) => `model T${t} {\n  ${[...fields, ...attributes].join('\n  ')}\n}`)
    .join('\n\n');
  return { migrations, schema: `datasource db {\n  provider = "postgresql"\n}\n\n${text}\n` };
}

const directory = mkdtempSync(join(tmpdir(), 'gate-bench-'));
try {
  const healthy = resolve('examples/healthy');
  await withDatabase(async (url) => {
    await query(url, ...historySql('healthy').map(({ sql }) => sql));
    await run(healthy, url);
    const runs = [];
    for (let i = 0; i < rounds; i++) runs.push(await run(healthy, url));
    show(
      'healthy example, process start to verdict',
      runs.map(({ seconds }) => seconds),
      's',
    );
    show(
      '  peak memory',
      runs.map(({ megabytes }) => megabytes),
      'MB',
    );
    const firsts = [];
    for (let i = 0; i < rounds; i++) firsts.push(await firstQuery(healthy, url));
    show('  first query after process start', firsts, 's');
  });

  const { migrations, schema } = longHistory();
  mkdirSync(join(directory, 'prisma/migrations'), { recursive: true });
  writeFileSync(join(directory, 'prisma/schema.prisma'), schema);
  writeFileSync(join(directory, 'prisma/migrations/migration_lock.toml'), 'provider = "postgresql"\n');
  for (const { name, sql } of migrations) {
    mkdirSync(join(directory, 'prisma/migrations', name));
    writeFileSync(join(directory, 'prisma/migrations', name, 'migration.sql'), sql);
  }
  await withDatabase(async (url) => {
    await query(url, historySql('healthy')[0].sql, ...migrations.map(({ sql }) => sql));
    const rows = migrations.map(
      ({ name, sql }, i) =>
        `('${randomUUID()}', '${createHash('sha256').update(sql).digest('hex')}', now(), '${name}', NULL, NULL, now() - interval '1 day' + interval '${i} s', 1)`,
    );
    await query(url, `INSERT INTO "_prisma_migrations" VALUES ${rows.join(',\n')}`);
    const [gates, bares] = [[], []];
    await run(directory, url);
    for (let i = 0; i < rounds; i++) {
      gates.push(await run(directory, url));
      bares.push(await bareReplay(migrations));
    }
    show(
      '800 migrations, 150 tables: all checks',
      gates.map(({ seconds }) => seconds),
      's',
    );
    show(
      '  peak memory',
      gates.map(({ megabytes }) => megabytes),
      'MB',
    );
    show('  a bare client replays the same files on the server', bares, 's');
    show(
      '  ratio, pair by pair',
      gates.map(({ seconds }, i) => seconds / bares[i]),
      'times',
    );
  });
  const dist = resolve(cli, '..');
  const bytes = readdirSync(dist, { recursive: true }).reduce(
    (sum, path) => sum + (statSync(join(dist, path)).isFile() ? statSync(join(dist, path)).size : 0),
    0,
  );
  console.log(`dist: ${(bytes / 1e6).toFixed(1)} MB`);
} finally {
  rmSync(directory, { recursive: true });
}

/** Seconds that one client needs to run the files one after the other in an empty database; without connecting. */
function bareReplay(migrations) {
  return withDatabase(async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const started = performance.now();
    for (const { sql } of migrations) await client.query(sql);
    const seconds = (performance.now() - started) / 1000;
    await client.end();
    return seconds;
  });
}

/** Seconds from spawning the gate to the first query that passes a relay in front of the server. */
async function firstQuery(cwd, url) {
  const target = new URL(url);
  const started = performance.now();
  let seconds;
  const relay = createServer((inbound) => {
    const outbound = connectSocket(Number(target.port || 5432), target.hostname);
    inbound.on('data', (data) => {
      if (data[0] === 0x51 || data[0] === 0x50) seconds ??= (performance.now() - started) / 1000;
      outbound.write(data);
    });
    outbound.on('data', (data) => inbound.write(data));
    inbound.on('close', () => outbound.end()).on('error', () => outbound.destroy());
    outbound.on('close', () => inbound.end()).on('error', () => inbound.destroy());
  });
  await new Promise((listening) => relay.listen(0, '127.0.0.1', listening));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(relay.address().port);
  await run(cwd, through.href);
  relay.close();
  return seconds;
}
