import { rcompare, satisfies, valid, validRange } from 'semver';
import { type LockReader, pattern } from './lock';

/**
 * `yarn.lock`, classic and Berry: entries headed by the ranges they answer, such as `prisma@^5.0.0, prisma@5.1.0:` or
 * `"prisma@npm:^6.0.0":`, followed by `version "5.1.0"` or `version: 6.19.0`.
 */
export const yarnLock: LockReader = (text) => ({
  versionOf(packageName, _project, range) {
    const entries = entriesOf(text, packageName);
    const exact = entries.find(({ ranges }) => range !== undefined && ranges.includes(range));
    if (exact !== undefined) return exact.version;
    // The range of a workspace catalog, or one changed by `resolutions`, stands in the head in another form.
    const versions = entries.map(({ version }) => version).sort(rcompare);
    const fitting = versions.find((version) => range !== undefined && validRange(range) && satisfies(version, range));
    return fitting ?? versions[0] ?? null;
  },
});

function entriesOf(text: string, packageName: string): { ranges: string[]; version: string }[] {
  const entries: { ranges: string[]; version: string }[] = [];
  const head = new RegExp(`^"?${pattern(packageName)}@[^\\n]*:\\r?$`, 'gm');
  for (const match of text.matchAll(head)) {
    const body = text.slice(match.index + match[0].length).match(/^\r?\n(?: [^\n]*\n)*? {2}version:? "?([^"\s]+)"?/);
    const version = body?.[1];
    if (version === undefined || valid(version) === null) continue;
    const ranges = match[0].replace(/["\r]|:\r?$/g, '').split(', ');
    entries.push({ ranges: ranges.map((range) => rangeOf(range, packageName)), version });
  }
  return entries;
}

function rangeOf(descriptor: string, packageName: string): string {
  return descriptor.slice(packageName.length + 1).replace(/^npm:/, '');
}
