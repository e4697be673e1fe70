import type { DatabaseHistory, Facts, MigrationState } from '../../../contracts/facts';
import { textsThatRan } from '../../../gather/target/lost-texts';
import type { Difference } from '../../../postgres/catalog/difference';
import type { Catalog, CatalogObject } from '../../../postgres/catalog/model';

/** Names that a sentence can hold. */
const most = 3;

/** What in the history of a database explains one difference, one line; null when nothing does. */
export function likelyCause(facts: Facts, database: string, difference: Difference): string | null {
  const history = facts.histories.find((candidate) => candidate.database === database);
  if (history === undefined) return null;
  return (
    causeOnDisk(facts, history, difference) ?? causeInEdit(facts, history, difference) ?? causeOffDisk(facts, history)
  );
}

/** A migration on disk that is not applied there makes exactly this: it ran in part, or somebody ran it by hand. */
function causeOnDisk(
  { pending, replay }: Facts,
  history: DatabaseHistory,
  { actualObject, change }: Difference,
): string | null {
  if (actualObject === null || change === 'missing') return null;
  const states = [...pending.map(({ before }) => before), replay.migrations?.catalog ?? null];
  const name = makerOf(actualObject, pending, states)?.file.name;
  if (name === undefined) return null;
  const state = history.migrations.find((candidate) => candidate.name === name)?.state;
  if (state === 'failed') return `Cause: ${name}, which failed in ${history.database}, makes it: it ran in part.`;
  return `Likely cause: ${name} makes it, which is not applied in ${history.database} as far as its history says. If all of it was run by hand, mark it: npx prisma migrate resolve --applied ${name}`;
}

/**
 * The pending migration that makes the object; null also when several may. Not every state between them was read: within
 * such a stretch it is the one that speaks of the object.
 * @param states before each migration, and after the last
 */
function makerOf(
  object: CatalogObject,
  pending: Facts['pending'],
  states: readonly (Catalog | null)[],
): Facts['pending'][number] | null {
  const known = states.flatMap((state, index) => (state === null ? [] : index));
  const end = known.find((index) => has(states[index], object));
  const start = known.findLast((index) => end !== undefined && index < end);
  if (end === undefined || start === undefined) return null;
  const stretch = pending.slice(start, end);
  const makers = stretch.length === 1 ? stretch : stretch.filter(({ file }) => speaksOf(file.sql ?? '', object));
  return makers.length === 1 ? (makers[0] ?? null) : null;
}

function speaksOf(sql: string, object: CatalogObject): boolean {
  return sql.includes(object.name) && (!('table' in object) || object.table === null || sql.includes(object.table));
}

/** The texts of all objects of a catalog, which is asked once for each difference. */
const textsOf = new WeakMap<Catalog, ReadonlySet<string>>();

function has(catalog: Catalog | null | undefined, object: CatalogObject): boolean {
  if (catalog == null) return false;
  const texts = textsOf.get(catalog) ?? new Set(catalog.objects.map(sameText));
  textsOf.set(catalog, texts);
  return texts.has(sameText(object));
}

/** The object without what depends on where in its table it stands. */
function sameText(object: CatalogObject): string {
  return JSON.stringify(object.kind === 'column' ? { ...object, position: 0 } : object);
}

/** An edited migration speaks of this object. */
function causeInEdit({ recovered }: Facts, history: DatabaseHistory, difference: Difference): string | null {
  const { database, migrations } = history;
  const name = (difference.actualObject ?? difference.expectedObject)?.name;
  if (name === undefined) return null;
  const known = textsThatRan(history, recovered);
  const edited = migrations.filter(
    ({ state, checksum, file, name: migration }) =>
      state === 'applied' && checksum === 'edited' && !known.has(migration) && (file?.sql?.includes(name) ?? false),
  );
  if (edited.length === 0) return null;
  return `Likely cause: ${list(edited)}, edited after ${database} had applied ${edited.length === 1 ? 'it' : 'them'}.`;
}

/** Migrations whose effects could not be replayed: all that they did is drift. */
function causeOffDisk({ recovered }: Facts, history: DatabaseHistory): string | null {
  const { database, migrations } = history;
  const known = textsThatRan(history, recovered);
  const missing = migrations.filter(({ state, name }) => state === 'missing-on-disk' && !known.has(name));
  if (missing.length > 0)
    return `Likely cause: ${list(missing)}, which ${database} has applied and the repository does not have. Bring ${missing.length === 1 ? 'it' : 'them'} back first.`;
  const failed = migrations.filter(({ state }) => state === 'failed');
  return failed.length > 0
    ? `Likely cause: ${list(failed)}, which failed in ${database} and may have run in part.`
    : null;
}

function list(states: readonly MigrationState[]): string {
  const shown = states.slice(0, most).map(({ name }) => name);
  const rest = states.length - shown.length;
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`;
}
