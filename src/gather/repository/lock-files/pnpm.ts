import { type LockReader, pattern, projectAndAbove } from './lock';

const dependencyKinds = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * `pnpm-lock.yaml`, lockfile versions 5 to 9. The file is written by a program and can be megabytes long, so only the
 * lines of the project's importer are read, by their indentation; the YAML around them is not parsed.
 */
export const pnpmLock: LockReader = (text) => ({
  versionOf(packageName, project) {
    // pnpm 11 writes a second document for its own dependencies.
    for (const document of text.split(/^---\r?\n/m)) {
      const importers = section(document, 0, 'importers');
      for (const directory of projectAndAbove(project)) {
        const version = resolved(section(importers, 2, directory || '.'), 4, packageName);
        if (version !== null) return version;
      }
      // A repository of one project has no importers before lockfile version 9.
      const version = importers === null ? resolved(document, 0, packageName) : null;
      if (version !== null) return version;
    }
    return null;
  },
});

function resolved(text: string | null, indent: number, packageName: string): string | null {
  for (const kind of dependencyKinds) {
    const body = section(section(text, indent, kind), indent + 2, packageName, true);
    // `prisma: 5.1.0` up to 5.3, then `prisma:` with `specifier:` and `version:` below it.
    const version = body?.match(/^ *version: *(.*)$/m)?.[1] ?? body?.match(/^ *([^\s:].*)$/)?.[1];
    const plain = version?.match(/^["']?\/?(\d+\.\d+\.\d+[^_("']*)/)?.[1];
    if (plain !== undefined) return plain.trim();
  }
  return null;
}

/**
 * What stands below (or, with `inline`, also behind) a key of the given indentation: the lines up to the next one that is
 * indented no deeper. Null when there is no such key.
 */
function section(text: string | null, indent: number, key: string, inline = false): string | null {
  if (text === null) return null;
  const name = pattern(key);
  const head = new RegExp(`^ {${indent}}(?:${name}|'${name}'|"${name}"):(.*)\\r?\\n?`, 'm');
  const match = head.exec(text);
  if (match === null) return null;
  if (inline && match[1]?.trim()) return match[1].trim();
  const rest = text.slice(match.index + match[0].length);
  const end = rest.search(new RegExp(`^ {0,${indent}}[^\\s]`, 'm'));
  return end === -1 ? rest : rest.slice(0, end);
}
