import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UndeterminedError, UsageError } from '../../src/base/errors';
import { silentLog } from '../../src/base/log';
import { type ConnectOptions, connect } from '../../src/postgres/connect';
import { parseDatabaseUrl } from '../../src/postgres/url';
import { execute, startPostgres } from '../support/postgres';

const quick: ConnectOptions = { retries: 2, retryDelayMs: 10 };
const directory = mkdtempSync(join(tmpdir(), 'migration-gate-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const open = (url: string, options = quick) => connect(parseDatabaseUrl(url), options, silentLog);

/** The rejection of a connection attempt, which must be one line for people without the password. */
async function failure(url: string, options?: ConnectOptions): Promise<string> {
  const error = await open(url, options).then(
    () => new Error('it connected'),
    (reason: unknown) => reason as Error,
  );
  expect(error).toBeInstanceOf(UndeterminedError);
  expect(error.message).not.toContain('\n');
  expect(error.message).not.toContain('hunter2');
  expect(error.cause).toBeUndefined();
  return error.message;
}

describe('a server on this machine', () => {
  const server = () => startPostgres(15);
  const at = async (change: (url: URL) => void) => {
    const url = new URL((await server()).url);
    change(url);
    return url.href;
  };

  test('time in which this thread does not look for the answer is not held against the server', async () => {
    const url = `${(await server()).url}?connect_timeout=1`;
    const opening = open(url, { retries: 0 });
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000));
    await (await opening).end();
  });

  test('a query that the server does not answer in time ends the connection', async () => {
    const connection = await open((await server()).url, { queryTimeoutMs: 500 });
    await expect(connection.script('SELECT pg_sleep(30)')).rejects.toThrow('did not answer a query in time');
    await expect(connection.query('SELECT 1')).rejects.toThrow('connection to the server was lost');
    await connection.end();
  });

  test('an answer of gigabytes is cut off on the way', async () => {
    const connection = await open((await server()).url);
    const query = connection.script("SELECT repeat('x', 1000000) FROM generate_series(1, 4000)");
    await expect(query).rejects.toThrow('answered a query with more than 256 MB');
    await connection.end();
  });

  test('connects, tells the version, and prefers TLS without insisting', async () => {
    const connection = await open((await server()).url);
    expect(Math.floor(connection.serverVersionNumber / 10_000)).toBe(15);
    const [row] = await connection.query(`SELECT application_name, ssl FROM pg_stat_activity
      JOIN pg_stat_ssl USING (pid) WHERE pid = pg_backend_pid()`);
    expect(row).toEqual({ application_name: 'prisma-migration-gate', ssl: false });
    await connection.end();
  });

  test('takes a password with odd characters, options and application name from the URL', async () => {
    const password = `p@ss:w/o%r#d?&=+"'$\\ ü😀`;
    await execute((await server()).url, `CREATE ROLE odd LOGIN PASSWORD '${password.replaceAll("'", "''")}'`);
    const url = await at((parts) => {
      parts.username = 'odd';
      parts.password = encodeURIComponent(password);
      parts.search = '?application_name=my-ci&options=-c%20search_path%3Dorders';
    });
    const connection = await open(url);
    const [row] = await connection.query(`SELECT current_user AS who, current_setting('search_path') AS path,
      current_setting('application_name') AS application`);
    expect(row).toEqual({ who: 'odd', path: 'orders', application: 'my-ci' });
    await connection.end();
  });

  test('is not steered by PG variables of the environment', async () => {
    const url = await at((parts) => {
      parts.password = '';
    });
    process.env.PGPASSWORD = new URL((await server()).url).password;
    process.env.PGSSLMODE = 'verify-full';
    process.env.PGSSLNEGOTIATION = 'direct';
    try {
      expect(await failure(url)).toMatch(/authentication failed.*wants a password/);
    } finally {
      delete process.env.PGPASSWORD;
      delete process.env.PGSSLMODE;
      delete process.env.PGSSLNEGOTIATION;
    }
  });

  test('wrong password: said at once, not tried again', async () => {
    const message = await failure(await at((url) => (url.password = 'hunter2')));
    expect(message).toMatch(
      /^Cannot connect to 127\.0\.0\.1:\d+\/postgres: authentication failed\. .*password authentication failed for user "postgres"\)\.$/,
    );
  });

  test('no such database', async () => {
    const message = await failure(await at((url) => (url.pathname = '/nowhere')));
    expect(message).toMatch(/no such database .*"nowhere" does not exist\)\.$/);
  });

  test('TLS required of a server that has none', async () => {
    expect(await failure(await at((url) => (url.search = '?sslmode=require')))).toMatch(
      /TLS: the server does not offer it, and the URL says sslmode=require\.$/,
    );
  });

  test('too many connections', async () => {
    const { url } = await server();
    await execute(url, `CREATE ROLE crowd LOGIN PASSWORD 'hunter2' CONNECTION LIMIT 0`);
    const message = await failure(
      await at((parts) => {
        parts.username = 'crowd';
        parts.password = 'hunter2';
      }),
    );
    expect(message).toMatch(/too many connections .* Tried 3 times in \d+ s\.$/);
  });

  test('a session that is ended from outside gives a clear error, then and afterwards', async () => {
    const { url } = await server();
    const connection = await open(url);
    const [row] = await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await execute(url, `SELECT pg_terminate_backend(${row?.pid})`);
    await expect(connection.query('SELECT 1')).rejects.toThrow(/terminat|connection to the server was lost/);
    await expect(connection.query('SELECT 1')).rejects.toThrow(/The connection to the server was lost/);
    await connection.end();
  });
});

