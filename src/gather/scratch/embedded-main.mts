// The process of one embedded PostgreSQL: takes power away from itself, boots a PGlite, then answers batches of PostgreSQL's
// wire protocol on standard input and output, one at a time. SQL of a repository and of databases runs here, so there is
// nothing here to steal and nothing to reach; `embedded.ts` starts it without rights and without an environment.
// Imports nothing of ours but types, so that it runs as the one file that the compiler makes of it.
import { createHash } from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { readFileSync, readSync, writeSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { PGlite } from '@electric-sql/pglite';
import type { answers, requests, Start } from './embedded-protocol';

/** The little of the WebAssembly interface used here; TypeScript has it in its DOM library only. */
declare const WebAssembly: {
  compile: (bytes: Uint8Array) => Promise<object>;
  instantiate: (source: object, imports?: object) => Promise<unknown>;
  Module: new (bytes: Uint8Array) => object;
  Memory: { prototype: { grow(pages: number): number; readonly buffer: ArrayBuffer } };
  CompileError: new (message: string) => Error;
  validate?: unknown;
  compileStreaming?: unknown;
  instantiateStreaming?: unknown;
};

/** PGlite throws this out of its main loop for each SQL error; it then handles it itself. */
const longJumpStatus = 100;

// Types only, so that they are spelt again here; the compiler compares them.
const request: typeof requests = { batch: 0, dropPower: 1 };
const answerKind: typeof answers = { bytes: 0, ready: 1, crash: 2 };

const { files, settings, limits, without } = JSON.parse(readFrame().toString('utf8')) as Start;
// While it is unzipped another thread compiles.
const bytes = readFileSync(files.wasm);
const compiled = WebAssembly.compile(bytes);
const image = await readImage();
if (!image.modules.includes(createHash('sha256').update(bytes).digest('hex')))
  throw new Error('pglite.wasm is not that of the bundle');
if (!without.includes('network')) leaveNetwork();
if (!without.includes('hashes')) onlyKnownWebAssembly(new Set(image.modules));
boundMemory(limits.memory);

const database = await boot();
boundFiles(database, limits.files);
let crash: unknown;
/** The batch being executed. */
let message: Uint8Array<ArrayBuffer> | undefined;
watchForCrash(database);
reply();
for (;;) {
  const frame = readFrame();
  if (frame[0] === request.batch) await execute(new Uint8Array(frame.subarray(1)));
  else dropPower(database);
  reply();
}

function reply(): void {
  if (crash === undefined) write(answerKind.ready, new Uint8Array());
  else write(answerKind.crash, Buffer.from(String((crash as { message?: string } | null)?.message ?? crash)));
}

/** One frame of standard input: a length of four bytes, and so many bytes. The end of the input ends the process. */
function readFrame(): Buffer<ArrayBuffer> {
  return readExactly(readExactly(4).readUInt32BE(0));
}

function readExactly(length: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const read = readSync(0, bytes, at, length - at, null);
    if (read === 0) process.exit(0);
    at += read;
  }
  return bytes;
}

function write(kind: number, bytes: Uint8Array): void {
  const frame = Buffer.alloc(5 + bytes.length);
  frame[0] = kind;
  frame.writeUInt32BE(bytes.length, 1);
  frame.set(bytes, 5);
  for (let at = 0; at < frame.length; ) at += writeSync(1, frame, at);
}

/**
 * Files of a cluster that is ready to start, as `scripts/embedded-assets.mjs` packs them: length of the header (4 bytes, big
 * endian), header (JSON), contents in order.
 */
async function readImage() {
  const packed = readFileSync(files.image);
  // In one piece: the last four bytes tell the size (RFC 1952, ISIZE), and joining pieces takes longer than reading them.
  const bytes: Buffer = await promisify<Buffer, { chunkSize: number }, Buffer>(gunzip)(packed, {
    chunkSize: packed.readUInt32LE(packed.length - 4) + 1,
  });
  let offset = 4 + bytes.readUInt32BE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, offset)) as {
    directories: string[];
    files: [path: string, size: number][];
    modules: string[];
    authenticatedUser: number;
    sessionUser: number;
    superuser: number;
  };
  const contents = header.files.map(([path, size]) => {
    // Not a Buffer: its `slice`, which Emscripten copies contents with, makes a view.
    const content = new Uint8Array(bytes.buffer, bytes.byteOffset + offset, size);
    offset += size;
    return { path, content };
  });
  if (offset !== bytes.length) throw new Error('the image of the embedded database is damaged');
  return { ...header, files: contents };
}

