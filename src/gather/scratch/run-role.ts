import { randomBytes } from 'node:crypto';
import type { Connection } from '../../postgres/connection';
import { quoteIdentifier, quoteLiteral } from '../../postgres/sql/identifiers';
import { armSql, type Seal, sealSql, trustedSql } from './seal';

/** The role that the SQL of a run has on the scratch server, and what acts for it with more than its rights. */
export interface RunRole {
  readonly name: string;
  /** To log in with; nobody else learns it. '' for one that does not log in. */
  readonly password: string;
  /** It becomes the administrator of the roles that it creates, and is that of no others (PostgreSQL 16 and later). */
  readonly createsRoles: boolean;
  /** Extensions that the owner of a database may create here (PostgreSQL manual 36.17.1, `trusted`). */
  readonly trusted: ReadonlySet<string>;
  /** Null: the administrator is no superuser, and so nothing is done with more rights than the role has. */
  readonly seal: Seal | null;
}

/** A {@link RunRole} before anything can be sealed for it. */
export interface MadeRole extends Pick<RunRole, 'name' | 'password' | 'createsRoles'> {
  /** The administrator is a superuser. */
  readonly isSealed: boolean;
}

export interface RunRoleOptions {
  readonly name: string;
  /** Others use the server too: none of its roles is ours to change. */
  readonly shared: boolean;
  /** False: the session becomes the role in another way, and takes no settings of the role with it. Default: true. */
  readonly login?: boolean;
}

/** What the superuser is called on a server of our own once the role of the run has taken the name `postgres`. */
export const administratorName = 'migration_gate_administrator';

/**
 * Makes the role of a run in a new scratch database: owner of the database and of its schema `public`, without any right
 * outside it, and with limits. It may create roles where that gives no power over those that were there before: from
 * PostgreSQL 16 on (manual 22.2, "Role Attributes": CREATEROLE), and on a server of our own, of which the roles that give
 * such power are taken away.
 * @param connection of an administrator, in that database; it must have ended, or become the role, before anything is run
 * @throws ServerError when the administrator may not create roles
 */
export async function prepareRole(connection: Connection, options: RunRoleOptions): Promise<RunRole> {
  return armRole(connection, await makeRole(connection, options));
}

/** {@link prepareRole} but for what must be new in each run: an image of a database may have the rest. */
export async function makeRole(
  connection: Connection,
  { name, shared, login = true }: RunRoleOptions,
): Promise<MadeRole> {
  const version = connection.serverVersionNumber;
  const [own] = await connection.query<{
    superuser: boolean;
    database: string;
    administrator: string;
    exists: boolean;
  }>(
    `SELECT r.rolsuper AS superuser, pg_catalog.current_database() AS database, r.rolname AS administrator,
       EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.rolname = $1) AS exists
     FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`,
    [name],
  );
  if (own === undefined) throw new Error('The role of the session has no row.');
  const { superuser, database } = own;
  if (!shared && own.administrator === name) await renameAdministrator(connection);
  if (!shared && version < 160000) await connection.script(dropPowerfulRoles);
  const createsRoles = version >= 160000;
  const password = login ? randomBytes(16).toString('hex') : '';
  const role = quoteIdentifier(name);
  const attributes = [
    login ? `LOGIN CONNECTION LIMIT 10 PASSWORD ${quoteLiteral(password)}` : 'NOLOGIN',
    'NOCREATEDB INHERIT',
    createsRoles || !shared ? 'CREATEROLE' : 'NOCREATEROLE',
    superuser ? 'NOSUPERUSER NOREPLICATION BYPASSRLS' : '',
  ].join(' ');
  const isThere = own.exists && own.administrator !== name;
  const statements = [
    `${isThere ? 'ALTER' : 'CREATE'} ROLE ${role} ${attributes}`,
    // On a server of our own the one before may have changed it.
    ...(isThere ? [`ALTER ROLE ${role} VALID UNTIL 'infinity'`, `ALTER ROLE ${role} RESET ALL`] : []),
    // To hand the database over, and to drop it later.
    ...(superuser ? [] : [`GRANT ${role} TO CURRENT_USER`]),
    `ALTER DATABASE ${quoteIdentifier(database)} OWNER TO ${role}`,
    // Before 15 it is the bootstrap superuser's, from then on the owner of the database has it.
    ...(superuser && version < 150000 ? [`ALTER SCHEMA public OWNER TO ${role}`] : []),
    ...(superuser ? [`ALTER ROLE ${role} SET temp_file_limit = '2GB'`] : []),
    ...(superuser && version >= 150000
      ? [`GRANT SET ON PARAMETER ${harmlessParameters(version).join(', ')} TO ${role}`]
      : []),
    // So that it may switch to the roles it creates, and own for them, as an ordinary administrator does.
    ...(createsRoles ? [`ALTER ROLE ${role} SET createrole_self_grant = 'set, inherit'`] : []),
    ...(superuser ? [sealSql] : []),
  ];
  await connection.script(statements.join(';\n'));
  return { name, password, createsRoles, isSealed: superuser };
}

/** Makes the administrator act for the role in this run only; over a connection of his. */
export async function armRole(connection: Connection, { isSealed, ...role }: MadeRole): Promise<RunRole> {
  const seal = isSealed ? { secret: randomBytes(32).toString('hex') } : null;
  if (seal !== null) await connection.script(armSql(seal));
  const trusted = await connection.query<{ name: string }>(
    seal !== null ? trustedSql : 'SELECT DISTINCT name FROM pg_catalog.pg_available_extension_versions WHERE trusted',
  );
  return { ...role, trusted: new Set(trusted.map(({ name }) => name)), seal };
}

/**
 * Superuser settings of scripts that load data or are noisy, and of the gate where it tries things out (`reprint.ts`); what
 * they change is the session's own.
 */
function harmlessParameters(version: number): string[] {
  const always = ['session_replication_role', 'log_statement', 'log_min_messages', 'deadlock_timeout'];
  return version >= 170000 ? [...always, 'event_triggers'] : always;
}

/** A session cannot rename its own user by a command; the row is the same. */
async function renameAdministrator(connection: Connection): Promise<void> {
  await connection.query('UPDATE pg_catalog.pg_authid SET rolname = $1 WHERE rolname = current_user', [
    administratorName,
  ]);
}

/**
 * Before 16 a role with CREATEROLE may grant every role that is no superuser, to itself too (manual of 15, 22.2), and with
 * these one reads and writes the files of the server, runs programs, and reads all tables.
 */
const dropPowerfulRoles = `
DELETE FROM pg_catalog.pg_authid WHERE rolname IN ('pg_read_server_files', 'pg_write_server_files',
  'pg_execute_server_program', 'pg_read_all_data', 'pg_write_all_data', 'pg_signal_backend', 'pg_checkpoint')`;
