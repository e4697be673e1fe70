import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UsageError } from '../../base/errors';
import type { SchemaFile } from '../../contracts/repository';
import { readText } from '../../git/files';
import { isMissing, isWithin, relativePath } from '../../git/paths';

/**
 * Every `.prisma` file below the folder, symbolic links followed, each folder once, as Prisma's
 * packages/schema-files-loader/src/loadSchemaFiles.ts does; sorted by path, so that two machines agree.
 * @throws UsageError for a link that leads out of the repository: without its target the schema would be incomplete
 */
export async function readSchemaFolder(root: string, folder: string): Promise<SchemaFile[]> {
  const realRoot = await realpath(root);
  const paths: string[] = [];
  await collect(folder, new Set());
  paths.sort();
  return paths.map((path) => ({ path: relativePath(root, path), text: readText(root, path) ?? '' }));

  async function collect(directory: string, visited: Set<string>): Promise<void> {
    const real = await realpath(directory);
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      const target = entry.isSymbolicLink() ? await linkTarget(path) : { path, is: entry };
      if (target.is.isDirectory()) await collect(path, visited);
      else if (target.is.isFile() && extname(target.path) === '.prisma') paths.push(path);
    }
  }

  async function linkTarget(path: string) {
    const place = relativePath(root, path);
    const real = await realpath(path).catch((error) => {
      if (isMissing(error)) throw new UsageError(`${place} is a symbolic link to something that does not exist.`);
      throw error;
    });
    if (isWithin(realRoot, real)) return { path: real, is: await stat(real) };
    throw new UsageError(
      `${place} is a symbolic link that leads out of the repository (to ${real}), which the gate does not follow: replace it by the file itself.`,
    );
  }
}