/** Sockets and name resolution: nothing here needs them, and Node's permission model does not cover them before 25. */
function leaveNetwork(): void {
  const refuse = () => {
    throw new Error('The embedded PostgreSQL has no network.');
  };
  const refuseAll = (object: object, names: readonly string[]) => {
    for (const name of names)
      Object.defineProperty(object, name, { value: refuse, writable: false, configurable: false });
  };
  const functions = (object: object) =>
    Object.getOwnPropertyNames(object).filter(
      (name) => name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(object, name)?.value === 'function',
    );
  refuseAll(net.Socket.prototype, ['connect']);
  refuseAll(net.Server.prototype, ['listen']);
  refuseAll(net, ['connect', 'createConnection', 'createServer']);
  refuseAll(dgram, ['createSocket']);
  refuseAll(dgram.Socket.prototype, functions(dgram.Socket.prototype));
  const resolvers = [dns.Resolver.prototype, dns.promises.Resolver.prototype];
  const bases = resolvers
    .map((prototype) => Object.getPrototypeOf(prototype))
    .filter((base) => base !== Object.prototype);
  for (const object of [...resolvers, ...bases, dns.promises, dns]) refuseAll(object, functions(object));
  refuseAll(process, ['kill', 'dlopen', 'binding']);
  for (const name of ['fetch', 'WebSocket', 'EventSource']) Reflect.deleteProperty(globalThis, name);
  syncBuiltinESMExports();
}

/** Compiles only what the bundle has hashes of, so that no library that SQL wrote into the server's files is loaded. */
function onlyKnownWebAssembly(known: ReadonlySet<string>): void {
  const { compile, instantiate, Module } = WebAssembly;
  const checked = (source: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(source);
    if (!known.has(createHash('sha256').update(bytes).digest('hex')))
      throw new WebAssembly.CompileError('this WebAssembly is not part of the bundle');
    return bytes;
  };
  WebAssembly.compile = async (bytes) => compile(checked(bytes));
  WebAssembly.Module = new Proxy(Module, { construct: (target, [bytes]) => new target(checked(bytes)) });
  WebAssembly.instantiate = async (source, imports) =>
    instantiate(source instanceof Module ? source : checked(source as Uint8Array), imports);
  Object.defineProperty(Module.prototype, 'constructor', { value: WebAssembly.Module });
  for (const name of ['compileStreaming', 'instantiateStreaming'] as const) delete WebAssembly[name];
  Object.freeze(WebAssembly);
}

/** Beyond the limit PostgreSQL is told that there is no more memory. */
function boundMemory(limit: number): void {
  const { prototype } = WebAssembly.Memory;
  const grow = prototype.grow;
  prototype.grow = function (this: { readonly buffer: ArrayBuffer }, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > limit) throw new RangeError('out of memory');
    return Reflect.apply(grow, this, [pages]);
  };
}

/**
 * Beyond the limit PostgreSQL is told that the disk is full. Files grow by writes, and by `ftruncate` and `posix_fallocate`,
 * for which Emscripten would copy the file each time.
 */
function boundFiles({ Module: module }: PGlite, limit: number): void {
  const { MEMFS, FS } = module as unknown as MemoryFileSystem;
  const resize = MEMFS.resizeFileStorage.bind(MEMFS);
  const expand = MEMFS.expandFileStorage.bind(MEMFS);
  let used = sizeOf(FS.root);
  MEMFS.expandFileStorage = (node, size) => {
    const before = node.contents.length;
    if (size <= before) return;
    // Files that were deleted are counted until it matters.
    if (used + size - before > limit) used = sizeOf(FS.root);
    // ENOSPC, as WASI counts it.
    if (used + size - before > limit) throw new FS.ErrnoError(51);
    expand(node, size);
    used += node.contents.length - before;
  };
  MEMFS.resizeFileStorage = (node, size) => {
    if (size <= node.usedBytes) {
      used -= node.contents.length;
      resize(node, size);
      used += node.contents.length;
      return;
    }
    MEMFS.expandFileStorage(node, size);
    node.contents.fill(0, node.usedBytes, size);
    node.usedBytes = size;
  };
}

