import { UndeterminedError } from '../../base/errors';
import type { Connection } from '../../postgres/connection';
import { quoteIdentifier } from '../../postgres/sql/identifiers';
import type { DatabaseHost } from './database-host';

/** As whom migrations run: as a role made for the run, or as the role that the gate itself connects as. */
export type RunRights = 'own-role' | 'same-role';

/**
 * As whom migrations may run on this server. A role that may not make others runs them itself when it has no power over the
 * server; that is told.
 * @throws UndeterminedError when it has such power
 */
export async function runRightsOf(connection: Connection, { trust, address, log }: DatabaseHost): Promise<RunRights> {
  if (trust === 'full') return 'same-role';
  const [role] = await connection.query<{ creates: boolean; powers: string[] }>(`
SELECT r.rolsuper OR r.rolcreaterole AS creates,
  ARRAY(SELECT p.rolname::text FROM pg_catalog.pg_roles p
    WHERE p.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
      AND pg_catalog.pg_has_role(p.oid, 'MEMBER')) AS powers
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`);
  if (role?.creates === true) return 'own-role';
  const user = quoteIdentifier(address.user);
  const [power] = role?.powers ?? [];
  if (power !== undefined)
    throw new UndeterminedError(
      `The role ${address.user} of the scratch URL is a member of ${power} and may not make a role without it for the run: run ALTER ROLE ${user} CREATEROLE on that server, or use scratch: embedded.`,
    );
  log.warn(
    `The role ${address.user} of the scratch URL may not make a role for the run, so that migrations run as this role: they can change and drop what it owns. ALTER ROLE ${user} CREATEROLE gives them one of their own.`,
  );
  return 'same-role';
}
