import { copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Copies what ncc does not see: libpg-query reads `libpg-query.wasm` from the directory of its own code (`__dirname`),
 * which in a bundle is the directory of the bundle.
 */
export async function copySqlAssets(outDir) {
  const wasm = join(dirname(require.resolve('libpg-query')), 'libpg-query.wasm');
  await copyFile(wasm, join(outDir, 'libpg-query.wasm'));
}
