import { type Connection, ServerError } from '../connection';
import { rolledBack } from '../rolled-back';
import { undoRenames } from './compare/renames';
import { keyOf, Side } from './compare/side';
import type { Catalog, CatalogObject, ObjectKind } from './model';
import { readCatalog } from './read';
import { callForm, hasSpecialSyntax } from './reprint/call-form';
import { probeSql, textsOf, withTextsOf } from './reprint/probe';
import { printing } from './sql/scope';

/** An object whose texts differ on both sides, and all the ways in which they were printed so far. */
interface Suspect {
  /** Null: an object that only the actual side has, and that may turn out to be one with another name. */
  readonly expected: CatalogObject | null;
  /** With the names of the expected side. */
  readonly actual: CatalogObject;
  readonly forms: { readonly expected: Set<string>; readonly actual: Set<string> };
  /** The latest print of each, which the next probe is made of; null: it could not be made. */
  latest: { expected: CatalogObject | null; actual: CatalogObject | null };
  /** Whether the texts are also compared in {@link callForm}. */
  readonly inCallForm: boolean;
}

/**
 * What a server prints can print differently once more: `IN` of a restored dump settles only the second time
 * (`ANY ((ARRAY['a'::character varying])::text[])`, then `ANY (ARRAY[('a'::character varying)::text])`).
 */
const rounds = 2;

/**
 * Lets one server print both: the actual catalog, in which every text that means the same as the expected one, but was
 * printed differently (by another version, or after a dump and restore), is replaced by the expected one.
 *
 * `connection`: on the scratch database in the state that `expected` was read from. Each differing text of both sides is
 * tried there under another name inside a transaction that is rolled back, or a savepoint where one is open already.
 * What cannot be made there stays as it is, and so a difference.
 */
export async function reprint(actual: Catalog, expected: Catalog, connection: Connection): Promise<Catalog> {
  const before = new Side(expected.objects);
  const { side, origins, redo } = undoRenames(before, actual);
  const suspects = suspectsOf(expected, before, { ...actual, objects: side.objects });
  if (suspects.length === 0) return actual;
  await rolledBack(connection, async () => {
    await connection.query(`SELECT ${preparations(connection).join(', ')}`);
    for (let round = 1; round <= rounds; round++) {
      const open = suspects.filter((suspect) => !isSame(suspect));
      if (open.length > 0) await printOnce(open, round, connection);
    }
  });
  const replaced = new Map<CatalogObject, CatalogObject>();
  for (const suspect of suspects) {
    const texts = suspect.expected === null ? suspect.latest.actual : isSame(suspect) ? suspect.expected : null;
    const original = origins.get(suspect.actual) ?? suspect.actual;
    if (texts !== null) replaced.set(original, withTextsOf(original, redo(texts)));
  }
  return { ...actual, objects: actual.objects.map((object) => replaced.get(object) ?? object) };
}

/** From this version on the server keeps the syntax of EXTRACT, SUBSTRING … FROM and the like. */
const syntaxVersion = 140_000;
/** Kinds whose texts do not hold their own name. */
const nameless: readonly ObjectKind[] = ['view', 'constraint', 'policy'];

function suspectsOf(expected: Catalog, before: Side, actual: Catalog): Suspect[] {
  const versions = [expected.serverVersionNumber, actual.serverVersionNumber];
  const straddles = Math.min(...versions) < syntaxVersion && Math.max(...versions) >= syntaxVersion;
  const after = new Side(actual.objects);
  const someMissing = new Set(
    nameless.filter((kind) => [...before.all(kind).keys()].some((key) => !after.all(kind).has(key))),
  );
  return actual.objects.flatMap((object) => {
    const text = textsOf(object);
    const other = before.all(object.kind).get(keyOf(object)) ?? null;
    const otherText = other && textsOf(other);
    if (text === null || text === otherText || (other === null && !someMissing.has(object.kind))) return [];
    const inCallForm = straddles && otherText !== null && hasSpecialSyntax(`${otherText}${text}`);
    const formsOf = (form: string | null) => new Set(form === null ? [] : inCallForm ? [form, callForm(form)] : [form]);
    return [
      {
        expected: other,
        actual: object,
        forms: { expected: formsOf(otherText), actual: formsOf(text) },
        latest: { expected: other, actual: object },
        inCallForm,
      },
    ];
  });
}

function isSame({ forms }: Suspect): boolean {
  return [...forms.expected].some((form) => forms.actual.has(form));
}

/** Settings for the transaction: as `readCatalog` prints, and nothing of the project's own that would get in the way. */
function preparations(connection: Connection): string[] {
  const settings: Record<string, string> = { ...printing, search_path: '', check_function_bodies: 'off' };
  const calls = Object.entries(settings).map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`);
  // Event triggers of the project would fire for the probes; from 17 on who may can switch them off.
  if (connection.serverVersionNumber >= 170_000)
    calls.push(`CASE WHEN pg_catalog.has_parameter_privilege('event_triggers', 'SET')
      THEN pg_catalog.set_config('event_triggers', 'off', true) END`);
  return calls;
}

async function printOnce(suspects: readonly Suspect[], round: number, connection: Connection): Promise<void> {
  const sides = ['expected', 'actual'] as const;
  const probes: { suspect: Suspect; side: (typeof sides)[number]; name: string }[] = [];
  for (const [number, suspect] of suspects.entries()) {
    for (const side of sides) {
      const name = `migration_gate_probe_${round}_${number}_${side}`;
      const sql = suspect.latest[side] && probeSql(suspect.latest[side], name);
      suspect.latest[side] = null;
      if (sql !== null && (await tryOut(sql, connection))) probes.push({ suspect, side, name });
    }
  }
  if (probes.length === 0) return;
  const { objects } = await readCatalog(connection, {
    schemas: [...new Set(probes.map(({ suspect }) => suspect.actual.schema))],
    kinds: [...new Set(probes.map(({ suspect }) => suspect.actual.kind))],
  });
  const printed = new Map(objects.map((object) => [`${object.kind} ${object.name}`, object]));
  for (const { suspect, side, name } of probes) {
    const object = printed.get(`${suspect.actual.kind} ${name}`);
    const text = object && textsOf(object);
    if (object === undefined || typeof text !== 'string') continue;
    suspect.forms[side].add(text);
    if (suspect.inCallForm) suspect.forms[side].add(callForm(text));
    suspect.latest[side] = object;
  }
}

/** Runs the statement if the server takes it; false: it refused and nothing happened. */
async function tryOut(sql: string, connection: Connection): Promise<boolean> {
  await connection.script('SAVEPOINT migration_gate_probe');
  try {
    await connection.script(sql);
    await connection.script('RELEASE SAVEPOINT migration_gate_probe');
    return true;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    await connection.script('ROLLBACK TO SAVEPOINT migration_gate_probe; RELEASE SAVEPOINT migration_gate_probe');
    return false;
  }
}
