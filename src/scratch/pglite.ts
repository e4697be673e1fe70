import { createRequire } from 'node:module';
import { assetPath } from '../assets';

/** What is used of the package `@electric-sql/pglite`. */
type PGliteModule = Pick<typeof import('@electric-sql/pglite'), 'PGlite' | 'MemoryFS'>;

/**
 * Loads PGlite from its own file on first use, 0.5 MB that a run without the embedded database does not need. It cannot be
 * in the bundle: webpack, and so ncc, gives `await import('module')` in it a namespace without `createRequire`.
 */
export function loadPGlite(): PGliteModule {
  const path = assetPath('@electric-sql/pglite/dist/index.cjs');
  return createRequire(path)(path) as PGliteModule;
}
