import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import pRetry from 'p-retry';
import { Client, type ClientConfig } from 'pg';
import { errorMessage, isKnownError, UndeterminedError } from '../base/errors';
import type { Log } from '../base/log';
import { type ConnectProblem, connectProblem, noTls } from './connect-problem';
import { PgConnection } from './pg-connection';
import { tlsOptions } from './tls-options';
import { type DatabaseAddress, describeAddress } from './url';

export interface ConnectOptions {
  /** Where relative paths of certificate files start: the folder of the schema, as in Prisma. */
  readonly directory?: string;
  /** How long one query may take before the connection counts as lost, in milliseconds. */
  readonly queryTimeoutMs?: number;
  /** How often a failure that may pass is tried again. */
  readonly retries?: number;
  /** Before the first retry, in milliseconds; doubled each time. */
  readonly retryDelayMs?: number;
}

/** 0.5 + 1 + 2 + 4 seconds: long enough for a container that starts, short enough for a wrong port. */
const defaultRetries = 4;
const defaultRetryDelayMs = 500;
/** No new try begins after this, so that a firewall that swallows packets costs two time-outs and not five. */
const lastRetryMs = 15_000;
/** Before the next address of a name is tried. */
const perAddressMs = 1_000;
const defaultApplicationName = 'prisma-migration-gate';

/**
 * Connects to a server, trying again a few times when the failure may pass: refused, dropped, timed out, starting up, too
 * many connections. A wrong password or a missing database is final at once.
 * @throws UndeterminedError that says what was tried and the likely cause, in one line without credentials.
 * @throws UsageError when a certificate file of the URL cannot be used.
 */
export async function connect(address: DatabaseAddress, options: ConnectOptions, log: Log): Promise<PgConnection> {
  const name = describeAddress(address);
  const started = Date.now();
  let attempts = 0;
  let problem: ConnectProblem | undefined;
  try {
    return await pRetry(
      () => {
        attempts++;
        return connectOnce(address, options);
      },
      {
        retries: options.retries ?? defaultRetries,
        minTimeout: options.retryDelayMs ?? defaultRetryDelayMs,
        maxRetryTime: lastRetryMs,
        shouldRetry: ({ error }) => {
          if (isKnownError(error)) return false;
          problem = connectProblem(error, address);
          if (problem.transient) log.debug(`${name}: ${problem.text}. Trying again.`);
          return problem.transient;
        },
      },
    );
  } catch (error) {
    if (isKnownError(error) || isBug(error)) throw error;
    problem = connectProblem(error, address);
    const effort = attempts === 1 ? '' : ` Tried ${attempts} times in ${Math.round((Date.now() - started) / 1000)} s.`;
    throw new UndeterminedError(`Cannot connect to ${name}: ${problem.text.replace(/\.?$/, '.')}${effort}`);
  }
}

async function connectOnce(address: DatabaseAddress, options: ConnectOptions): Promise<PgConnection> {
  // Node gives each address of a name 250 ms, less than a connection across an ocean may take (nodejs/node#54359).
  setDefaultAutoSelectFamilyAttemptTimeout(perAddressMs);
  const plain = clientConfig(address, options);
  const timeoutMs = address.connectTimeoutMs;
  const isSocket = address.host.startsWith('/');
  if (address.tls.mode === 'disable' || isSocket) return PgConnection.connect(new Client(plain), timeoutMs);
  const ssl = await tlsOptions(address.tls, options.directory ?? process.cwd());
  try {
    return await PgConnection.connect(new Client({ ...plain, ssl }), timeoutMs);
  } catch (error) {
    // `pg` has no `prefer`. Only a server without TLS is asked again without; a failed handshake is a failure, as in
    // Prisma (rust-postgres, connect_tls.rs).
    if (address.tls.mode !== 'prefer' || errorMessage(error) !== noTls) throw error;
    return PgConnection.connect(new Client(plain), timeoutMs);
  }
}

/** Errors of the language carry no code; those of sockets and TLS, which share the classes, do. */
function isBug(error: unknown): boolean {
  return (
    (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) && !('code' in error)
  );
}

/** Everything is said, so that no `PG*` variable of the environment has a say, as with Prisma. */
function clientConfig(address: DatabaseAddress, options: ConnectOptions): ClientConfig {
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    // A function: for an empty string `pg` would look into PGPASSWORD and ~/.pgpass.
    password: () => address.password,
    database: address.database,
    ssl: false,
    sslnegotiation: 'postgres',
    enableChannelBinding: address.channelBinding,
    application_name: address.applicationName ?? defaultApplicationName,
    query_timeout: address.socketTimeoutMs ?? options.queryTimeoutMs,
    keepAlive: true,
    ...(address.options === null ? {} : { options: address.options }),
  };
}
