import { UsageError } from '../base/errors';
import { decodePercent } from './percent';
import { type TlsSetting, tlsSetting } from './tls-setting';

/** A database URL taken apart, with the meaning Prisma gives to each part. Holds credentials: never print it whole. */
export interface DatabaseAddress {
  /** Host name, IP address without brackets, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** '' when the URL has none. */
  readonly password: string;
  readonly database: string;
  /** `?schema=`; null when the URL does not say. */
  readonly schema: string | null;
  readonly tls: TlsSetting;
  readonly connectTimeoutMs: number;
  /** How long one query may take, from `socket_timeout`; null: not said. */
  readonly socketTimeoutMs: number | null;
  readonly applicationName: string | null;
  /** Command-line options for the server, such as `-c search_path=app` or `endpoint=…`. */
  readonly options: string | null;
  /** `channel_binding=require`. */
  readonly channelBinding: boolean;
  /** `pgbouncer=true`. */
  readonly pgbouncer: boolean;
  /** What was left out, for people. */
  readonly notes: readonly string[];
}

type Parameters = ReadonlyMap<string, string>;

const defaultPort = 5432;
const defaultConnectTimeoutMs = 10_000;
/** For `connect_timeout=0`, which means no limit to Prisma; a CI job should end some time. */
const longestConnectTimeoutMs = 60_000;

const known = new Set([
  'schema',
  'host',
  'options',
  'application_name',
  'pgbouncer',
  'connect_timeout',
  'socket_timeout',
  'channel_binding',
  'sslmode',
  'sslaccept',
  'sslcert',
  'sslkey',
  'sslrootcert',
  'sslidentity',
  'sslpassword',
  // They steer Prisma's pool and cache, which one short connection does not have.
  'connection_limit',
  'pool_timeout',
  'statement_cache_size',
  'max_connection_lifetime',
  'max_idle_connection_lifetime',
  'single_use_connections',
]);

/** What to say of URLs that are not PostgreSQL's; nothing of the URL but its scheme is repeated. */
const otherSchemes: Readonly<Record<string, string>> = {
  prisma: 'is a Prisma Accelerate URL: give the direct postgres:// URL of the database',
  'prisma+postgres': 'is a Prisma Postgres URL over HTTP: give the direct postgres:// URL of the database',
  jdbc: 'is a JDBC URL: drop the "jdbc:" and put user and password before the host',
  mysql: 'is a MySQL URL: the gate is for PostgreSQL',
  mariadb: 'is a MariaDB URL: the gate is for PostgreSQL',
  file: 'is a SQLite URL: the gate is for PostgreSQL',
  sqlite: 'is a SQLite URL: the gate is for PostgreSQL',
  libsql: 'is a libSQL URL: the gate is for PostgreSQL',
  sqlserver: 'is a SQL Server URL: the gate is for PostgreSQL',
  mongodb: 'is a MongoDB URL: the gate is for PostgreSQL',
  'mongodb+srv': 'is a MongoDB URL: the gate is for PostgreSQL',
  cockroachdb: 'is a CockroachDB URL: the gate is for PostgreSQL',
  http: 'is a web address: give the postgres:// URL of the database',
  https: 'is a web address: give the postgres:// URL of the database',
};

const unescaped =
  'has a character in its user, password or database that must be percent-encoded (@ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25)';

/**
 * Takes a database URL apart as Prisma's engine does (prisma-engines, quaint/src/connector/postgres/url.rs and
 * native/mod.rs); differences are additions: `sslmode=verify-ca` and `verify-full`, `sslrootcert`, and `sslcert` with
 * `sslkey`, as libpq has them.
 * @param what how to call the URL in an error, such as `database-url (production)`.
 * @throws UsageError that holds no part of the URL but a well-known scheme.
 */
