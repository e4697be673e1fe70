/** What a package manager's lock file can be asked. */
export interface PackageLock {
  /**
   * The version that is installed for a project of the repository; null when the lock file does not have the package.
   * @param project directory of the project's package.json, relative to the lock file's, `/`-separated, '' for its own
   * @param range what the project's package.json asks for; undefined when it does not name the package
   */
  versionOf(packageName: string, project: string, range: string | undefined): string | null;
}

/** Opens a lock file's text; throws when the text is not what the package manager writes. */
export type LockReader = (text: string) => PackageLock;

/** Source of a regular expression that matches the text and nothing else. */
export function pattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** `a/b/c`, `a/b`, `a`, ''. */
export function* projectAndAbove(project: string): Generator<string> {
  for (let at = project; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) yield at;
  yield '';
}
