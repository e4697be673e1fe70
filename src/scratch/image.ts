/** Files of a database cluster that is ready to start, as `scripts/embedded-assets.mjs` packs them. */
export interface Image {
  /** Parents before children. */
  readonly directories: readonly string[];
  readonly files: readonly { readonly path: string; readonly content: Uint8Array }[];
}

/**
 * Reads the packed form: length of the header (4 bytes, big endian), header (JSON), contents in order.
 * @returns views of the bytes, which therefore must be in memory that threads share
 */
export function parseImage(packed: Buffer<SharedArrayBuffer>): Image {
  let offset = 4 + packed.readUInt32BE(0);
  const header = JSON.parse(packed.toString('utf8', 4, offset)) as {
    directories: string[];
    files: [path: string, size: number][];
  };
  const files = header.files.map(([path, size]) => {
    // Not a Buffer: its `slice`, which Emscripten copies contents with, makes a view, and instances would share files.
    const content = new Uint8Array(packed.buffer, packed.byteOffset + offset, size);
    offset += size;
    return { path, content };
  });
  if (offset !== packed.length) throw new Error('The image of the embedded database is damaged.');
  return { directories: header.directories, files };
}
