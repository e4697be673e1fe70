import { createConnection, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import type { Target, TargetSnapshot } from '../../../src/contracts/target';
import { type ReadTargetOptions, readTarget } from '../../../src/gather/target/read-target';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { createDatabase, execute, type Major, startPostgres } from '../../support/postgres';

const historyTable = `CREATE TABLE _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0);`;

const oneRow = `INSERT INTO _prisma_migrations VALUES
  ('1', 'abc', '2025-01-01 10:00:01.5+00', '20250101000000_init', NULL, NULL, '2025-01-01 10:00:00+00', 1);`;

const read = (url: string, options: Partial<ReadTargetOptions> = {}): Promise<Target> =>
  readTarget({ name: 'database', url }, { schemas: (schema) => [schema], readCatalog, ...options }, silentLog);

async function snapshotOf(url: string, options?: Partial<ReadTargetOptions>): Promise<TargetSnapshot> {
  const { snapshot, problem } = await read(url, options);
  expect(problem).toBeNull();
  if (snapshot === null) throw new Error('no snapshot');
  return snapshot;
}

const sessions: pg.Client[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.end();
});

/** A proxy that writes down what the client sends and counts how often the server says that it is ready again. */
async function tapInto(url: string) {
  const sent: { type: string; body: string }[] = [];
  let ready = 0;
  const target = new URL(url);
  const port = Number(target.port);
  const proxy = createServer((client) => {
    const server = createConnection(port, target.hostname);
    client.pipe(server).pipe(client);
    // The first message has no type; every other one has a type, its length, and a body.
    eachMessage(client, 0, (type, body) => type !== '' && sent.push({ type, body }));
    eachMessage(server, 1, (type) => {
      if (type === 'Z') ready++;
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  target.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: target.href,
    sent,
    /** Not counting the one after the start-up. */
    answers: () => ready - 1,
    close: () => new Promise((resolve) => proxy.close(resolve)),
  };
}

function eachMessage(socket: Socket, typeLength: number, report: (type: string, body: string) => void): void {
  let rest = Buffer.alloc(0);
  let prefix = typeLength;
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= prefix + 4 && rest.length >= prefix + rest.readInt32BE(prefix)) {
      const end = prefix + rest.readInt32BE(prefix);
      report(rest.toString('latin1', 0, prefix), rest.toString('utf8', prefix + 4, end));
      rest = rest.subarray(end);
      prefix = 1;
    }
  });
}

/** A session of somebody else that stays open until the end of the test. */
async function session(url: string, ...statements: string[]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  sessions.push(client);
  for (const statement of statements) await client.query(statement);
  return client;
}

async function asRole(url: string, role: string): Promise<string> {
  await execute(url, `DROP ROLE IF EXISTS ${role}; CREATE ROLE ${role} LOGIN PASSWORD 'hunter2hunter2'`);
  const parts = new URL(url);
  parts.username = role;
  parts.password = 'hunter2hunter2';
  return parts.href;
}

