import { UsageError } from '../base/errors';
import { type DatabaseSetting, unnamedDatabase } from '../contracts/settings';
import { quote } from './wording';

// A URL holds `=` in its query, so `name=` counts only where no part of a URL stands before the `=`.
const named = /^([^=:/?#@]*?)\s*=\s*(.*)$/s;
const scheme = /^[a-z][a-z0-9+.-]*:/i;

/**
 * The databases of `database-url`: one bare URL, called {@link unnamedDatabase}, or one `name=url` per line. The URLs come back exactly
 * as written; whether they are any good is for `database/` to say.
 * @throws UsageError, which never shows a URL
 */
export function parseDatabaseUrls(written: string): DatabaseSetting[] {
  const lines = written
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const databases = lines.map(parseLine);

  if (databases.length === 1 && databases[0]?.name === undefined) {
    return databases.map(({ url }) => ({ name: unnamedDatabase, url }));
  }
  const names = new Set<string>();
  return databases.map(({ name, url }, index) => {
    if (name === undefined) {
      throw new UsageError(
        `database-url: entry ${index + 1} has no name: with several URLs, write each as name=url, one per line`,
      );
    }
    if (names.has(name)) throw new UsageError(`database-url: there are two databases named ${quote(name)}`);
    names.add(name);
    return { name, url };
  });
}

function parseLine(line: string): { name: string | undefined; url: string } {
  if (/^(?:[\w.-]+=)?["']/.test(line))
    throw new UsageError('database-url: the URL is in quotes, which belong to a shell or .env file: take them away');
  const [, name, url] = named.exec(line) ?? [];
  if (name === undefined || url === undefined) return { name: undefined, url: line };
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) {
    throw new UsageError(
      `database-url: ${quote(name)} is not a name for a database: use letters, digits, '_', '.' and '-'`,
    );
  }
  if (url === '') throw new UsageError(`database-url: ${quote(name)} has no URL (is its secret set?)`);
  if (!scheme.test(url)) {
    throw new UsageError(
      `database-url: the value of ${quote(name)} is not a URL such as postgres://user@host/database`,
    );
  }
  return { name, url };
}
