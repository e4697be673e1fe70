import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Files of Prisma's packages, as paths below node_modules, that the bundle needs in `assets/` beside it. Not
 * prisma_schema_build_bg.wasm: ncc sees how @prisma/prisma-schema-wasm reads it and puts it beside the bundle.
 */
export const prismaAssets = ['@prisma/schema-engine-wasm/schema_engine_bg.wasm'];

/** Copies {@link prismaAssets} into `<outDir>/assets/`. */
export function copyPrismaAssets(outDir) {
  const assets = join(outDir, 'assets');
  mkdirSync(assets, { recursive: true });
  for (const asset of prismaAssets) {
    cpSync(join(import.meta.dirname, '..', 'node_modules', asset), join(assets, basename(asset)));
  }
}