describe.each<Major>([13, 15, 18])('PostgreSQL %i', (major) => {
  const database = async (sql?: string) => createDatabase(await startPostgres(major), sql);

  test('reads versions, history, catalog, sizes and roles', async () => {
    const url = await database(`${historyTable} ${oneRow}
      CREATE TABLE big AS SELECT n FROM generate_series(1, 5000) n; CREATE INDEX ON big (n); ANALYZE big;
      CREATE TABLE fresh (id int); CREATE TABLE unseen AS SELECT 1 AS id;
      CREATE TABLE parent (id int) PARTITION BY RANGE (id);
      CREATE TABLE part PARTITION OF parent FOR VALUES FROM (0) TO (9000);
      INSERT INTO parent SELECT * FROM generate_series(1, 3000); ANALYZE part;`);
    const snapshot = await snapshotOf(url);
    expect(snapshot).toMatchObject({
      databaseName: new URL(url).pathname.slice(1),
      user: 'postgres',
      defaultSchema: 'public',
      historySchema: 'public',
      lockHolders: [],
      lockTimeoutMs: 0,
      notes: [],
      history: [
        {
          id: '1',
          name: '20250101000000_init',
          checksum: 'abc',
          startedAt: new Date('2025-01-01T10:00:00Z'),
          finishedAt: new Date('2025-01-01T10:00:01.5Z'),
          rolledBackAt: null,
          logs: null,
          appliedSteps: 1,
        },
      ],
    });
    expect(Math.floor(snapshot.serverVersionNumber / 10_000)).toBe(major);
    expect(snapshot.serverVersion).toMatch(new RegExp(`^${major}\\.`));
    expect(snapshot.catalog.objects.filter(({ kind }) => kind === 'table').map(({ name }) => name)).toContain('big');
    expect(snapshot.roles).toContainEqual({ name: 'postgres', canLogin: true });
    expect(snapshot.roles.map(({ name }) => name)).not.toContain('pg_monitor');
    const sizes = Object.fromEntries(snapshot.sizes.map((size) => [size.table, size]));
    expect(sizes['public.big']).toMatchObject({ rows: 5000 });
    expect(sizes['public.big']?.tableBytes).toBeGreaterThan(20 * 8192);
    expect(sizes['public.big']?.indexBytes).toBeGreaterThan(5 * 8192);
    expect(sizes['public.fresh']).toEqual({ table: 'public.fresh', rows: 0, tableBytes: 0, indexBytes: 0, writes: 0 });
    expect(sizes['public.unseen']?.tableBytes).toBe(8192);
    // What locks a partitioned table locks its partitions.
    expect(sizes['public.parent']?.rows).toBe(3000);
  });

  test('tells who holds the lock of Prisma Migrate, here and not elsewhere', async () => {
    const url = await database();
    await session(await database(), 'SELECT pg_advisory_lock(72707369)');
    await session(url, 'SELECT pg_advisory_lock(1)', 'SELECT pg_advisory_lock(0, 72707369)');
    expect((await snapshotOf(url)).lockHolders).toEqual([]);
    const holder = await session(
      url,
      "SET application_name = 'deploy'",
      'SELECT pg_advisory_lock(72707369)',
      "SELECT 'what it runs'",
    );
    const { rows } = await holder.query<{ pid: number }>("SELECT pg_backend_pid() AS pid, 'what it runs'");
    expect((await snapshotOf(url)).lockHolders).toEqual([
      {
        pid: rows[0]?.pid,
        user: 'postgres',
        application: 'deploy',
        state: 'idle',
        ageMs: expect.any(Number),
        stateAgeMs: expect.any(Number),
        query: "SELECT pg_backend_pid() AS pid, 'what it runs'",
      },
    ]);
  });

  test('a role that may not read the history is told which GRANT it needs', async () => {
    const url = await database(`${historyTable} ${oneRow}`);
    const reader = await asRole(url, 'reader');
    expect(await read(reader)).toMatchObject({
      snapshot: null,
      problem:
        'The role "reader" may not read "public"."_prisma_migrations": GRANT SELECT ON "public"."_prisma_migrations" TO "reader";',
    });
    await execute(url, 'REVOKE ALL ON SCHEMA public FROM PUBLIC');
    expect((await read(reader)).problem).toMatch(/: GRANT USAGE ON SCHEMA "public" TO "reader"; GRANT SELECT ON /);
    await execute(url, `GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON _prisma_migrations TO reader`);
    expect((await snapshotOf(reader)).history).toHaveLength(1);
    // A policy would answer with fewer rows, and everything would seem to be pending.
    await execute(url, 'ALTER TABLE _prisma_migrations ENABLE ROW LEVEL SECURITY');
    expect((await read(reader)).problem).toMatch(/^Row security hides rows .* ALTER ROLE "reader" BYPASSRLS;$/);
    await execute(url, 'ALTER ROLE reader BYPASSRLS');
    expect((await snapshotOf(reader)).history).toHaveLength(1);
    await execute(url, 'DROP OWNED BY reader; DROP ROLE reader');
  });
});

