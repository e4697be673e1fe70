// The files of the embedded scratch database: PGlite's WebAssembly and data, the script of the process that it runs in, and an
// image of a database cluster that is ready to start, with the files of every extension, so that no initdb runs where the
// gate runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { MemoryFS, PGlite } from '@electric-sql/pglite';
import { createJiti } from 'jiti';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const pglite = dirname(require.resolve('@electric-sql/pglite'));
const pgvector = dirname(require.resolve('@electric-sql/pglite-pgvector'));
const cache = join(modules, '.cache', 'prisma-migration-gate');
const scratch = join(root, 'src', 'gather', 'scratch');
const image = join(cache, 'embedded.image.gz');
const main = join(cache, 'embedded-main.mjs');

/** Where PGlite keeps its installation and, in `data`, the cluster. */
const imageDirectory = '/pglite';

/** Copies everything the embedded scratch database needs into a directory. */
export async function copyEmbeddedAssets(directory) {
  await ensureEmbeddedAssets();
  await mkdir(directory, { recursive: true });
  const shipped = ['index.cjs', 'pglite.wasm', 'pglite.data'].map((name) => join(pglite, name));
  for (const file of [...shipped, image, main]) await copyFile(file, join(directory, basename(file)));
  await copyFile(join(pglite, '..', 'LICENSE'), join(directory, 'pglite.LICENSE'));
}

/** Makes in the cache folder what PGlite does not ship, unless it is there: the image, and the script of the process. */
export async function ensureEmbeddedAssets() {
  await ensure(image, await imageKey(), async () => gzipSync(await buildImage(), { level: 9 }));
  const source = await readFile(join(scratch, 'embedded-main.mts'));
  await ensure(main, createHash('sha256').update(source).digest('hex'), compileMain);
}

async function ensure(path, key, make) {
  const known = await readFile(`${path}.key`, 'utf8').catch(() => null);
  if (known === key) return;
  await mkdir(dirname(path), { recursive: true });
  // Renamed into place: two test runs may build it at the same time.
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, await make());
  await rename(temporary, path);
  await writeFile(`${path}.key`, key);
}

/** The one file of the sources that is not bundled, because a process starts from a file. */
async function compileMain() {
  const out = join(cache, `lib-${process.pid}`);
  // Types are checked elsewhere; a mistake in another file is no reason to have no script.
  spawnSync(join(modules, '.bin', 'tsc'), ['-p', 'tsconfig.build.json', '--outDir', out], { cwd: root });
  const script = await readFile(join(out, 'gather', 'scratch', 'embedded-main.mjs'));
  await rm(out, { recursive: true });
  return script;
}

/** What vitest calls before the tests (`globalSetup`). */
export const setup = ensureEmbeddedAssets;

async function imageKey() {
  const version = async (directory) =>
    JSON.parse(await readFile(join(directory, '..', 'package.json'), 'utf8')).version;
  const sources = [fileURLToPath(import.meta.url), ...['run-role.ts', 'seal.ts'].map((name) => join(scratch, name))];
  const texts = await Promise.all(sources.map((path) => readFile(path, 'utf8')));
  return JSON.stringify([await version(pglite), await version(pgvector), ...texts]);
}

/** Format: length of the header (4 bytes, big endian), header (JSON: directories, files with sizes), contents in order. */
async function buildImage() {
  const generated = collectGenerated();
  let packed;
  let users;
  let lastSegment;
  let shipped;
  class CapturedFS extends MemoryFS {
    // Before extensions are loaded: what is there now comes with pglite.data.
    async initialSyncFs() {
      shipped = new Set(list(this.pg.Module.FS).files);
    }
    // When the server has shut down, so that the image starts without crash recovery.
    async closeFs() {
      const { FS } = this.pg.Module;
      const { directories, files } = list(FS);
      const isNeeded = (path) => !shipped.has(path) && !(path.includes('/pg_wal/0') && basename(path) > lastSegment);
      packed = pack(FS, directories, files.filter(isNeeded), {
        key: hash(await imageKey()),
        modules: hashesOf(FS, files, generated),
        ...users,
      });
      await super.closeFs();
    }
  }
  const database = await PGlite.create({
    fs: new CapturedFS(),
    extensions: await extensionBundles(),
    initDbStartParams: ['--wal-segsize=1'],
  });
  users = await findUsers(database);
  // Two thirds of the cluster are templates, which nothing here makes databases from.
  await database.exec(`UPDATE pg_database SET datistemplate = false WHERE datname <> 'postgres'`);
  await database.exec('DROP DATABASE template0');
  await database.exec('DROP DATABASE template1');
  await makeRunRole(database);
  // A fresh segment, so that the record of the shutdown is in it and the recycled ones after it can be left out.
  await database.exec('SELECT pg_switch_wal()');
  await database.exec('CHECKPOINT');
  const { rows } = await database.query('SELECT pg_walfile_name(pg_current_wal_lsn()) AS name');
  lastSegment = rows[0].name;
  await database.close();
  return packed;
}

