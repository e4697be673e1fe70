import { identifierPattern, quoteQualified, unquoteIdentifier } from '../../postgres/catalog/identifier';
import type {
  Catalog,
  ColumnObject,
  ConstraintObject,
  EnumObject,
  IndexObject,
  TableObject,
  ViewObject,
} from '../../postgres/catalog/model';

/** A table, whose ids can collide where names contain dots, as a map key. */
export function tableKey({ schema, table }: { readonly schema: string; readonly table: string }): string {
  return `${schema}\0${table}`;
}

/** What lives on one table. */
export interface TableParts {
  readonly columns: Map<string, ColumnObject>;
  primaryKey: ConstraintObject | null;
  readonly foreignKeys: ConstraintObject[];
  /** Those of unique constraints included; those of primary keys and exclusion constraints not. */
  readonly indexes: IndexObject[];
}

/** The name that begins `name type`. */
const columnName = new RegExp(`^${identifierPattern}`);

const noParts: TableParts = { columns: new Map(), primaryKey: null, foreignKeys: [], indexes: [] };

/** A catalog, indexed for what `schema.prisma` can express. */
export class CatalogIndex {
  readonly tables = new Map<string, TableObject>();
  readonly views = new Map<string, ViewObject>();
  readonly enums = new Map<string, EnumObject>();
  /** Names. */
  readonly extensions = new Set<string>();
  readonly #domains = new Map<string, string>();
  readonly #parts = new Map<string, TableParts>();

  constructor(readonly catalog: Catalog) {
    const withoutOwnIndex = new Set<string>();
    for (const object of catalog.objects) {
      const key = tableKey({ schema: object.schema, table: object.name });
      if (object.kind === 'table') this.tables.set(key, object);
      else if (object.kind === 'view') this.views.set(key, object);
      else if (object.kind === 'enum') this.enums.set(key, object);
      else if (object.kind === 'extension') this.extensions.add(object.name);
      else if (object.kind === 'domain') this.#domains.set(quoteQualified(object.schema, object.name), object.type);
      else if (object.kind === 'column') this.#partsOf(object).columns.set(object.name, object);
      else if (object.kind === 'constraint') {
        if (object.type === 'primary-key') this.#partsOf(object).primaryKey = object;
        else if (object.type === 'foreign-key') this.#partsOf(object).foreignKeys.push(object);
        if (object.type === 'primary-key' || object.type === 'exclusion')
          withoutOwnIndex.add(`${tableKey(object)}\0${object.name}`);
      }
    }
    for (const object of catalog.objects) {
      if (object.kind !== 'index' || withoutOwnIndex.has(`${tableKey(object)}\0${object.constraint}`)) continue;
      this.#partsOf(object).indexes.push(object);
    }
  }

  partsOf(table: { readonly schema: string; readonly table: string }): TableParts {
    return this.#parts.get(tableKey(table)) ?? noParts;
  }

  /** The type below a domain, of arrays too; any other type as it is. */
  baseType(type: string): string {
    const [, element = type, dimensions = ''] = /^(.*?)((?:\[\])*)$/s.exec(type) ?? [];
    const base = this.#domains.get(element);
    return base === undefined ? type : this.baseType(base + dimensions);
  }

  /** Names of a view's columns. */
  viewColumns({ columns }: ViewObject): ReadonlySet<string> {
    return new Set(columns.map((column) => unquoteIdentifier(columnName.exec(column)?.[0] ?? '')));
  }

  #partsOf(table: { readonly schema: string; readonly table: string }): TableParts {
    const key = tableKey(table);
    let parts = this.#parts.get(key);
    if (parts === undefined) {
      parts = { columns: new Map(), primaryKey: null, foreignKeys: [], indexes: [] };
      this.#parts.set(key, parts);
    }
    return parts;
  }
}