describe('a server with TLS', () => {
  const pem = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });

  beforeAll(() => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=Test CA',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    for (const [name, subject] of [
      ['server', '/CN=localhost'],
      ['client', '/CN=postgres'],
    ] as const) {
      openssl(
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        subject,
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
      );
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-copy_extensions',
        'copy',
        '-days',
        '2',
        '-out',
        `${name}.pem`,
      );
    }
    openssl(
      'pkcs12',
      '-export',
      '-in',
      'client.pem',
      '-inkey',
      'client.key',
      '-passout',
      'pass:hunter2',
      '-out',
      'client.p12',
    );
    writeFileSync(
      pem('hba.conf'),
      'hostssl only_tls all all scram-sha-256\nhost only_tls all all reject\nhostssl with_cert all all cert\nhost all all all scram-sha-256\n',
    );
    // The server, which is not root, must be the one that owns its key.
    if (process.getuid?.() === 0) {
      execFileSync('chmod', ['755', directory]);
      for (const name of ['server.key', 'hba.conf']) chownSync(pem(name), 65534, 65534);
    }
  });

  const server = () =>
    startPostgres(15, {
      ssl: 'on',
      ssl_cert_file: pem('server.pem'),
      ssl_key_file: pem('server.key'),
      ssl_ca_file: pem('ca.pem'),
      hba_file: pem('hba.conf'),
    });
  const at = async (search: string, host = 'localhost', database = 'postgres') => {
    const url = new URL((await server()).url);
    url.hostname = host;
    url.pathname = `/${database}`;
    url.search = search;
    return url.href;
  };
  const usesTls = async (url: string) => {
    const connection = await open(url, { ...quick, directory });
    const [row] = await connection.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    await connection.end();
    return row?.ssl;
  };

  test.each([
    ['', true],
    ['?sslmode=prefer', true],
    ['?sslmode=disable', false],
    ['?sslmode=require', true],
    ['?sslmode=require&sslaccept=strict&sslcert=ca.pem', true],
    ['?sslmode=verify-full&sslrootcert=ca.pem', true],
  ])('%s', async (search, tls) => {
    expect(await usesTls(await at(search))).toBe(tls);
  });

  test('verify-ca takes another host name, verify-full does not', async () => {
    expect(await usesTls(await at('?sslmode=verify-ca&sslrootcert=ca.pem', '127.0.0.1'))).toBe(true);
    expect(await failure(await at('?sslmode=verify-full&sslrootcert=ca.pem', '127.0.0.1'), { directory })).toMatch(
      /TLS: the certificate is for another host name/,
    );
  });

  test('an authority that nobody knows is refused when told to look', async () => {
    expect(await failure(await at('?sslaccept=strict'))).toMatch(
      /TLS: the certificate of the server is not trusted.*sslcert/,
    );
  });

  test('a client certificate, as Prisma and as libpq have it', async () => {
    await execute((await server()).url, 'CREATE DATABASE with_cert');
    expect(await usesTls(await at('?sslidentity=client.p12&sslpassword=hunter2', 'localhost', 'with_cert'))).toBe(true);
    expect(await usesTls(await at('?sslcert=client.pem&sslkey=client.key', 'localhost', 'with_cert'))).toBe(true);
    expect(await failure(await at('', 'localhost', 'with_cert'))).toMatch(/authentication failed.*certificate/);
  });

  test('certificate files that are missing or locked are the user’s to mend', async () => {
    for (const [search, message] of [
      ['?sslidentity=client.p12&sslpassword=wrong', /cannot be used.*sslpassword/],
      ['?sslcert=nowhere.pem', /sslcert.*cannot be read \(ENOENT\)/],
    ] as const) {
      const error = await open(await at(search), { ...quick, directory }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UsageError);
      expect(String(error)).toMatch(message);
    }
  });

  test('a server that wants TLS says so', async () => {
    await execute((await server()).url, 'CREATE DATABASE only_tls');
    expect(await failure(await at('?sslmode=disable', 'localhost', 'only_tls'))).toMatch(
      /pg_hba\.conf of the server refuses.*sslmode=require/,
    );
  });
});