/** The role that migrations run as, so that no run has to make it. */
async function makeRunRole(database) {
  const { makeRole } = await createJiti(import.meta.url).import(join(scratch, 'run-role.ts'));
  const connection = {
    serverVersionNumber: 180_000,
    query: async (text, values) => (await database.query(text, values)).rows,
    script: (text) => database.exec(text),
  };
  await makeRole(connection, { name: 'postgres', shared: false, login: false });
}

/** Every extension archive beside PGlite, and pgvector. */
async function extensionBundles() {
  const bundles = {};
  for (const directory of [pglite, pgvector]) {
    for (const file of await readdir(directory)) {
      if (file.endsWith('.tar.gz')) bundles[file.slice(0, -7)] = pathToFileURL(join(directory, file));
    }
  }
  return bundles;
}

/** Every directory and file of the {@link imageDirectory}, parents first. */
function list(FS) {
  const directories = [];
  const files = [];
  const visit = (directory) => {
    directories.push(directory);
    for (const name of FS.readdir(directory)) {
      if (name === '.' || name === '..') continue;
      const path = `${directory}/${name}`;
      if (FS.isDir(FS.stat(path).mode)) visit(path);
      else files.push(path);
    }
  };
  visit(imageDirectory);
  return { directories, files };
}

/** Hashes of the WebAssembly that makes functions of JavaScript callable: Emscripten generates a module per signature. */
function collectGenerated() {
  const hashes = new Set();
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct(target, [bytes]) {
      if (bytes.length < 200) hashes.add(hash(bytes));
      return new target(bytes);
    },
  });
  return hashes;
}

/** Hashes of all WebAssembly that may run: the server, its libraries, and what is generated. */
function hashesOf(FS, files, generated) {
  const libraries = files.map((path) => FS.readFile(path)).filter((bytes) => bytes[0] === 0 && bytes[1] === 0x61);
  const server = readFileSync(join(pglite, 'pglite.wasm'));
  return [...new Set([server, ...libraries].map(hash).concat([...generated]))].sort();
}

function hash(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Where in its memory the server keeps who logged in and who the session's user is (miscinit.c): found by what changes
 * when the session's user does.
 */
async function findUsers(database) {
  const words = () => new Uint32Array(database.Module.HEAPU8.slice(0, 16 << 20).buffer);
  const oid = async (name) =>
    (await database.query(`SELECT oid::int4 FROM pg_roles WHERE rolname = '${name}'`)).rows[0].oid;
  await database.exec('CREATE ROLE gate_a; CREATE ROLE gate_b; GRANT gate_b TO gate_a');
  const [superuser, a, b] = [await oid('postgres'), await oid('gate_a'), await oid('gate_b')];
  const before = words();
  await database.exec('SET SESSION AUTHORIZATION gate_a');
  const session = words();
  await database.exec('SET ROLE gate_b');
  const role = words();
  await database.exec('SET SESSION AUTHORIZATION postgres; DROP ROLE gate_a, gate_b');
  const after = words();
  const find = (...values) =>
    [...before.keys()].filter((at) =>
      [before, session, role, after].every((words, index) => words[at] === values[index]),
    );
  const [current, outer] = find(superuser, a, b, superuser);
  const [sessionUser, ...others] = find(superuser, a, a, superuser);
  // CurrentUserId, OuterUserId, SessionUserId in this order; SystemUser and a flag; AuthenticatedUserId.
  const authenticated = sessionUser + 3;
  const isKnown = others.length === 0 && outer === current + 1 && sessionUser === outer + 1;
  if (!isKnown || after[authenticated] !== superuser)
    throw new Error('The users of the session are not where they were.');
  return { authenticatedUser: authenticated * 4, sessionUser: sessionUser * 4, superuser };
}

function pack(FS, directories, files, rest) {
  const contents = files.map((path) => FS.readFile(path));
  const header = Buffer.from(
    JSON.stringify({ directories, files: files.map((path, index) => [path, contents[index].length]), ...rest }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, ...contents]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureEmbeddedAssets();
