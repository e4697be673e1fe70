import type { SchemaFile } from '../../contracts/repository';
import {
  type DeclaredColumn,
  type DeclaredModel,
  keyOf,
  type Place,
  type SchemaLines,
} from '../../gather/prisma/declared';
import { readSchemaLines } from '../../gather/prisma/schema-lines';
import type { Catalog, ColumnObject } from '../../postgres/catalog/model';
import type { Expressible } from './expressible';

/** Who declares an object, and where. */
export interface Declaration {
  readonly declaredBy: string | null;
  readonly place: Place | null;
}

/**
 * The declarations of schema files, by the names that the catalog made of them has: without `multiSchema` there is one
 * schema, the one that `?schema=` names; with it every model says its own.
 */
export function linesOf(files: readonly SchemaFile[], { schemas }: Pick<Catalog, 'schemas'>): SchemaLines {
  const [defaultSchema = 'public'] = schemas.length === 1 ? schemas : [];
  return readSchemaLines(files, defaultSchema);
}

/** Finds what `schema.prisma` says of an object by the names that the database has. */
export class Places {
  readonly #models: ReadonlyMap<string, DeclaredModel>;
  readonly #enums: ReadonlyMap<string, SchemaLines['enums'][number]>;

  constructor(private readonly lines: SchemaLines) {
    this.#models = new Map(lines.models.map((model) => [`${model.schema}.${model.table}`, model]));
    this.#enums = new Map(lines.enums.map((declared) => [`${declared.schema}.${declared.type}`, declared]));
  }

  /** The declaration of an object; of the model it belongs to where it has none of its own. */
  of(item: Expressible): Declaration {
    if (item.kind === 'enum' || item.kind === 'enum-value') {
      const declared = this.#enums.get(item.source.id);
      const value = item.kind === 'enum-value' ? declared?.values.get(item.value) : undefined;
      return { declaredBy: declared === undefined ? null : `enum ${declared.name}`, place: value ?? declared ?? null };
    }
    if (item.kind === 'extension') {
      const place = this.lines.extensions.find(({ name }) => name === item.source.name) ?? null;
      return { declaredBy: `extension ${item.source.name}`, place };
    }
    const model = this.#models.get(item.owner);
    if (model === undefined) {
      const table = 'table' in item.source ? item.source.table : item.source.name;
      const place = this.lines.joinTables.get(table) ?? null;
      return { declaredBy: place && `relation ${table}`, place };
    }
    return { declaredBy: `${model.keyword} ${model.name}`, place: this.#within(model, item) ?? model };
  }

  column(table: string, column: string): DeclaredColumn | undefined {
    return this.#models.get(table)?.columns.get(column);
  }

  /** True for a column declared with `@default(dbgenerated())`. */
  acceptsAnyDefault({ schema, table, name }: Pick<ColumnObject, 'schema' | 'table' | 'name'>): boolean {
    return this.column(`${schema}.${table}`, name)?.anyDefault ?? false;
  }

  /** True for a field of type `Unsupported("…")`. */
  isUnsupported(item: Expressible): boolean {
    return item.kind === 'column' && (this.column(item.owner, item.source.name)?.unsupported ?? false);
  }

  #within(model: DeclaredModel, item: Expressible): Place | undefined {
    switch (item.kind) {
      case 'column':
        return model.columns.get(item.source.name);
      case 'primary-key':
      case 'foreign-key':
      case 'unique':
      case 'index':
        return model.keys.get(keyOf(item.kind, item.source.columns));
      default:
        return undefined;
    }
  }
}
