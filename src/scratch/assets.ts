import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, type ZlibOptions } from 'node:zlib';
import { assetPath } from '../assets';
import { preferFastWasmCompiler } from '../wasm-compiler';
import type { ThreadAssets } from './embedded-thread';
import { parseImage } from './image';

/** The little of the WebAssembly interface used here; TypeScript has it in its DOM library only. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

let loading: Promise<ThreadAssets> | undefined;

/** The assets of the embedded database, read once per process. */
export function embeddedAssets(): Promise<ThreadAssets> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ThreadAssets> {
  preferFastWasmCompiler();
  const [wasm, data, image] = await Promise.all([
    readFile(assetPath('@electric-sql/pglite/dist/pglite.wasm')).then((bytes) => WebAssembly.compile(bytes)),
    readFile(assetPath('@electric-sql/pglite/dist/pglite.data')).then((bytes) => new Blob([bytes])),
    readFile(assetPath('.cache/prisma-migration-gate/embedded.image.gz')).then(unzip).then(parseImage),
  ]);
  return { wasm, data, image };
}

/**
 * Into memory that threads share. In one piece: the last four bytes tell the size (RFC 1952, ISIZE), and joining hundreds of
 * pieces takes longer than reading them.
 */
async function unzip(bytes: Buffer): Promise<Buffer<SharedArrayBuffer>> {
  const chunkSize = bytes.readUInt32LE(bytes.length - 4) + 1;
  const unzipped = await promisify<Buffer, ZlibOptions, Buffer>(gunzip)(bytes, { chunkSize });
  const shared = Buffer.from(new SharedArrayBuffer(unzipped.length));
  shared.set(unzipped);
  return shared;
}
