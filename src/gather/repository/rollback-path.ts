/**
 * Path of the file that undoes a migration, relative to the repository root: the pattern of `rollback-file`, in which
 * `{migration}` stands for the path of the migration's folder and `{name}` for the folder's name.
 */
export function rollbackPath(pattern: string, folder: string): string {
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return pattern.replaceAll('{migration}', () => folder).replaceAll('{name}', () => name);
}
