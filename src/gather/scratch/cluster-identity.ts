import { errorMessage, UndeterminedError } from '../../base/errors';
import type { Log } from '../../base/log';
import { connect } from '../../postgres/connect';
import type { Connection } from '../../postgres/connection';
import { inReadOnlyTransaction } from '../../postgres/transaction';
import type { DatabaseAddress } from '../../postgres/url';

/** What tells one PostgreSQL cluster from another. */
export interface ClusterIdentity {
  /** Made by initdb and copied to standbys (PostgreSQL manual, "System Information Functions"); null: denied. */
  readonly systemIdentifier: string | null;
  /** When this server was started, to the microsecond, and its version. */
  readonly started: string;
}

/** The cluster that the connection is to. */
export async function clusterOf(connection: Connection): Promise<ClusterIdentity> {
  const [may] = await connection.query<{ may: boolean; started: string }>(
    `SELECT pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS may,
       extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text || ' ' || pg_catalog.version() AS started`,
  );
  if (may === undefined) throw new Error('The identity of the server has no row.');
  const [row] = may.may
    ? await connection.query<{ id: string }>('SELECT system_identifier::text AS id FROM pg_catalog.pg_control_system()')
    : [];
  return { systemIdentifier: row?.id ?? null, started: may.started };
}

/** The same cluster, or a standby of it. */
export function isSameCluster(a: ClusterIdentity, b: ClusterIdentity): boolean {
  if (a.systemIdentifier !== null && b.systemIdentifier !== null) return a.systemIdentifier === b.systemIdentifier;
  return a.started === b.started;
}

/**
 * The cluster of a target.
 * @throws UndeterminedError when it cannot be read: then the scratch server may be that of the target
 */
export async function clusterOfTarget(name: string, address: DatabaseAddress, log: Log): Promise<ClusterIdentity> {
  try {
    const connection = await connect(address, { retries: 1 }, log);
    try {
      return await inReadOnlyTransaction(connection, () => clusterOf(connection));
    } finally {
      await connection.end();
    }
  } catch (error) {
    if (!(error instanceof UndeterminedError)) throw error;
    throw new UndeterminedError(
      `Nothing is run on the scratch server, because it may be that of the target "${name}", which does not answer: ${errorMessage(error)} Use scratch: embedded to check without it.`,
      { cause: error },
    );
  }
}
