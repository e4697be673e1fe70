import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/postgres/redact';
import { secretsOf } from '../../src/postgres/secrets';

const odd = `p@ss:w/o%r#d?&=+"'$\\ ü😀`;

const lowerCaseEscapes = (text: string) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase());

describe('secretsOf', () => {
  const cases: { url: string; maskable: string[] }[] = [
    {
      url: 'postgres://app:s3cret%40word@db.example.com:5432/shop',
      maskable: [
        'postgres://app:s3cret%40word@db.example.com:5432/shop',
        'app:s3cret%40word',
        's3cret%40word',
        's3cret@word',
      ],
    },
    // Everyday words stay readable in the log; only the whole URL and the pair are masked.
    { url: 'postgres://app:test@localhost/shop', maskable: ['postgres://app:test@localhost/shop', 'app:test'] },
    {
      url: 'postgres://postgres:postgres@localhost/postgres',
      maskable: ['postgres://postgres:postgres@localhost/postgres', 'postgres:postgres'],
    },
    {
      url: 'postgres://app:warehouse@db/warehouse?x=1',
      maskable: ['postgres://app:warehouse@db/warehouse?x=1', 'app:warehouse'],
    },
    { url: 'postgres://app@localhost:5432/db', maskable: ['postgres://app@localhost:5432/db'] },
    {
      url: 'postgres://app@localhost/db?sslidentity=x.p12&sslpassword=hunter2hunter2',
      maskable: ['postgres://app@localhost/db?sslidentity=x.p12&sslpassword=hunter2hunter2', 'hunter2hunter2'],
    },
    // Nothing here can be parsed, and it is as secret as if it could.
    {
      url: 'postgres://app:un/escaped?pw@db/shop',
      maskable: ['postgres://app:un/escaped?pw@db/shop', 'app:un/escaped?pw', 'un/escaped?pw'],
    },
  ];
  test.each(cases)('$url', ({ url, maskable }) => {
    expect([...secretsOf(url).maskable].sort()).toEqual([...maskable].sort());
  });
});

describe('createRedactor', () => {
  const url = `postgres://app:${encodeURIComponent(odd)}@db.example.com:5432/shop?schema=public`;
  const redact = createRedactor([url], ['ghs_0123456789']);

  test.each([
    ['the URL', url, '***'],
    ['the decoded password', `password authentication failed (${odd})`, 'password authentication failed (***)'],
    ['lower-case escapes', lowerCaseEscapes(odd), '***'],
    ['JSON', JSON.stringify({ password: odd }), '{"password":"***"}'],
    ['another secret', 'token ghs_0123456789!', 'token ***!'],
    ['a URL that is not ours', 'see postgresql://me:mine@other/db.', 'see postgresql://***@other/db.'],
    ['nothing', 'a postgres database at db.example.com', 'a postgres database at db.example.com'],
  ])('%s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('an everyday password goes only where it stands as one', () => {
    const everyday = createRedactor(['postgres://postgres:postgres@localhost/postgres'], []);
    expect(everyday('postgres started: postgres:postgres@localhost, PGPASSWORD=postgres, user "postgres"')).toBe(
      'postgres started: postgres:***@localhost, PGPASSWORD=***, user "postgres"',
    );
  });

  test('no text keeps a password of eight characters or more, however it is written', () => {
    const encoders: ((text: string) => string)[] = [
      (text) => text,
      encodeURIComponent,
      lowerCaseEscapes,
      (text) => encodeURIComponent(encodeURIComponent(text)),
      (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
      (text) => new URLSearchParams({ text }).toString(),
      (text) => JSON.stringify(text),
      (text) => text.replaceAll("'", "''"),
      (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
    ];
    const password = fc
      .string({ unit: 'grapheme', minLength: 8, maxLength: 20 })
      .filter((text) => text.trim() === text);
    fc.assert(
      fc.property(password, fc.string(), fc.string(), fc.constantFrom(...encoders), (secret, before, after, encode) => {
        const redacted = createRedactor(
          [`postgres://app:${encodeURIComponent(secret)}@host/db`],
          [],
        )(before + encode(secret) + after + secret);
        expect(redacted).not.toContain(secret);
        expect(redacted).not.toContain(encodeURIComponent(secret));
        expect(redacted.length).toBeLessThanOrEqual(before.length + after.length + 'text='.length + 2 * '"***"'.length);
      }),
      { numRuns: 500 },
    );
  });
});
