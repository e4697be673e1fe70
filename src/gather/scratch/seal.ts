import { createHash } from 'node:crypto';
import { quoteLiteral } from '../../postgres/sql/identifiers';

/** Proves to the scratch database that a statement comes from the gate. Never printed. */
export interface Seal {
  readonly secret: string;
}

/**
 * What a sealed statement does, which decides what is looked at before and after it. `role` and `new-role`: to the role that
 * is its subject. `owner`: gives an object to that role. `events`: with an event trigger. `extension`: runs the script of an extension. `plain`: none of these.
 */
export type SealedKind = 'plain' | 'extension' | 'events' | 'role' | 'new-role' | 'owner';

/** A statement that the administrator carries out for the run. */
export interface SealedStatement {
  readonly kind: SealedKind;
  readonly subject: string;
  readonly sql: string;
}

/**
 * The call that carries a statement out with the administrator's rights, in the same session and transaction. Whoever sees
 * it can repeat it and do nothing else: the seal holds for this statement in this database only.
 */
export function sealedCall({ kind, subject, sql }: SealedStatement, seal: Seal): string {
  const inner = digest(`${seal.secret}\n${kind}\n${digest(subject)}\n${digest(sql)}`);
  const values = [kind, subject, sql, digest(`${seal.secret}\n${inner}`)].map(quoteLiteral);
  return `SELECT pg_migration_gate.run(${values.join(', ')}, pg_catalog.current_schemas(false))`;
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * Installs the function that {@link sealedCall} calls, which knows no secret yet ({@link armSql}); as a superuser. The schema's name begins with `pg_`, so that it is the
 * system's to every reader and to migrations. The function's own names are looked up in `pg_catalog` only; those of the
 * statement where the caller would look them up.
 *
 * Nothing that a migration made may run here. Event triggers run with the rights of whoever gives the command, so they are
 * off meanwhile; and since they also run in the script of a trusted extension, which has the rights of the bootstrap
 * superuser (PostgreSQL source, extension.c, execute_extension_script), nobody may create one any more as soon as there is an
 * event trigger: the database is taken away from the role. What changes hands is neither of the administrator nor becomes his,
 * which would make him run its code. The script of an extension must find no operator or function
 * that could be taken for one of the server's (PostgreSQL manual 36.17.6.2, "Security Considerations for Extension
 * Scripts").
 */
export const sealSql = `
SET allow_system_table_mods = on;
CREATE SCHEMA pg_migration_gate;
RESET allow_system_table_mods;
CREATE TABLE pg_migration_gate.secret (secret text NOT NULL);
REVOKE ALL ON pg_migration_gate.secret FROM PUBLIC;
CREATE TABLE pg_migration_gate.trusted AS
  SELECT DISTINCT name::text FROM pg_catalog.pg_available_extension_versions WHERE trusted;
CREATE FUNCTION pg_migration_gate.digest(value text) RETURNS text LANGUAGE sql IMMUTABLE
  SET search_path = pg_catalog, pg_temp AS $$ SELECT encode(sha256(convert_to(value, 'UTF8')), 'hex') $$;
CREATE FUNCTION pg_migration_gate.owned() RETURNS bigint LANGUAGE sql STABLE
  SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE d.deptype = 'o' AND NOT r.rolsuper
      AND d.refclassid = 'pg_authid'::regclass AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())) $$;
CREATE FUNCTION pg_migration_gate.run(kind text, subject text, statement text, seal text, path name[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $run$
DECLARE
  secret text := (SELECT s.secret FROM pg_migration_gate.secret s);
  expected text := pg_migration_gate.digest(concat(secret, E'\\n', kind, E'\\n',
    pg_migration_gate.digest(subject), E'\\n', pg_migration_gate.digest(statement)));
  silenced record;
  grantee record;
  names text[] := '{}';
  modes text[] := '{}';
  owned bigint;
BEGIN
  IF seal IS DISTINCT FROM pg_migration_gate.digest(concat(secret, E'\\n', expected))
    OR current_setting('role') NOT IN ('none', session_user) THEN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied to act as the administrator';
  END IF;
  IF kind IN ('role', 'owner') AND subject <> session_user
    AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = subject) AND NOT EXISTS (
      SELECT FROM pg_auth_members m
      WHERE m.roleid = (SELECT r.oid FROM pg_roles r WHERE r.rolname = subject)
        AND m.member = (SELECT r.oid FROM pg_roles r WHERE r.rolname = session_user) AND m.admin_option)
    -- Before 16, on a server of our own: it created those it is no administrator of.
    AND NOT (current_setting('server_version_num')::int < 160000 AND subject !~ '^pg_'
      AND (SELECT r.rolcreaterole FROM pg_roles r WHERE r.rolname = session_user)
      AND NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = subject)) THEN
    RAISE insufficient_privilege USING MESSAGE = format('permission denied for role %I', subject);
  END IF;
  IF kind = 'extension' AND (
    EXISTS (SELECT FROM pg_operator o JOIN pg_roles r ON r.oid = o.oprowner WHERE NOT r.rolsuper)
    OR EXISTS (SELECT FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
      WHERE NOT r.rolsuper AND p.proname IN (SELECT o.proname FROM pg_proc o JOIN pg_roles s ON s.oid = o.proowner WHERE s.rolsuper))) THEN
    RAISE insufficient_privilege USING MESSAGE =
      'permission denied to create extension: an operator, or a function with the name of one of the server''s, was made before it';
  END IF;
  FOR silenced IN SELECT e.evtname, e.evtenabled FROM pg_event_trigger e WHERE e.evtenabled <> 'D' LOOP
    EXECUTE format('ALTER EVENT TRIGGER %I DISABLE', silenced.evtname);
    names := names || silenced.evtname::text;
    modes := modes || CASE silenced.evtenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END;
  END LOOP;
  IF kind = 'events' THEN
    EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), current_user);
    FOR grantee IN SELECT DISTINCT r.rolname AS name FROM pg_database d, aclexplode(d.datacl) a JOIN pg_roles r ON r.oid = a.grantee
      WHERE d.datname = current_database() AND a.privilege_type = 'CREATE' AND NOT r.rolsuper LOOP
      EXECUTE format('REVOKE CREATE ON DATABASE %I FROM %I CASCADE', current_database(), grantee.name);
    END LOOP;
    EXECUTE format('REVOKE CREATE ON DATABASE %I FROM PUBLIC CASCADE', current_database());
    IF EXISTS (SELECT FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'public' AND r.rolname = 'pg_database_owner') THEN
      EXECUTE format('ALTER SCHEMA public OWNER TO %I', session_user);
    END IF;
    -- The statement may be about their modes, and none runs for it.
    FOR i IN 1 .. cardinality(names) LOOP
      EXECUTE format('ALTER EVENT TRIGGER %I %s', names[i], modes[i]);
    END LOOP;
    names := '{}';
  END IF;
  owned := pg_migration_gate.owned();
  PERFORM set_config('search_path', concat_ws(', ', (SELECT string_agg(quote_ident(p), ', ') FROM unnest(path) p WHERE p <> 'pg_catalog'), 'pg_temp'), true);
  EXECUTE statement;
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  IF kind = 'owner' AND owned <> pg_migration_gate.owned() THEN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: what the administrator owns, or would own, keeps its owner';
  ELSIF kind = 'new-role' THEN
    EXECUTE format('GRANT %I TO %I WITH ADMIN OPTION', subject, session_user);
  END IF;
  FOR i IN 1 .. cardinality(names) LOOP
    EXECUTE format('ALTER EVENT TRIGGER %I %s', names[i], modes[i]);
  END LOOP;
END $run$;
REVOKE ALL ON FUNCTION pg_migration_gate.run(text, text, text, text, name[]) FROM PUBLIC;
GRANT USAGE ON SCHEMA pg_migration_gate TO PUBLIC;
GRANT EXECUTE ON FUNCTION pg_migration_gate.run(text, text, text, text, name[]) TO PUBLIC`;

/** Tells the function the secret. */
export function armSql({ secret }: Seal): string {
  return `INSERT INTO pg_migration_gate.secret VALUES (${quoteLiteral(secret)})`;
}

/** Extensions that are trusted, as a superuser knows. */
export const trustedSql = 'SELECT name FROM pg_migration_gate.trusted';