export function parseDatabaseUrl(text: string, what = 'The database URL'): DatabaseAddress {
  const url = parse(text.trim(), what);
  // Of a parameter that is given twice the last counts, as in Prisma.
  const parameters = new Map(url.searchParams);
  const notes: string[] = [];
  const user = decodePercent(url.username);
  if (user === '') throw new UsageError(`${what} names no user: write postgres://user:password@host:port/database.`);
  const unknown = [...parameters.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) notes.push(`URL parameters that Prisma does not know were ignored: ${unknown.join(', ')}.`);
  const pgbouncer = parameters.get('pgbouncer') ?? 'false';
  if (pgbouncer !== 'true' && pgbouncer !== 'false') {
    throw new UsageError(`${what} has a pgbouncer parameter that is neither true nor false.`);
  }
  const connectTimeoutMs = seconds(parameters, 'connect_timeout', what);
  return {
    host: hostOf(url, parameters),
    port: url.port === '' ? defaultPort : Number(url.port),
    user,
    password: decodePercent(url.password),
    database: databaseOf(url, user),
    schema: parameters.get('schema') || null,
    tls: tlsSetting(parameters, notes),
    connectTimeoutMs: connectTimeoutMs === 0 ? longestConnectTimeoutMs : (connectTimeoutMs ?? defaultConnectTimeoutMs),
    socketTimeoutMs: seconds(parameters, 'socket_timeout', what) || null,
    applicationName: parameters.get('application_name') || null,
    options: parameters.get('options') || null,
    channelBinding: parameters.get('channel_binding') === 'require',
    pgbouncer: pgbouncer === 'true',
    notes,
  };
}

/** `host:port/database`, without credentials, for people. */
export function describeAddress({ host, port, database }: DatabaseAddress): string {
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return `${shownHost}:${port}/${database}`.replace(/\p{C}/gu, '?');
}

function parse(text: string, what: string): URL {
  if (text === '') throw new UsageError(`${what} is empty.`);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (scheme !== 'postgres' && scheme !== 'postgresql') {
    const other = Object.hasOwn(otherSchemes, scheme) ? otherSchemes[scheme] : undefined;
    if (other !== undefined) throw new UsageError(`${what} begins with "${scheme}:", which ${other}.`);
    throw new UsageError(`${what} is not a PostgreSQL URL: it must begin with postgres:// or postgresql://.`);
  }
  // libpq's form for a socket, which the URL standard refuses: credentials and no host.
  const standard = text.replace(/^([^/]*\/\/[^/?#]*@)(?=[/?]|$)/, '$1localhost');
  if (/^[^/]*\/\/(?:[^/?#]*@)?[^@/?#]*,/.test(standard)) throw new UsageError(`${what} names several hosts: give one.`);
  if (!URL.canParse(standard)) throw new UsageError(`${what} could not be read: perhaps it ${unescaped}.`);
  const url = new URL(standard);
  // An unescaped character ends the host early, and what follows is the rest of the password: say so, repeat nothing.
  const strayParameter = [...url.searchParams].some(
    ([name, value]) => name.includes('@') || (!known.has(name) && value.includes('@')),
  );
  if (url.hash !== '' || url.pathname.includes('@') || strayParameter) throw new UsageError(`${what} ${unescaped}.`);
  return url;
}

/** For a socket the parameter must be used; it wins over the host of the URL (quaint, `PostgresNativeUrl::host`). */
function hostOf(url: URL, parameters: Parameters): string {
  return parameters.get('host') || decodePercent(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost';
}

/** The first segment of the path; `postgres` without a path (quaint, `dbname`); an empty name means the user's to the server. */
function databaseOf(url: URL, user: string): string {
  if (url.pathname === '') return 'postgres';
  return decodePercent(url.pathname.split('/')[1] ?? '') || user;
}

function seconds(parameters: Parameters, name: string, what: string): number | null {
  const value = parameters.get(name);
  if (value === undefined) return null;
  if (!/^\d{1,9}$/.test(value))
    throw new UsageError(`${what} has a ${name} parameter that is not a number of seconds.`);
  return Number(value) * 1000;
}
