import { compareCatalogs } from './compare';
import type { Difference } from './difference';
import type { Catalog, CatalogObject } from './model';

/**
 * The catalog `from` with these differences carried over from `to`, and the others left as they are in `from`.
 * @param differences of `compareCatalogs(from, to)`, or of a catalog that is as `from` is where they differ
 */
export function blend(from: Catalog, to: Catalog, differences: readonly Difference[]): Catalog {
  const gone = new Map<string, CatalogObject>();
  const come = new Map<string, CatalogObject>();
  const add = (objects: Map<string, CatalogObject>, object: CatalogObject) => objects.set(keyOf(object), object);
  for (const difference of differences) {
    const { change, expectedObject, actualObject, including = [] } = difference;
    if (expectedObject !== null) add(gone, expectedObject);
    if (actualObject !== null) add(come, actualObject);
    for (const object of including) add(change === 'missing' ? gone : come, object);
    if (isRenamedTable(difference)) {
      for (const object of livingOn(from, expectedObject)) add(gone, object);
      for (const object of livingOn(to, actualObject)) add(come, object);
    }
  }
  for (const object of namedAnew(from, to, differences)) if (!gone.has(keyOf(object))) add(come, object);
  const objects = [
    ...from.objects.filter((object) => !gone.has(keyOf(object)) && !come.has(keyOf(object))),
    ...come.values(),
  ];
  const schemas = to.objects.filter(
    ({ kind, name }) =>
      kind === 'schema' &&
      objects.some(({ schema }) => schema === name) &&
      !objects.some((object) => object.kind === 'schema' && object.name === name),
  );
  return {
    ...from,
    schemas: [...new Set([...from.schemas, ...schemas.map(({ name }) => name)])].sort(),
    objects: [...schemas, ...objects],
  };
}

function keyOf({ kind, id }: CatalogObject): string {
  return `${kind} ${id}`;
}

/**
 * Objects of `to` that are the same in `from` but for the names of others that are renamed: the sequence of a column, a
 * foreign key to a table, a view.
 */
function namedAnew(from: Catalog, to: Catalog, differences: readonly Difference[]): CatalogObject[] {
  if (!differences.some(({ renamedFrom }) => renamedFrom !== null)) return [];
  const others = compareCatalogs(from, to).flatMap(({ expectedObject, actualObject, including = [] }) =>
    [expectedObject, actualObject, ...including].flatMap((object) => (object === null ? [] : keyOf(object))),
  );
  const differing = new Set(others);
  const known = new Set(from.objects.map(keyOf));
  return to.objects.filter((object) => known.has(keyOf(object)) && !differing.has(keyOf(object)));
}

function isRenamedTable({ renamedFrom, actualObject }: Difference): boolean {
  return renamedFrom !== null && (actualObject?.kind === 'table' || actualObject?.kind === 'view');
}

/** Columns, constraints, indexes, … of a table. */
function livingOn({ objects }: Catalog, table: CatalogObject | null): CatalogObject[] {
  return objects.filter(
    (object) => 'table' in object && table !== null && object.schema === table.schema && object.table === table.name,
  );
}
