import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatabaseUrls } from '../../src/settings/database-url';
import { usageError } from './project';

describe('database-url', () => {
  const url = 'postgresql://user:p=ss@host:5432/shop?schema=public&sslmode=require';

  it.each([
    ['nothing', ' \n\n', []],
    ['a bare URL, with = in its password and query', ` ${url}\n`, [['the database', url]]],
    ['one with a name', `production=${url}`, [['production', url]]],
    [
      'several',
      `\nstaging = ${url}\r\n\r\n  eu-1.prod_b=${url}\n`,
      [
        ['staging', url],
        ['eu-1.prod_b', url],
      ],
    ],
    ['a URL of another provider, for others to refuse', 'file:./dev.db', [['the database', 'file:./dev.db']]],
    ['the same with a name', 'dev=file:./dev.db', [['dev', 'file:./dev.db']]],
    ['something that is no URL, for others to refuse', 'localhost', [['the database', 'localhost']]],
  ])('reads %s', (_, written, expected) => {
    expect(parseDatabaseUrls(written).map(({ name, url }) => [name, url])).toEqual(expected);
  });

  it.each([
    [`${url}\n${url}`, 'database-url: entry 1 has no name: with several URLs, write each as name=url, one per line'],
    [`a=${url}\n${url}`, 'database-url: entry 2 has no name: with several URLs, write each as name=url, one per line'],
    [`a=${url}\na=${url}`, "database-url: there are two databases named 'a'"],
    ['production=', "database-url: 'production' has no URL (is its secret set?)"],
    [`a=${url}\nb=`, "database-url: 'b' has no URL (is its secret set?)"],
    [
      'host=localhost password=hunter2',
      "database-url: the value of 'host' is not a URL such as postgres://user@host/database",
    ],
    [`"${url}"`, 'database-url: the URL is in quotes, which belong to a shell or .env file: take them away'],
    [`a='${url}'`, 'database-url: the URL is in quotes, which belong to a shell or .env file: take them away'],
    [`my db=${url}`, "database-url: 'my db' is not a name for a database: use letters, digits, '_', '.' and '-'"],
    [`..=${url}`, "database-url: '..' is not a name for a database: use letters, digits, '_', '.' and '-'"],
    [`=${url}`, "database-url: '' is not a name for a database: use letters, digits, '_', '.' and '-'"],
  ])('%j', (written, message) => {
    expect(usageError(() => parseDatabaseUrls(written))).toBe(message);
  });

  // Anything a URL may hold once it is trimmed and on one line.
  const urls = fc
    .tuple(
      fc.constantFrom('postgres://', 'postgresql://', 'prisma+postgres://', 'mysql://'),
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((rest) => !/[\r\n]/.test(rest) && rest.trim() === rest),
    )
    .map(([scheme, rest]) => scheme + rest);
  const names = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,20}$/);

  it('takes a line separator of Unicode for part of a URL', () => {
    expect(parseDatabaseUrls('a=postgres://!\u2028!')).toEqual([{ name: 'a', url: 'postgres://!\u2028!' }]);
  });

  it('never loses or changes a bare URL', () => {
    fc.assert(
      fc.property(urls, (one) => {
        expect(parseDatabaseUrls(one)).toEqual([{ name: 'the database', url: one }]);
      }),
    );
  });

  it('never loses, changes or reorders named URLs', () => {
    const entries = fc.uniqueArray(fc.record({ name: names, url: urls }), {
      selector: ({ name }) => name,
      minLength: 1,
    });
    fc.assert(
      fc.property(entries, fc.constantFrom('\n', '\r\n', '\n\n  '), (databases, newline) => {
        const written = databases.map(({ name, url }) => `${name}=${url}`).join(newline);
        expect(parseDatabaseUrls(written)).toEqual(databases);
      }),
    );
  });
});
