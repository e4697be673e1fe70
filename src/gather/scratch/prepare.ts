import { UndeterminedError, UsageError } from '../../base/errors';
import { type Connection, ServerError } from '../../postgres/connection';
import { quoteIdentifier } from '../../postgres/sql/identifiers';
import { parseStatements } from '../../postgres/sql/parse';
import { culprit } from './replay';
import { errorLine } from './replay-failure';
import { scratchLimit } from './scratch-limit';
import type { InitScript, SessionOptions } from './server';
import { becomeUser, rememberSession } from './session-state';
import { readSystemObjects } from './system-objects';

/**
 * Makes a new database what the replay expects: roles, schemas, extensions, the init SQL, and the default schema as the
 * only one on the `search_path`. A role or extension that cannot be made here is left out: whether a migration needs it
 * shows when the migration runs, and the failure then says so.
 * @returns the roles that were created
 * @throws UsageError when the init SQL fails, UndeterminedError when it fails for what this server lacks
 */
export async function prepare(connection: Connection, options: SessionOptions): Promise<readonly string[]> {
  const [session] = await connection.query<{ user: string; powerful: boolean }>(
    'SELECT r.rolname AS user, r.rolsuper AS powerful FROM pg_catalog.pg_roles r WHERE r.rolname = session_user',
  );
  const user = session?.user ?? '';
  const system = session?.powerful === true ? await readSystemObjects(connection) : null;
  const existing = new Set(await roleNames(connection));
  const created: string[] = [];
  for (const { name } of options.roles) {
    if (existing.has(name) || isReserved(name)) continue;
    if (await attempt(connection, `CREATE ROLE ${quoteIdentifier(name)} NOLOGIN`)) created.push(name);
  }
  const schemas = new Set([options.defaultSchema, ...options.schemas, ...options.extensions.map((e) => e.schema)]);
  for (const name of schemas) {
    if (name !== 'public' && !isReserved(name) && name !== 'information_schema')
      await attempt(connection, `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`);
  }
  const unavailable: string[] = [];
  for (const { name, schema } of options.extensions) {
    const create = `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}`;
    // Some extensions accept no schema but their own.
    const made =
      (await attempt(connection, `${create} SCHEMA ${quoteIdentifier(schema)} CASCADE`)) ||
      (await attempt(connection, `${create} CASCADE`));
    if (!made) unavailable.push(name);
  }
  if (options.init !== null) {
    await runInit(connection, options.init);
    // Whatever it left open or switched to would be mistaken for the work of the first migration.
    await connection.script('COMMIT');
    await becomeUser(connection, user);
  }
  await connection.script(`SET search_path = ${quoteIdentifier(options.defaultSchema)}`);
  await rememberSession(connection, { user, roles: new Set([...existing, ...created]), unavailable, system });
  return created;
}

/** Names of all roles of the server. */
export async function roleNames(connection: Connection): Promise<string[]> {
  const rows = await connection.query<{ name: string }>('SELECT rolname AS name FROM pg_catalog.pg_roles');
  return rows.map(({ name }) => name);
}

/** Roles and schemas that begin with `pg_` are the server's own. */
function isReserved(name: string): boolean {
  return name.startsWith('pg_');
}

async function attempt(connection: Connection, sql: string): Promise<boolean> {
  try {
    await connection.script(sql);
    return true;
  } catch (error) {
    if (error instanceof ServerError) return false;
    throw error;
  }
}

async function runInit(connection: Connection, { path, sql }: InitScript): Promise<void> {
  try {
    await connection.script(sql);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const limit = scratchLimit(error, connection);
    const line = await failingLine(connection, sql, error);
    const place = line === null ? path : `${path}:${line}`;
    const message = `${place}: the SQL file of scratch-init fails: ${error.message} (${error.code}).`;
    throw limit === null ? new UsageError(message) : new UndeterminedError(`${message} ${limit}`);
  }
}

/** Where the server gives no place, the statement that failed is found by running them again. */
async function failingLine(connection: Connection, sql: string, error: ServerError): Promise<number | null> {
  if (error.position !== undefined) return errorLine(sql, error.position);
  await connection.script('ROLLBACK');
  const { statements } = await parseStatements(sql);
  return (await culprit(connection, sql, statements, error))?.line ?? null;
}