/** Bytes of a file, or of all files below a directory. */
function sizeOf({ contents }: FileNode | DirectoryNode): number {
  if (ArrayBuffer.isView(contents)) return contents.byteLength;
  if (contents == null) return 0;
  return Object.values(contents).reduce((sum, node) => sum + sizeOf(node), 0);
}

interface FileNode {
  readonly contents: Uint8Array;
  usedBytes: number;
}

interface DirectoryNode {
  readonly contents: Readonly<Record<string, FileNode | DirectoryNode>> | null;
}

interface MemoryFileSystem {
  readonly MEMFS: {
    expandFileStorage(node: FileNode, size: number): void;
    resizeFileStorage(node: FileNode, size: number): void;
  };
  readonly FS: { readonly root: DirectoryNode; readonly ErrnoError: new (code: number) => Error };
}

async function boot(): Promise<PGlite> {
  const { MemoryFS, PGlite: Database } = createRequire(files.pglite)(
    files.pglite,
  ) as typeof import('@electric-sql/pglite');
  class ImageFS extends MemoryFS {
    override async initialSyncFs(): Promise<void> {
      const fs = this.pg?.Module.FS;
      for (const directory of image.directories) fs?.mkdirTree(directory);
      for (const { path, content } of image.files) fs?.writeFile(path, content, { canOwn: true });
    }
  }
  const wasm = await compiled;
  const server = new Database({
    fs: new ImageFS(),
    pgliteWasmModule: wasm,
    // Never instantiated, because the image has a cluster; given so that PGlite does not look for a file.
    initdbWasmModule: wasm,
    fsBundle: new Blob([readFileSync(files.data)]),
    startParams: [...Database.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])],
  });
  // Only PGlite's own client needs to know the array types of the server.
  server._initArrayTypes = async () => {};
  await server.waitReady;
  return server;
}

async function execute(batch: Uint8Array<ArrayBuffer>): Promise<void> {
  message = batch;
  try {
    await database.execProtocolRawStream(batch, {
      syncToFs: false,
      onRawData: (bytes) => write(answerKind.bytes, bytes),
    });
  } catch (error) {
    crash ??= error;
  }
  message = undefined;
}

/**
 * Makes the session that of the role it has taken with SET SESSION AUTHORIZATION, as if that had logged in. PGlite is a
 * single-user server, whose user is the superuser it began with, and who that is decides what a session may become
 * (PostgreSQL source, src/backend/utils/init/miscinit.c: `AuthenticatedUserId`, and before it those of the session, of the
 * outermost level and of now).
 */
function dropPower({ Module: module }: PGlite): void {
  const memory = new DataView((module as unknown as { HEAPU8: Uint8Array }).HEAPU8.buffer);
  const at = (address: number) => memory.getUint32(address, true);
  const [authenticated, session] = [image.authenticatedUser, image.sessionUser];
  if (at(authenticated) !== image.superuser || at(session) === image.superuser || at(session) === 0)
    throw new Error('the user of the session is not where it was when the bundle was built');
  memory.setUint32(authenticated, at(session), true);
}

/**
 * PGlite goes on after any exception of its WebAssembly code and then reports that it is ready, so that a trap in the
 * middle of a script would pass as success. Its loop over the message ends when the message has no bytes left.
 */
function watchForCrash({ Module: module }: PGlite): void {
  const runOnce = module._PostgresMainLoopOnce;
  module._PostgresMainLoopOnce = () => {
    try {
      runOnce();
    } catch (error) {
      if ((error as { status?: number }).status !== longJumpStatus) {
        crash = error;
        const buffer = message?.buffer;
        if (buffer) structuredClone(buffer, { transfer: [buffer] });
        module._pq_buffer_remaining_data = () => 0;
      }
      throw error;
    }
  };
}