test('lock_timeout is what the next session of the role gets, not what the gate has set for itself', async () => {
  const url = await createDatabase(await startPostgres(15));
  await execute(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET lock_timeout = '7s'`);
  expect((await snapshotOf(url)).lockTimeoutMs).toBe(7000);
});

test.each([
  ['?pgbouncer=true', /pooler \(pgbouncer=true\)/],
  ['?sslmod=require', /does not know were ignored: sslmod/],
])('notes of the URL: %s', async (parameters, note) => {
  const { notes } = await snapshotOf(`${await createDatabase(await startPostgres(15))}${parameters}`);
  expect(notes).toEqual([expect.stringMatching(note)]);
});

describe('where the history is', () => {
  const inSchema = (name: string) => `CREATE SCHEMA ${name}; SET search_path = ${name}; ${historyTable} ${oneRow}`;
  const place = async (url: string) => {
    const { historySchema, defaultSchema, history, notes } = await snapshotOf(url);
    return { historySchema, defaultSchema, rows: history.length, notes };
  };
  const database = async (sql?: string) => createDatabase(await startPostgres(15), sql);

  test('in the schema that the URL names, and only there', async () => {
    const url = await database(`${historyTable} ${oneRow} ${inSchema('app')} DELETE FROM app._prisma_migrations`);
    expect(await place(`${url}?schema=app`)).toEqual({
      historySchema: 'app',
      defaultSchema: 'app',
      rows: 0,
      notes: [],
    });
    expect(await place(url)).toEqual({ historySchema: 'public', defaultSchema: 'public', rows: 1, notes: [] });
    // The history of another service in a shared database is not ours.
    expect(await place(`${url}?schema=new`)).toEqual({
      historySchema: null,
      defaultSchema: 'new',
      rows: 0,
      notes: ['Schema "new" has no _prisma_migrations; there is one in "app", "public".'],
    });
  });

  test('on the search_path of the role or of the URL', async () => {
    const url = await database(`${inSchema('app')} ${inSchema('other')}`);
    expect(await place(`${url}?options=-c%20search_path%3Dother`)).toMatchObject({ historySchema: 'other', notes: [] });
    await execute(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = app, public`);
    expect(await place(url)).toMatchObject({ historySchema: 'app', notes: [] });
  });

  test('in the only other schema that has one, which is said', async () => {
    expect(await place(await database(inSchema('"My App"')))).toMatchObject({
      historySchema: 'My App',
      notes: [expect.stringContaining('?schema=')],
    });
  });

  test('in one of several others: not guessed', async () => {
    const { problem } = await read(await database(`${inSchema('a')} ${inSchema('b')}`));
    expect(problem).toBe(
      'Several schemas have a _prisma_migrations ("a", "b"): say which with ?schema= in the database URL.',
    );
  });

  test('nowhere', async () => {
    expect(await place(await database())).toMatchObject({ historySchema: null, rows: 0, notes: [] });
  });
});

describe('what goes over the wire', () => {
  const database = async (sql?: string) => createDatabase(await startPostgres(15), sql);

  test('one transaction of six round trips, nothing named, nothing set for the session', async () => {
    const tap = await tapInto(await database(`${historyTable} ${oneRow}`));
    await snapshotOf(`${tap.url}?sslmode=disable`);
    await tap.close();
    expect(tap.answers()).toBe(6);
    const statements = tap.sent.filter(({ type }) => 'QP'.includes(type));
    expect(statements).toHaveLength(6);
    expect(statements[0]?.body).toMatch(/^BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;/);
    expect(statements.at(-1)?.body).toBe('ROLLBACK\0');
    expect(statements.map(({ body }) => body).join('\n')).not.toMatch(/^\s*SET (?!LOCAL\b)/im);
    // Parse and Bind begin with the name of what they make; unnamed ones survive a pooler that switches servers.
    for (const { type, body } of tap.sent) if ('PB'.includes(type)) expect(body.startsWith('\0')).toBe(true);
  });

  test('the transaction refuses to write, and its settings end with it', async () => {
    const url = await database(historyTable);
    const shown: unknown[] = [];
    const { problem } = await read(url, {
      readCatalog: async (connection) => {
        const settings = [
          'transaction_read_only',
          'transaction_isolation',
          'statement_timeout',
          'lock_timeout',
          'search_path',
        ];
        for (const name of settings) shown.push(...(await connection.query(`SELECT current_setting('${name}') AS is`)));
        await connection.query('CREATE TABLE public.oops ()');
        throw new Error('the server let it write');
      },
    });
    expect(shown).toEqual(['on', 'repeatable read', '1min', '5s', 'pg_catalog, pg_temp'].map((is) => ({ is })));
    expect(problem).toMatch(/^Reading the schema failed: cannot execute CREATE TABLE in a read-only transaction/);
    expect(await execute(url, "SELECT to_regclass('oops') AS oops")).toEqual([{ oops: null }]);
  });

  test('history and catalog are of the same moment', async () => {
    const url = await database(`${historyTable} ${oneRow}`);
    const snapshot = await snapshotOf(url, {
      readCatalog: async (connection, options) => {
        await execute(url, 'CREATE TABLE later (); DELETE FROM _prisma_migrations');
        return readCatalog(connection, options);
      },
    });
    expect(snapshot.history).toHaveLength(1);
    expect(snapshot.catalog.objects.filter(({ kind }) => kind === 'table')).toEqual([]);
  });
});