describe('no server', () => {
  const listening: { server: Server; sockets: Set<Socket> }[] = [];
  afterAll(async () => {
    for (const { server, sockets } of listening) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  /** Something that listens on loopback and treats each connection in its own way. */
  const listen = async (onConnection: (socket: Socket) => void) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      onConnection(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    listening.push({ server, sockets });
    const address = server.address();
    return `postgres://app:hunter2@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/shop`;
  };

  test('refused', async () => {
    const url = await listen(() => {});
    const last = listening.pop();
    await new Promise((resolve) => last?.server.close(resolve));
    expect(await failure(url)).toMatch(/connection refused\. .* Tried 3 times in \d+ s\.$/);
  });

  test('refused at each address of a name', async () => {
    const url = new URL(await listen(() => {}));
    const last = listening.pop();
    await new Promise((resolve) => last?.server.close(resolve));
    url.hostname = 'localhost';
    expect(await failure(url.href)).toMatch(/^Cannot connect to localhost:\d+\/shop: connection refused/);
  });

  test('no such host', async () => {
    expect(await failure('postgres://app:hunter2@db.invalid/shop')).toMatch(/db\.invalid:5432\/shop: .*\(DNS\)/);
  });

  test('no answer', async () => {
    const url = await listen(() => {});
    expect(await failure(`${url}?connect_timeout=1`, { retries: 0 })).toMatch(
      /no answer \(time-out\)\. Often a firewall/,
    );
  });

  test('reset', async () => {
    expect(await failure(await listen((socket) => socket.resetAndDestroy()))).toMatch(/reset.*Tried 3 times/);
  });

  test('closed', async () => {
    expect(await failure(await listen((socket) => socket.end()))).toMatch(/closed the connection.*Tried 3 times/);
  });

  test('not PostgreSQL', async () => {
    const url = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await failure(url)).toMatch(/not PostgreSQL/);
  });

  test('no such socket', async () => {
    expect(await failure(`postgres://app:hunter2@localhost/shop?host=${directory}`)).toMatch(/no such socket/);
  });

  /** Answers the start-up with an ErrorResponse, as a server or a pooler does. */
  const refuse = (code: string, message: string) => (socket: Socket) => {
    socket.once('data', () => {
      const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
      const head = Buffer.alloc(5, 'E');
      head.writeInt32BE(fields.length + 4, 1);
      socket.end(Buffer.concat([head, fields]));
    });
  };

  test.each([
    ['57P03', 'the database system is starting up', /starting up.*Tried 3 times/],
    ['XX000', 'Tenant or user not found', /the provider knows no such project.*not found\)\.$/],
    ['08P01', 'unsupported startup parameter', /does not take a setting of the URL \(SQLSTATE 08P01\)/],
    ['P0001', '::error::everything is fine', /the server refused \(SQLSTATE P0001\)\. Its log says why\.$/],
  ])('refused with %s %s', async (code, message, expected) => {
    expect(await failure(`${await listen(refuse(code, message))}?sslmode=disable`)).toMatch(expected);
  });

  test.each(['42704', '42601', '28P01', '3D000', 'XX000'])(
    'words of a server that refuses with %s what is in `options` are not repeated',
    async (code) => {
      const url = `${await listen(refuse(code, 'tenant "c0nf1dential" not found'))}?sslmode=disable&options=--c0nf1dential`;
      expect(await failure(url)).not.toContain('c0nf1dential');
    },
  );
});
