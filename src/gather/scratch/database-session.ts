import { randomBytes } from 'node:crypto';
import { errorMessage, UndeterminedError } from '../../base/errors';
import { type ConnectOptions, connect } from '../../postgres/connect';
import { type Connection, ServerError } from '../../postgres/connection';
import type { PgConnection } from '../../postgres/pg-connection';
import { quoteIdentifier, quoteLiteral } from '../../postgres/sql/identifiers';
import { type DatabaseAddress, describeAddress } from '../../postgres/url';
import type { DatabaseHost } from './database-host';
import { prepare, roleNames } from './prepare';
import { RoleWatch } from './role-watch';
import { RunConnection } from './run-connection';
import { runRightsOf } from './run-rights';
import { prepareRole, type RunRole } from './run-role';
import { type ScratchSession, type SessionOptions, scriptLimitMs } from './server';
import { onTermination, unlessEnding } from './termination';

/** Names of databases that the gate makes; the comment on them says when, in seconds of the server's clock. */
export const databasePrefix = 'migration_gate_';
export const databaseComment = 'Scratch database of prisma-migration-gate, made at ';

/** A session on a database of its own. */
export interface DatabaseSession extends ScratchSession {
  /** `server_version` without what the packager adds, such as `15.18`. */
  readonly serverVersion: string;
}

/**
 * Makes a database with an unguessable name, connects to it and prepares it; with trust `least`, as a role made for it, which
 * has an unguessable name on a shared server and else is called `postgres`. Closing drops it, and the roles that came
 * into being with it.
 * @throws UndeterminedError when the server cannot be reached or refuses to make a database or the role
 */
export async function openDatabaseSession(host: DatabaseHost, options: SessionOptions): Promise<DatabaseSession> {
  const database = `${databasePrefix}${randomBytes(8).toString('hex')}`;
  const address = { ...host.address, database, schema: null };
  await unlessEnding();
  const { rolesBefore, rights } = await asAdministrator(host, async (connection) => ({
    rolesBefore: await roleNames(connection),
    rights: await runRightsOf(connection, host),
  }));
  let creation = Promise.resolve();
  let direct: PgConnection | undefined;
  let watch: RoleWatch | undefined;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= remove().finally(forget);
    return closing;
  };
  const forget = host.shared ? onTermination(close) : () => {};
  const remove = async () => {
    // Told to end while the server makes it, we would drop nothing and leave it behind.
    await creation.catch(() => {});
    await direct?.end();
    try {
      await asAdministrator(
        host,
        async (connection) => {
          const made = host.shared ? [...(watch?.named ?? []), ...(await rolesOf(connection, database))] : null;
          await dropDatabase(connection, database);
          const added = (await roleNames(connection)).filter((role) => !rolesBefore.includes(role));
          await dropRoles(connection, made === null ? added : added.filter((role) => made.includes(role)));
        },
        { retries: 1 },
      );
    } catch (error) {
      // What was found out on it stands; the next run sweeps it.
      host.log.warn(
        `The scratch database ${database} at ${describeAddress(host.address)} could not be dropped: ${errorMessage(error)}`,
      );
    }
  };
  const make = async (): Promise<RunRole | null> => {
    await asAdministrator(host, (connection) => createDatabase(connection, database, host.address));
    if (rights === 'same-role') return null;
    const name = host.shared ? roleOf(database) : 'postgres';
    return asAdministrator({ ...host, address }, (connection) =>
      prepareRole(connection, { name, shared: host.shared }),
    );
  };
  try {
    const making = make();
    creation = making.then(() => {});
    const role = await making;
    const user = role === null ? {} : { user: role.name, password: role.password };
    const own = await connect({ ...address, ...user }, { queryTimeoutMs: scriptLimitMs }, host.log);
    direct = own;
    const writtenAs = host.shared ? host.address.user : null;
    const isGuarded = host.trust === 'least';
    const connection =
      role === null ? new RoleWatch(own, { isGuarded }) : new RunConnection(own, role, { writtenAs, isGuarded });
    if (connection instanceof RoleWatch) watch = connection;
    await prepare(connection, options);
    return { connection, close, serverVersion: own.serverVersion.split(' ')[0] ?? '' };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs `work` on a short connection to the host's own database: an idle one might be cut during a long replay. */
export async function asAdministrator<Result>(
  { address, log }: DatabaseHost,
  work: (connection: PgConnection) => Promise<Result>,
  options: ConnectOptions = {},
): Promise<Result> {
  const connection = await connect(address, options, log);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

async function createDatabase(connection: Connection, name: string, address: DatabaseAddress): Promise<void> {
  try {
    await connection.script(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const where = describeAddress(address);
    if (error.code === '42501')
      throw new UndeterminedError(
        `The role ${address.user} may not create a scratch database at ${where}: run ALTER ROLE ${quoteIdentifier(address.user)} CREATEDB there, or use scratch: embedded.`,
      );
    throw new UndeterminedError(`Cannot create a scratch database at ${where}: ${error.message} (${error.code}).`);
  }
  const [row] = await connection.query<{ now: string }>(
    'SELECT pg_catalog.floor(extract(epoch FROM pg_catalog.now()))::bigint::text AS now',
  );
  await connection.script(
    `COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${quoteLiteral(`${databaseComment}${row?.now}`)}`,
  );
}

/** Name of the role of the run that has this database on a shared server. */
function roleOf(database: string): string {
  return `${database}_role`;
}

/**
 * The role of the run whose database has this name, and the roles that it made, and those that they made: whoever makes a role
 * becomes its administrator (PostgreSQL manual, "CREATE ROLE"), and nobody made any of them one of a role that was there.
 */
export async function rolesOf(connection: Connection, database: string): Promise<string[]> {
  const rows = await connection.query<{ name: string }>(
    `WITH RECURSIVE made(oid) AS (
       SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1
       UNION SELECT m.roleid FROM made JOIN pg_catalog.pg_auth_members m ON m.member = made.oid AND m.admin_option)
     SELECT r.rolname AS name FROM made JOIN pg_catalog.pg_roles r USING (oid)`,
    [roleOf(database)],
  );
  return rows.map(({ name }) => name);
}

/** Drops a database that the gate made, whoever is connected to it. */
export async function dropDatabase(connection: Connection, name: string): Promise<void> {
  // Its owner, who runs migrations, may have made it a template, which cannot be dropped.
  const [found] = await connection.query('SELECT FROM pg_catalog.pg_database WHERE datname = $1 AND datistemplate', [
    name,
  ]);
  if (found !== undefined) await connection.script(`ALTER DATABASE ${quoteIdentifier(name)} IS_TEMPLATE false`);
  // WITH (FORCE) is there since PostgreSQL 13.
  if (connection.serverVersionNumber >= 130000) {
    await connection.script(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
    return;
  }
  await connection.query(
    'SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = $1',
    [name],
  );
  await connection.script(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`);
}

/** Drops roles, with what they may do on objects of the cluster, until no more can be dropped: one may hold on to another, or another database to it. */
export async function dropRoles(connection: Connection, names: readonly string[]): Promise<void> {
  let left = [...names];
  for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
    before = left.length;
    const kept: string[] = [];
    for (const name of left) {
      try {
        await connection.script(`DROP OWNED BY ${quoteIdentifier(name)}; DROP ROLE ${quoteIdentifier(name)}`);
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        kept.push(name);
      }
    }
    left = kept;
  }
}
