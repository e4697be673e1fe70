import type { Connection } from '../../postgres/connection';
import { quoteIdentifier } from '../../postgres/sql/identifiers';
import { checkSystemObjects, type SystemObjects } from './system-objects';

/** What is remembered of a scratch session, for the replay on it. */
export interface SessionState {
  /** Whom the session belongs to. */
  readonly user: string;
  /** Settings that were changed for the session while it was prepared. */
  readonly settings: readonly Setting[];
  /** Roles of the server when the session began. */
  readonly roles: ReadonlySet<string>;
  /** Extensions that were asked for and cannot be created on this server. */
  readonly unavailable: readonly string[];
  /** The objects of the server before the migrations, where they have the power to change them; null: they have not. */
  readonly system: SystemObjects | null;
}

interface Setting {
  readonly name: string;
  readonly setting: string;
}

const states = new WeakMap<Connection, SessionState>();

/** What is remembered of this connection; null when nobody prepared it. */
export function sessionState(connection: Connection): SessionState | null {
  return states.get(connection) ?? null;
}

/** Takes the session as it is now for the beginning that {@link restoreSession} goes back to. */
export async function rememberSession(connection: Connection, facts: Omit<SessionState, 'settings'>): Promise<void> {
  states.set(connection, { ...facts, settings: await changedSettings(connection) });
}

/** Names of settings that have another value than when the session began, such as `search_path`. */
export async function leakedSettings(connection: Connection): Promise<string[]> {
  const before = new Map((sessionState(connection)?.settings ?? []).map(({ name, setting }) => [name, setting]));
  const after = new Map((await changedSettings(connection)).map(({ name, setting }) => [name, setting]));
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/**
 * Makes the session what a new connection would be: settings, user, temporary tables. A transaction that is still open is
 * kept, as after a migration that was applied: on a database that is in use somebody would have noticed.
 * @throws SystemObjectsError when the server itself was changed
 */
export async function restoreSession(connection: Connection): Promise<void> {
  await connection.script('COMMIT');
  await connection.script('DISCARD ALL');
  const state = sessionState(connection);
  if (state === null) return;
  if (state.system !== null) await checkSystemObjects(connection, state.system);
  await becomeUser(connection, state.user);
  await connection.query(
    'SELECT pg_catalog.set_config(s.name, s.setting, false) FROM pg_catalog.json_to_recordset($1) AS s(name text, setting text)',
    [JSON.stringify(state.settings)],
  );
}

/** By name, because in PGlite, which is a single-user server, the session has no default to go back to. */
export async function becomeUser(connection: Connection, user: string): Promise<void> {
  await connection.script(`SET SESSION AUTHORIZATION ${quoteIdentifier(user)}; RESET ROLE`);
}

/** `source` is `session` after `SET` and `set_config` (PostgreSQL manual, "pg_settings"); `role` is not in that view. */
function changedSettings(connection: Connection): Promise<Setting[]> {
  return connection.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'
     UNION ALL SELECT 'role', pg_catalog.current_setting('role')`,
  );
}