describe('what keeps a target from being read', () => {
  const database = async (sql?: string) => createDatabase(await startPostgres(15), sql);
  const limits = { statementMs: 300, lockMs: 100, idleMs: 60_000 };

  test('a bad URL is the user’s, and named without being shown', async () => {
    const reading = readTarget(
      { name: 'staging', url: 'mysql://app:hunter2@h/db' },
      { schemas: () => [], readCatalog },
      silentLog,
    );
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow(/^database-url \(staging\) begins with "mysql:"/);
  });

  test('a statement that takes too long', async () => {
    const { problem } = await read(await database(), {
      limits,
      readCatalog: async (connection) => {
        await connection.query('SELECT pg_sleep(10)');
        throw new Error('it slept');
      },
    });
    expect(problem).toMatch(/^Reading the schema was cancelled: longer than 0\.3 s \(statement_timeout\)/);
  });

  test('a running deploy that locks what has to be read, or another session that does', async () => {
    const url = await database(`${historyTable} ${oneRow}`);
    const locking = await session(url, 'BEGIN', 'LOCK TABLE _prisma_migrations IN ACCESS EXCLUSIVE MODE');
    expect((await read(url, { limits })).problem).toBe(
      'Reading _prisma_migrations waited longer than 0.1 s for a lock of another session (lock_timeout).',
    );
    await locking.query('SELECT pg_advisory_lock(72707369)');
    const { problem, lockHolders } = await read(url, { limits });
    expect(problem).toMatch(/^A deploy is running \(pid \d+ holds the lock of Prisma/);
    expect(lockHolders).toMatchObject([{ user: 'postgres', state: 'idle in transaction' }]);
  });

  test('a table that a migration holds does not hold up the sizes', async () => {
    const url = await database('CREATE TABLE held ()');
    await session(url, 'BEGIN', 'LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
    const catalog = { serverVersionNumber: 0, schemas: [], objects: [] };
    const snapshot = await snapshotOf(url, { limits, readCatalog: async () => catalog });
    expect(snapshot.sizes).toEqual([{ table: 'public.held', rows: -1, tableBytes: 0, indexBytes: 0, writes: 0 }]);
  });

  test('a connection that breaks is made again', async () => {
    const url = await database(historyTable);
    let broken = 0;
    const snapshot = await snapshotOf(url, {
      readCatalog: async (connection, options) => {
        if (broken++ === 0) await connection.query('SELECT pg_terminate_backend(pg_backend_pid())');
        return readCatalog(connection, options);
      },
    });
    expect(broken).toBe(2);
    expect(snapshot.historySchema).toBe('public');
  });

  test('names, checksums and logs of a history are read up to a length', async () => {
    const loose = historyTable.replace(/varchar\(\d+\)/g, 'text');
    const url = await database(`${loose} INSERT INTO _prisma_migrations (id, checksum, migration_name, logs)
      SELECT '1', repeat('c', 5000000), repeat('n', 5000000), repeat('l', 5000000);`);
    const [row] = (await snapshotOf(url)).history;
    expect([row?.checksum.length, row?.name.length, row?.logs?.length]).toEqual([1000, 1000, 10_000]);
  });

  test('a history of more than a hundred thousand rows is not read', async () => {
    const url = await database(`${historyTable} INSERT INTO _prisma_migrations (id, checksum, migration_name)
      SELECT n, 'c', n FROM generate_series(1, 100001) n;`);
    expect((await read(url)).problem).toMatch(/^"public"\."_prisma_migrations" has more than 100,000 rows/);
  });

  test('a table of that name that is not Prisma’s', async () => {
    const { problem } = await read(await database('CREATE TABLE _prisma_migrations (id int)'));
    expect(problem).toMatch(/^Reading _prisma_migrations failed: column "migration_name" does not exist \(42703\)\.$/);
  });

  test('no server', async () => {
    const { problem, snapshot, address } = await read('postgres://app:hunter2@127.0.0.1:1/db', { retries: 0 });
    expect({ snapshot, address }).toEqual({ snapshot: null, address: '127.0.0.1:1/db' });
    expect(problem).toMatch(/^Cannot connect to 127\.0\.0\.1:1\/db: connection refused/);
  });
});
