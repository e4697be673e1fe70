import { type Client, DatabaseError, type QueryResult } from 'pg';
import { errorMessage, UndeterminedError } from '../base/errors';
import { type Connection, type RawResult, type ScriptResult, ServerError } from './connection';
import { patience } from './patience';

/** OIDs of arrays that `pg` leaves as text: `"char"[]` and `name[]` (PostgreSQL source, pg_type.dat). */
const textArrayOids = [1002, 1003];
/** OID of `text[]`, whose parser serves them. */
const textArrayOid: number = 1009;

/** The server, the network or a proxy ended the connection; what ran on it may be tried again on another. */
export class ConnectionLostError extends UndeterminedError {}

/** How long a server may take to close the connection when asked to. */
const goodbyeMs = 2_000;

/** Bytes of one answer that are read: a catalog of tens of thousands of objects has a tenth of it. */
export const largestAnswer = 256 * 1024 * 1024;

/** What the server told about itself while the connection was set up. */
interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/**
 * A {@link Connection} over one client of `pg`: a TCP or Unix socket, or PGlite through the `stream` option. Statements are
 * never named, so that a transaction-mode pooler can stand between. Rows are objects; `int8` and `numeric` are strings,
 * `timestamptz` is a `Date`, `json` is parsed. One call at a time.
 */
export class PgConnection implements Connection {
  readonly #client: Client;
  /** What broke the connection while nothing was running, such as a time-out of the server. */
  #broken: Error | undefined;
  /** Bytes of the answer so far. */
  #received = 0;

  private constructor(
    client: Client,
    readonly serverVersionNumber: number,
    /** As the server prints it, such as `15.18 (Debian 15.18-0+deb12u1)`. */
    readonly serverVersion: string,
  ) {
    this.#client = client;
    // The rows of an answer are kept until its end, so a query that makes gigabytes has to be cut off on the way.
    const { stream } = client.connection;
    stream.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      if (this.#received <= largestAnswer) return;
      this.#broken ??= new UndeterminedError(
        `The server answered a query with more than ${largestAnswer / 1024 / 1024} MB, the most that the gate reads.`,
      );
      stream.destroy(this.#broken);
    });
    for (const oid of textArrayOids) client.setTypeParser(oid, 'text', client.getTypeParser(textArrayOid, 'text'));
  }

  /**
   * Connects a client that is not connected yet. Errors of `client.connect()` pass through as `pg` throws them; the
   * client is closed then.
   * @param timeoutMs how long that may take; then `timeout expired` is thrown, in the words of `pg`
   */
  static async connect(client: Client, timeoutMs?: number): Promise<PgConnection> {
    let serverVersion: string | undefined;
    let connection: PgConnection | undefined;
    // Before connecting: the server reports its version in the start-up, which saves a round trip.
    client.connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
      if (parameterName === 'server_version') serverVersion = parameterValue;
    });
    // Without a listener a server that goes away would end the process.
    client.on('error', (error) => {
      if (connection) connection.#broken ??= error;
    });
    const isConnected =
      timeoutMs === undefined
        ? () => {}
        : patience(timeoutMs, () => client.connection.stream.destroy(new Error('timeout expired')));
    try {
      await client.connect();
      serverVersion ??= await showServerVersion(client);
    } catch (error) {
      // Not awaited: the socket may never say that it is closed, and nobody waits for it.
      client.end().catch(() => {});
      client.connection.stream.destroy();
      throw error;
    } finally {
      isConnected();
    }
    connection = new PgConnection(client, versionNumber(serverVersion), serverVersion);
    return connection;
  }

  async query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    const result = await this.#run(() => this.#client.query<Row>(text, values && [...values]));
    return result.rows;
  }

  async script(text: string): Promise<ScriptResult> {
    // One result, or an array of them when the text has several statements, which the types of `pg` do not say.
    const results: QueryResult | QueryResult[] = await this.#run(() => this.#client.query(text));
    return [results].flat().map(({ rows }) => rows);
  }

  async raw(text: string, values: readonly unknown[] = []): Promise<RawResult> {
    const result = await this.#run(() =>
      this.#client.query<(string | null)[]>(
        { text, rowMode: 'array', types: { getTypeParser: () => (value: unknown) => value } },
        [...values],
      ),
    );
    return {
      fields: result.fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID })),
      rows: result.rows,
      count: result.rowCount ?? 0,
    };
  }

  /** Says goodbye to the server. Never throws: a connection that is broken is closed already. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.#client.connection.stream.destroy(), goodbyeMs);
    await this.#client.end().catch(() => {});
    clearTimeout(timer);
  }

  async #run<Result>(send: () => Promise<Result>): Promise<Result> {
    this.#received = 0;
    try {
      return await send();
    } catch (error) {
      if (error instanceof DatabaseError) throw serverError(error);
      const lost = this.#broken ?? error;
      if (errorMessage(error) === 'Query read timeout') {
        // The server is still busy with it, and whatever came next would wait for that.
        this.#client.connection.stream.destroy();
        throw new UndeterminedError('The server did not answer a query in time.', { cause: error });
      }
      if (lost instanceof UndeterminedError) throw lost;
      if (isConnectionLoss(error)) {
        throw new ConnectionLostError(`The connection to the server was lost: ${errorMessage(lost)}.`, { cause: lost });
      }
      throw error;
    }
  }
}

/** What `server_version_num` says: 150018 for `15.18 (Debian …)`, 190000 for `19beta1`, 90624 for `9.6.24`. */
function versionNumber(serverVersion: string): number {
  const [major = 0, second = 0, third = 0] = serverVersion
    .split(/[^\d.]/, 1)
    .join()
    .split('.')
    .map(Number);
  // Up to 9.6 the major version had two parts (PostgreSQL manual, "Versioning Policy").
  return major * 10_000 + (major < 10 ? second * 100 + third : second);
}

/** The driver's error as ours. */
function serverError(error: DatabaseError): ServerError {
  const position = error.position === undefined ? undefined : Number(error.position);
  return new ServerError(error.message, error.code ?? '', position, error.detail, error.hint);
}

async function showServerVersion(client: Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return rows[0]?.server_version ?? '';
}

/** Errors of sockets, and the sentences of `pg` (lib/client.js) for a connection that went away. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    'syscall' in error ||
    /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout expired)/.test(
      error.message,
    )
  );
}
