import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors';
import { type DatabaseAddress, describeAddress, parseDatabaseUrl } from '../../src/postgres/url';

describe('parts', () => {
  const cases: [url: string, parts: Partial<DatabaseAddress>][] = [
    [
      'postgresql://app:pw@db.example.com/shop',
      { user: 'app', password: 'pw', host: 'db.example.com', port: 5432, database: 'shop', schema: null, notes: [] },
    ],
    ['postgres://app@h:6543/shop?schema=orders', { password: '', port: 6543, schema: 'orders' }],
    // Characters that must be escaped, an escape that is none, an `@` that the URL standard forgives.
    ['postgres://a%40b:p%2Fq%3F%23%25%20r@h/my%20db', { user: 'a@b', password: 'p/q?#% r', database: 'my db' }],
    ['postgres://app:100%zz@h/db', { password: '100%zz' }],
    ['postgres://app:p@ss@h/db', { password: 'p@ss', host: 'h' }],
    ['postgres://app:p@[2001:db8::1]:5433/db', { host: '2001:db8::1', port: 5433 }],
    ['postgres://app:p@h', { database: 'postgres' }],
    ['postgres://app:p@h/', { database: 'app' }],
    ['postgres://app:p@h/db/more', { database: 'db' }],
    ['postgres://app:p@localhost/db?host=/var/run/postgresql', { host: '/var/run/postgresql' }],
    ['postgres://app@/db?host=%2Fcloudsql%2Fp:r:i', { host: '/cloudsql/p:r:i', port: 5432 }],
    [
      'postgres://app@h/db?options=endpoint%3Dep-1&application_name=ci',
      { options: 'endpoint=ep-1', applicationName: 'ci' },
    ],
    ['postgres://app@h/db?connect_timeout=3&socket_timeout=7', { connectTimeoutMs: 3000, socketTimeoutMs: 7000 }],
    ['postgres://app@h/db?connect_timeout=0', { connectTimeoutMs: 60_000, socketTimeoutMs: null }],
    [
      'postgres://app@h/db?pgbouncer=true&connection_limit=1&pool_timeout=0&statement_cache_size=0',
      { pgbouncer: true, notes: [] },
    ],
    ['postgres://app@h/db?schema=a&schema=b', { schema: 'b' }],
    ['  postgres://app@h/db\n', { database: 'db' }],
    ['postgres://app@h/db?channel_binding=require', { channelBinding: true, notes: [] }],
    ['postgres://app@h/db?supa=x', { notes: ['URL parameters that Prisma does not know were ignored: supa.'] }],
  ];
  test.each(cases)('%s', (url, parts) => {
    expect(parseDatabaseUrl(url)).toMatchObject(parts);
  });
});

describe('TLS means what it means to Prisma', () => {
  const files = { caFile: null, certificateFile: null, keyFile: null, identityFile: null, identityPassword: null };
  test.each([
    ['', { mode: 'prefer', verify: 'none', ...files }],
    ['sslmode=disable', { mode: 'disable', verify: 'none', ...files }],
    ['sslmode=require', { mode: 'require', verify: 'none', ...files }],
    ['sslmode=require&sslaccept=strict', { mode: 'require', verify: 'full', ...files }],
    ['sslmode=require&sslaccept=accept_invalid_certs', { mode: 'require', verify: 'none', ...files }],
    ['sslaccept=strikt', { mode: 'prefer', verify: 'full', ...files }],
    ['sslmode=verify-ca', { mode: 'require', verify: 'ca', ...files }],
    ['sslmode=verify-full&sslrootcert=ca.pem', { mode: 'require', verify: 'full', ...files, caFile: 'ca.pem' }],
    ['sslmode=constructor', { mode: 'prefer', verify: 'none', ...files }],
    ['sslcert=ca.pem', { mode: 'prefer', verify: 'none', ...files, caFile: 'ca.pem' }],
    [
      'sslcert=me.pem&sslkey=me.key',
      { mode: 'prefer', verify: 'none', ...files, certificateFile: 'me.pem', keyFile: 'me.key' },
    ],
    [
      'sslidentity=me.p12&sslpassword=a%2Bb',
      { mode: 'prefer', verify: 'none', ...files, identityFile: 'me.p12', identityPassword: 'a+b' },
    ],
  ])('%s', (parameters, tls) => {
    expect(parseDatabaseUrl(`postgres://app@h/db?${parameters}`).tls).toEqual(tls);
  });
});

describe('refused, in words that hold nothing of the URL', () => {
  test.each([
    ['', /is empty/],
    ['prisma://accelerate.example/?api_key=hunter2', /Accelerate.*direct postgres:\/\/ URL/],
    ['prisma+postgres://localhost:51213/?api_key=hunter2', /"prisma\+postgres:".*direct postgres:\/\/ URL/],
    ['mysql://app:hunter2@h/db', /MySQL/],
    ['file:./hunter2.db', /SQLite/],
    ['sqlserver://h;password=hunter2', /SQL Server/],
    ['mongodb+srv://app:hunter2@h/db', /MongoDB/],
    ['jdbc:postgresql://h/db?password=hunter2', /drop the "jdbc:"/],
    ['hunter2:hunter2', /must begin with postgres:\/\//],
    ['hunter2', /must begin with postgres:\/\//],
    ['postgres://h/db', /names no user/],
    ['postgres://app:hunter2@h1:1,h2:2/db', /several hosts/],
    ['postgres://app:hunter2@h1,h2/db', /several hosts/],
    // Not escaped: the host would end at the character, and the rest of the password be taken for something else.
    ['postgres://app:12#hunter2@h/db', /percent-encoded/],
    ['postgres://app:12?hunter2@h/db', /percent-encoded/],
    ['postgres://app:12/hunter2@h/db', /percent-encoded/],
    ['postgres://app:hunter2#x@h/db', /percent-encoded/],
    ['postgres://app:x@y?hunter2@h/db', /percent-encoded/],
    ['postgres://app:hunter2@h:99999/db', /could not be read/],
    ['postgres://app:hunter2@h/db?connect_timeout=hunter2', /connect_timeout/],
    ['postgres://app:hunter2@h/db?pgbouncer=hunter2', /pgbouncer/],
  ])('%s', (url, message) => {
    const error = thrownBy(() => parseDatabaseUrl(url));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/hunter2|app|h1/);
    expect(String(error.stack)).not.toContain('hunter2');
    expect(error.cause).toBeUndefined();
  });
});

test.each([
  ['postgres://app:pw@db.example.com/shop', 'db.example.com:5432/shop'],
  ['postgres://app:pw@[::1]/shop', '[::1]:5432/shop'],
  ['postgres://app:pw@h/a%0Ab', 'h:5432/a?b'],
  ['postgres://app:pw@h/shop?host=/var/run/postgresql', '/var/run/postgresql:5432/shop'],
])('describeAddress shows no credentials: %s', (url, shown) => {
  expect(describeAddress(parseDatabaseUrl(url))).toBe(shown);
});

function thrownBy(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
