import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Where a file that the bundler does not carry (WebAssembly, data) is: in `assets/` beside the running bundle, under its
 * base name; when run from source, in the nearest `node_modules` above.
 *
 * @param name path below `node_modules`, such as `@prisma/schema-engine-wasm/schema_engine_bg.wasm`
 * @throws Error when it is in neither place: the build forgot to copy it
 */
export function assetPath(name: string): string {
  const path = findAsset(name);
  if (path === null) throw new Error(`The asset ${name} is missing beside the bundle in ${here()}`);
  return path;
}

/** As {@link assetPath}, but null when the file is not there. */
function findAsset(name: string): string | null {
  const start = here();
  const bundled = join(start, 'assets', basename(name));
  if (existsSync(bundled)) return bundled;
  for (let directory = start; ; directory = dirname(directory)) {
    const installed = join(directory, 'node_modules', name);
    if (existsSync(installed)) return installed;
    if (dirname(directory) === directory) return null;
  }
}

/** The directory of the bundle, or of this file when vitest runs it; plain ES modules know neither. */
function here(): string {
  return typeof __dirname === 'string' ? __dirname : process.cwd();
}
