import pRetry from 'p-retry';
import { UndeterminedError } from '../../base/errors';
import type { Log } from '../../base/log';
import { type DatabaseSetting, unnamedDatabase } from '../../contracts/settings';
import type { LockHolder, Target, TargetSnapshot } from '../../contracts/target';
import type { Catalog } from '../../postgres/catalog/model';
import { type ConnectOptions, connect } from '../../postgres/connect';
import { type Connection, ServerError } from '../../postgres/connection';
import { ConnectionLostError, type PgConnection } from '../../postgres/pg-connection';
import { defaultLimits, inReadOnlyTransaction, type TransactionLimits } from '../../postgres/transaction';
import { type DatabaseAddress, describeAddress, parseDatabaseUrl } from '../../postgres/url';
import { placeOfHistory, readHistory } from './history-table';
import { type TargetRow, targetQuery } from './target-query';
import { unread } from './unread';

export interface ReadTargetOptions extends Omit<ConnectOptions, 'queryTimeoutMs'> {
  /** Schemas to read, given the one that `?schema=` names, or `public`. */
  readonly schemas: (defaultSchema: string) => readonly string[];
  /** Reads the catalog within the transaction; one round trip. */
  readonly readCatalog: (connection: Connection, options: { readonly schemas: readonly string[] }) => Promise<Catalog>;
  readonly limits?: TransactionLimits;
}

/** A query that the server does not end in time has lost its connection; the server's own limit comes first. */
const patienceMs = 15_000;
/** The schema of Prisma's connector without `?schema=` (quaint, DEFAULT_POSTGRES_SCHEMA). */
const standardSchema = 'public';

/**
 * Reads one target in a single read-only transaction of six round trips, on a connection that is closed before this
 * returns. What keeps it from being read becomes the target's `problem`.
 * @throws UsageError when the URL is not one.
 */
export async function readTarget(setting: DatabaseSetting, options: ReadTargetOptions, log: Log): Promise<Target> {
  const what = setting.name === unnamedDatabase ? 'database-url' : `database-url (${setting.name})`;
  const address = parseDatabaseUrl(setting.url, what);
  const target = { name: setting.name, address: describeAddress(address) };
  const limits = options.limits ?? defaultLimits;
  let lockHolders: readonly LockHolder[] = [];
  const sawState = (row: TargetRow) => {
    lockHolders = row.lockHolders;
  };
  const read = async () => {
    log.debug(`Reading ${target.name} (${target.address})`);
    const queryTimeoutMs = limits.statementMs + patienceMs;
    const connection = await connect(address, { ...options, queryTimeoutMs }, log);
    try {
      return await readSnapshot(connection, address, { ...options, limits, sawState });
    } finally {
      await connection.end();
    }
  };
  try {
    const shouldRetry = ({ error }: { error: Error }) => error instanceof ConnectionLostError;
    return { ...target, snapshot: await pRetry(read, { retries: 2, minTimeout: 500, shouldRetry }), problem: null };
  } catch (error) {
    if (!(error instanceof UndeterminedError)) throw error;
    return { ...target, snapshot: null, problem: error.message, lockHolders };
  }
}

async function readSnapshot(
  connection: PgConnection,
  address: DatabaseAddress,
  {
    limits,
    sawState,
    ...options
  }: ReadTargetOptions & { readonly limits: TransactionLimits; readonly sawState: (row: TargetRow) => void },
): Promise<TargetSnapshot> {
  let doing = 'Beginning a transaction';
  let row: TargetRow | undefined;
  const read = async (): Promise<TargetSnapshot> => {
    doing = 'Reading the server’s state';
    [row] = await connection.query<TargetRow>(targetQuery);
    if (row === undefined) throw new Error('The query for the state of the target returned no row.');
    sawState(row);
    const place = placeOfHistory(row.historyTables, { ...row, schema: address.schema });
    if (place.problem !== null) throw new UndeterminedError(place.problem);
    doing = 'Reading _prisma_migrations';
    const history = place.schema === null ? [] : await readHistory(connection, place.schema);
    doing = 'Reading the schema';
    const defaultSchema = address.schema ?? standardSchema;
    const catalog = await options.readCatalog(connection, { schemas: options.schemas(defaultSchema) });
    return {
      serverVersion: connection.serverVersion,
      serverVersionNumber: connection.serverVersionNumber,
      databaseName: row.databaseName,
      user: row.user,
      defaultSchema,
      historySchema: place.schema,
      history,
      lockHolders: row.lockHolders,
      catalog: withSchema(catalog, defaultSchema),
      sizes: row.sizes,
      roles: row.roles,
      lockTimeoutMs: row.lockTimeoutMs,
      notes: [...address.notes, ...connectionNotes(address, row), ...(place.note === null ? [] : [place.note])],
    };
  };
  try {
    return await inReadOnlyTransaction(connection, read, limits);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw unread(error, { doing, limits, holder: row?.lockHolders[0] });
  }
}

/** A schema of `?schema=` that does not exist yet counts as there: the next deploy creates it. */
function withSchema(catalog: Catalog, name: string): Catalog {
  if (catalog.schemas.includes(name)) return catalog;
  return {
    ...catalog,
    schemas: [...catalog.schemas, name],
    objects: [...catalog.objects, { kind: 'schema', schema: name, name, id: name }],
  };
}

/** How providers name a transaction-mode pooler: Neon by host, Supabase and PgBouncer by port. */
function poolerHint({ host, port, pgbouncer }: DatabaseAddress): string | null {
  if (pgbouncer) return 'pgbouncer=true';
  if (/-pooler\./.test(host)) return 'by its host name';
  return port === 6543 || port === 6432 ? `port ${port}` : null;
}

function connectionNotes(address: DatabaseAddress, { isReplica }: TargetRow): string[] {
  const notes: string[] = [];
  const hint = poolerHint(address);
  if (hint !== null) {
    notes.push(
      `The URL goes through a connection pooler (${hint}). The gate works there; prisma migrate needs a direct connection.`,
    );
  }
  if (isReplica) {
    notes.push('The server is a standby: it can lag behind its primary, and does not show who holds a lock there.');
  }
  return notes;
}
