import { UndeterminedError } from '../../base/errors';
import type { Connection } from '../../postgres/connection';

/** What the server brought, by key: the row that makes it, as text. */
export type SystemObjects = ReadonlyMap<string, SystemObject>;

interface SystemObject {
  /** For people, such as `function format_type`. */
  readonly label: string;
  /** All of its row that says what it does. */
  readonly row: string;
}

/** Objects that the gate's questions are answered with are not those that the server came with. */
export class SystemObjectsError extends UndeterminedError {}

/** The schemas of the server (PostgreSQL manual 5.10.5, "The System Catalog Schema", and 35.1). */
const schemas = new Set(['pg_catalog', 'information_schema']);

/**
 * Who may use an object, and what changes by itself, is left out: none of it changes an answer. Functions are named by their
 * `oid`, since their names are shown with a schema or without, as others of that name are there or not.
 */
const catalogs: readonly { readonly name: string; readonly kind: string; readonly rows: string }[] = [
  {
    name: 'pg_proc',
    kind: 'function',
    rows: `pronamespace AS place, proname AS name, ROW(pronamespace, proname, prolang, prokind, proargtypes, prorettype,
      proretset, prosrc, probin, proconfig, prosecdef, provolatile, proisstrict, prosupport::oid) AS content`,
  },
  {
    name: 'pg_operator',
    kind: 'operator',
    rows: `oprnamespace AS place, oprname AS name, ROW(oprnamespace, oprname, oprleft, oprright, oprresult, oprcode::oid,
      oprrest::oid, oprjoin::oid) AS content`,
  },
  {
    name: 'pg_type',
    kind: 'type',
    rows: `typnamespace AS place, typname AS name, ROW(typnamespace, typname, typtype, typrelid, typelem, typbasetype,
      typinput::oid, typoutput::oid, typreceive::oid, typsend::oid) AS content`,
  },
  {
    name: 'pg_class',
    kind: 'relation',
    rows: 'relnamespace AS place, relname AS name, ROW(relnamespace, relname, relkind, relrowsecurity) AS content',
  },
  {
    name: 'pg_rewrite',
    kind: 'rule',
    rows: 'ev_class AS place, rulename AS name, ROW(ev_type, ev_enabled, ev_qual, ev_action) AS content',
  },
  {
    name: 'pg_cast',
    kind: 'cast',
    rows: 'castsource AS place, casttarget, ROW(castsource, casttarget, castfunc, castcontext, castmethod) AS content',
  },
];

/**
 * The objects in the schemas of the server, without those of extensions. Nothing is called for it that could have been
 * replaced: rows are fetched as they are, by the equality of `"char"` at
 * most, and compared here.
 */
export async function readSystemObjects(connection: Connection): Promise<SystemObjects> {
  const members = await connection.query<{ classid: number; objid: number }>(
    `SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'`,
  );
  const isMember = new Set(members.map(({ classid, objid }) => `${classid} ${objid}`));
  const namespaces = await connection.query<{ oid: number; nspname: string }>(
    'SELECT oid, nspname FROM pg_catalog.pg_namespace',
  );
  /** Where an object of the server is: its schema, or the object of the server that it belongs to. */
  const places = new Set(namespaces.flatMap(({ oid, nspname }) => (schemas.has(nspname) ? [oid] : [])));
  const found = new Map<string, SystemObject>();
  for (const { name: catalog, kind, rows } of catalogs) {
    for (const row of await connection.query<Row>(`SELECT tableoid, oid, ${rows} FROM pg_catalog.${catalog}`)) {
      if (!places.has(row.place) || (row.casttarget !== undefined && !places.has(row.casttarget))) continue;
      if (isMember.has(`${row.tableoid} ${row.oid}`)) continue;
      if (kind === 'relation' || kind === 'type') places.add(row.oid);
      const label = row.name === undefined ? `a ${kind} of built-in types` : `${kind} ${row.name}`;
      found.set(`${catalog} ${row.oid}`, { label, row: row.content });
    }
  }
  return found;
}

interface Row {
  readonly tableoid: number;
  readonly oid: number;
  readonly place: number;
  readonly name?: string;
  readonly casttarget?: number;
  readonly content: string;
}

/**
 * Compares the server's objects with those of before.
 * @throws SystemObjectsError when one is changed, gone or new: what the server then says about itself may be anything
 */
export async function checkSystemObjects(connection: Connection, before: SystemObjects): Promise<void> {
  const after = await readSystemObjects(connection);
  const added = [...after].flatMap(([key, { label }]) => (before.has(key) ? [] : [label]));
  const changed = [...before].flatMap(([key, { label, row }]) => (after.get(key)?.row === row ? [] : [label]));
  const labels = [...new Set([...changed, ...added])].sort();
  if (labels.length === 0) return;
  const shown = labels.slice(0, 5).join(', ') + (labels.length > 5 ? ` and ${labels.length - 5} more` : '');
  throw new SystemObjectsError(
    `The server's own schema pg_catalog is not as it was before the migrations (${shown}), so that nothing it says about itself counts: take out of the migrations what changes it.`,
  );
}
