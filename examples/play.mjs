// Plays an example: makes its database on an embedded PostgreSQL on the loopback interface and runs the gate against it.
//
//   node examples/play.mjs worst-week [more arguments for migration-gate]
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { historySql } from './history-sql.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [example = 'worst-week', ...rest] = process.argv.slice(2);

console.error(`Making the database of examples/${example} …`);
const database = await PGlite.create();
for (const { sql, failed } of historySql(example)) {
  if (failed) await database.exec(sql).catch(() => database.exec('ROLLBACK'));
  else await database.exec(sql);
}
const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0 });
const port = await new Promise((resolve, reject) => {
  server.addEventListener('listening', (event) => resolve(event.detail.port));
  server.start().catch(reject);
});

const gate = join(here, '..', 'dist', 'cli.js');
const url = `postgresql://postgres:postgres@127.0.0.1:${port}/postgres?sslmode=disable`;
const child = spawn(process.execPath, [gate, ...rest, '--database-url', `production=${url}`], {
  cwd: join(here, example),
  stdio: 'inherit',
});
child.on('exit', async (code) => {
  await server.stop();
  await database.close();
  process.exitCode = code ?? 1;
});
