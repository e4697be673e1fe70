import type { CatalogObject, ObjectKind, TableObject } from '../model';
import type { Names } from './names';
import { type Part, type PartKey, partsOf } from './part';

type ObjectOf<Kind extends ObjectKind> = Extract<CatalogObject, { kind: Kind }>;

/** One catalog with the ways to find things in it. */
export class Picture {
  readonly parts: ReadonlyMap<PartKey, Part>;
  readonly #byKind = new Map<ObjectKind, Map<string, CatalogObject>>();
  #children: Map<string, TableObject[]> | undefined;
  readonly #onHome = new Map<string, CatalogObject[]>();

  constructor(readonly objects: readonly CatalogObject[]) {
    this.parts = partsOf(objects);
    for (const object of objects) {
      const kind = this.#byKind.get(object.kind) ?? new Map<string, CatalogObject>();
      this.#byKind.set(object.kind, kind.set(object.id, object));
      if (!('table' in object) || object.table === null || 'target' in object) continue;
      const home = `${object.schema}\0${object.table}`;
      const list = this.#onHome.get(home);
      if (list === undefined) this.#onHome.set(home, [object]);
      else list.push(object);
    }
  }

  /** Objects of a kind by id. */
  all<Kind extends ObjectKind>(kind: Kind): ReadonlyMap<string, ObjectOf<Kind>> {
    return (this.#byKind.get(kind) ?? new Map()) as ReadonlyMap<string, ObjectOf<Kind>>;
  }

  /** The tables that have a table as a parent. */
  childrenOf({ id }: { readonly id: string }): readonly TableObject[] {
    this.#children ??= childrenByParent(this.objects);
    return this.#children.get(id) ?? [];
  }

  /** The table that a column, trigger, … lives on; undefined: it is a view. */
  homeOf({ schema, table }: { readonly schema: string; readonly table: string }): TableObject | undefined {
    return this.all('table').get(`${schema}.${table}`);
  }

  /** The parents of a table, as far as they are in the catalog. */
  parentsOf(table: TableObject | undefined): readonly TableObject[] {
    return (table?.parents ?? []).flatMap((id) => this.all('table').get(id) ?? []);
  }

  /** What lives on a table or view, of one kind, in the catalog's order. */
  on<Kind extends ObjectKind>(kind: Kind, home: { readonly schema: string; readonly name: string }): ObjectOf<Kind>[] {
    const objects = this.#onHome.get(`${home.schema}\0${home.name}`) ?? [];
    return objects.filter((object): object is ObjectOf<Kind> => object.kind === kind);
  }
}

function childrenByParent(objects: readonly CatalogObject[]): Map<string, TableObject[]> {
  const children = new Map<string, TableObject[]>();
  for (const table of objects) {
    if (table.kind !== 'table') continue;
    for (const id of table.parents) children.set(id, [...(children.get(id) ?? []), table]);
  }
  return children;
}

/** The parents that a table has before and after; what happens to their columns happens to its own, too. */
export function lastingParents(
  { from, to }: Pick<Context, 'from' | 'to'>,
  home: { readonly schema: string; readonly table: string },
): readonly TableObject[] {
  const [before, after] = [from.homeOf(home), to.homeOf(home)];
  if (before === undefined || after === undefined || before.partitionBound !== after.partitionBound) return [];
  return to.parentsOf(after).filter(({ id }) => before.parents.includes(id));
}

/** What the text of one part can depend on besides the part. */
export interface Context {
  readonly from: Picture;
  readonly to: Picture;
  /** The role that owns most of the database, which will run the script; null: not known. */
  readonly mainOwner: string | null;
  readonly names: Names;
  /** What was only renamed is renamed, and not made anew. */
  readonly renames: boolean;
  /** Says that something cannot be expressed. */
  remains(line: string): void;
}
