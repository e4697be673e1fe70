import type { CatalogObject, ObjectKind } from '../model';

type ObjectOf<Kind extends ObjectKind> = Extract<CatalogObject, { kind: Kind }>;

/** Identity of an object among those of its kind; ids can collide where names contain dots, this cannot. */
export function keyOf(object: CatalogObject): string {
  switch (object.kind) {
    case 'column':
    case 'constraint':
    case 'trigger':
    case 'rule':
    case 'policy':
      return `${object.schema}\0${object.table}\0${object.name}`;
    case 'function':
    case 'comment':
    case 'privilege':
    case 'owner':
    case 'operator':
    case 'cast':
    case 'foreign-server':
      return object.id;
    case 'extension':
    case 'event-trigger':
    case 'publication':
      return object.name;
    default:
      return `${object.schema}\0${object.name}`;
  }
}

/** Key of the table (or view) that an object lives on, as {@link keyOf} makes it; null for one that lives on none. */
export function tableKeyOf(object: CatalogObject): string | null {
  switch (object.kind) {
    case 'column':
    case 'constraint':
    case 'index':
    case 'trigger':
    case 'rule':
    case 'policy':
    case 'statistics':
      return `${object.schema}\0${object.table}`;
    default:
      return null;
  }
}

/** The objects of one catalog, by kind and key. */
export class Side {
  readonly #kinds = new Map<ObjectKind, Map<string, CatalogObject>>();
  #onTables: Map<string, CatalogObject[]> | undefined;

  constructor(readonly objects: readonly CatalogObject[]) {
    for (const object of objects) {
      let kind = this.#kinds.get(object.kind);
      if (kind === undefined) {
        kind = new Map();
        this.#kinds.set(object.kind, kind);
      }
      kind.set(keyOf(object), object);
    }
  }

  /** Objects of a kind, by key, in the order of the catalog. */
  all<Kind extends ObjectKind>(kind: Kind): ReadonlyMap<string, ObjectOf<Kind>> {
    return (this.#kinds.get(kind) ?? new Map()) as ReadonlyMap<string, ObjectOf<Kind>>;
  }

  /** What lives on a table or view, by its key. */
  onTable(key: string): readonly CatalogObject[] {
    if (this.#onTables === undefined) {
      this.#onTables = new Map();
      for (const object of this.objects) {
        const table = tableKeyOf(object);
        if (table === null) continue;
        const list = this.#onTables.get(table);
        if (list === undefined) this.#onTables.set(table, [object]);
        else list.push(object);
      }
    }
    return this.#onTables.get(key) ?? [];
  }
}
