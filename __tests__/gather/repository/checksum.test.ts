import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checksumState, sha256 } from '../../../src/gather/repository/checksum';

const lf = 'CREATE TABLE a ();\nCREATE TABLE b ();\n';
const crlf = lf.replaceAll('\n', '\r\n');
const file = (sql: string) => ({ sql, checksum: sha256(sql) });
/** As engines before prisma-engines#1887 wrote it: each byte in hex, not padded. */
const old = (text: string) => [...createHash('sha256').update(text).digest()].map((byte) => byte.toString(16)).join('');

test.each([
  ['the same text', sha256(lf), lf, 'match'],
  ['the same text with CRLF', sha256(crlf), crlf, 'match'],
  ['LF applied, CRLF on disk', sha256(lf), crlf, 'line-endings'],
  ['CRLF applied, LF on disk', sha256(crlf), lf, 'line-endings'],
  ['LF applied, both kinds on disk', sha256(lf), lf.replace('\n', '\r\n'), 'line-endings'],
  ['an old checksum of the same text', old(lf), lf, 'match'],
  ['an old checksum of the text with LF', old(lf), crlf, 'line-endings'],
  ['an old checksum of another text', old(`${lf}--`), lf, 'edited'],
  ['a word more', sha256(lf), `${lf}-- x`, 'edited'],
  ['the last line end gone', sha256(lf), lf.trimEnd(), 'edited'],
  ['a byte order mark added', sha256(lf), `\uFEFF${lf}`, 'edited'],
  ['nothing recorded', '', lf, 'unknown'],
])('%s', (_, recorded, sql, expected) => {
  expect(checksumState(recorded, file(sql))).toBe(expected);
});

test('the old form used here is really shorter, so that it is the old form that is tested', () => {
  expect(old(lf).length).toBeLessThan(64);
});

test('without a file there is nothing to compare', () => {
  expect(checksumState(sha256(lf), { sql: null, checksum: '' })).toBe('unknown');
});
