import picomatch from 'picomatch';
import type { ExcludeEntry } from '../contracts/settings';

/**
 * A glob of the config file on names in a database: `*` also stands for slashes and leading dots, which are nothing special
 * there, and a leading `!` is a character like others.
 */
export function nameGlob(glob: string): (name: string) => boolean {
  return picomatch(glob, { bash: true, dot: true, nonegate: true });
}

/** What an `exclude:` entry can call an object. */
export interface ExcludableName {
  readonly kind: string;
  readonly object: string;
}

/** Whether an `exclude:` entry is for an object that goes by any of these names. */
export function excludeMatcher(entries: readonly ExcludeEntry[]): (names: readonly ExcludableName[]) => boolean {
  const matchers = entries.map(({ kind, object }) => ({ kind, matches: nameGlob(object) }));
  return (names) =>
    matchers.some(({ kind, matches }) =>
      names.some((name) => (kind === '*' || kind === name.kind) && matches(name.object)),
    );
}
