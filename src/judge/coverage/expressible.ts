import type { CoverageObject } from '../../contracts/coverage';
import type { SchemaLines } from '../../gather/prisma/declared';
import { unquoteIdentifier } from '../../postgres/catalog/identifier';
import type {
  ColumnObject,
  ConstraintObject,
  EnumObject,
  IndexObject,
  TableObject,
} from '../../postgres/catalog/model';
import type { CatalogIndex } from './catalog-index';
import { prismaMethods } from './same-index';

/** One thing that `schema.prisma` can express, as a catalog has it. */
export type Expressible = Pick<CoverageObject, 'object' | 'owner' | 'label'> &
  (
    | { readonly kind: 'table'; readonly source: TableObject }
    | { readonly kind: 'column'; readonly source: ColumnObject }
    | { readonly kind: 'primary-key' | 'foreign-key'; readonly source: ConstraintObject }
    | { readonly kind: 'unique' | 'index'; readonly source: IndexObject }
    | { readonly kind: 'enum'; readonly source: EnumObject }
    | { readonly kind: 'enum-value'; readonly source: EnumObject; readonly value: string }
    | { readonly kind: 'view'; readonly source: DeclaredView }
    | { readonly kind: 'extension'; readonly source: DeclaredExtension }
  );

/** A view as `schema.prisma` declares it; Prisma leaves its SQL to migrations. */
export interface DeclaredView {
  readonly kind: 'view';
  readonly schema: string;
  readonly name: string;
  readonly id: string;
  readonly columns: readonly string[];
}

/** An extension as the datasource names it. */
export interface DeclaredExtension {
  readonly kind: 'extension';
  readonly name: string;
  readonly id: string;
}

export interface ExpressibleOptions {
  /** Whether the schema switches on the preview feature that can say `where`. */
  readonly partialIndexes: boolean;
  /** Schemas that `schema.prisma` knows; a foreign key that leaves them cannot be said. */
  readonly schemas: readonly string[];
}

/**
 * What of a catalog `schema.prisma` can express. Not partitions, which Prisma does not see (prisma-engines,
 * sql-schema-describer/src/postgres/tables_query.sql), foreign tables, expression indexes, methods such as hnsw, checks;
 * nor views, which it need not declare.
 */
export function* expressibleOf(index: CatalogIndex, options: ExpressibleOptions): Iterable<Expressible> {
  for (const table of index.tables.values()) if (isModelTable(table)) yield* tableAndParts(table, index, options);
  for (const source of index.enums.values()) {
    yield { kind: 'enum', object: source.id, owner: source.id, label: `enum ${source.id}`, source };
    for (const value of source.values)
      yield {
        kind: 'enum-value',
        object: `${source.id}.${value}`,
        owner: source.id,
        label: `value ${value}`,
        source,
        value,
      };
  }
}

/** A table that a model can stand for. */
export function isModelTable({ form, partitionBound }: TableObject): boolean {
  return form !== 'foreign' && partitionBound === null;
}

function* tableAndParts(source: TableObject, index: CatalogIndex, options: ExpressibleOptions): Iterable<Expressible> {
  const owner = source.id;
  yield { kind: 'table', object: owner, owner, label: `table ${owner}`, source };
  const { columns, primaryKey, indexes, foreignKeys } = index.partsOf({ schema: source.schema, table: source.name });
  for (const column of columns.values())
    yield { kind: 'column', object: column.id, owner, label: `column ${column.name}`, source: column };
  if (primaryKey !== null) {
    const label = `primary key (${primaryKey.columns.join(', ')})`;
    yield { kind: 'primary-key', object: primaryKey.id, owner, label, source: primaryKey };
  }
  for (const item of indexes) {
    if (item.hasExpressions || !prismaMethods.has(item.method)) continue;
    if (item.predicate !== null && !options.partialIndexes) continue;
    const list = item.columns.map(unquoteIdentifier).join(', ');
    const method = item.method === 'btree' ? '' : `${item.method} `;
    const label = `${item.unique ? 'unique ' : ''}${method}index on (${list})`;
    yield { kind: item.unique ? 'unique' : 'index', object: item.id, owner, label, source: item };
  }
  for (const key of foreignKeys) {
    const target = key.references?.table ?? '';
    if (!options.schemas.some((schema) => target.startsWith(`${schema}.`))) continue;
    const label = `foreign key (${key.columns.join(', ')}) to ${target}`;
    yield { kind: 'foreign-key', object: key.id, owner, label, source: key };
  }
}

/** What the schema declares and the engine renders nothing for, or nothing that can be read back: views, extensions. */
export function declaredBesides({ models, extensions }: SchemaLines): Expressible[] {
  return [...models.flatMap(declaredView), ...extensions.map(({ name }) => declaredExtension(name))];
}

function declaredExtension(name: string): Expressible {
  const source: DeclaredExtension = { kind: 'extension', name, id: name };
  return { kind: 'extension', object: name, owner: name, label: `extension ${name}`, source };
}

function declaredView({ keyword, schema, table, columns }: SchemaLines['models'][number]): Expressible[] {
  if (keyword !== 'view') return [];
  const id = `${schema}.${table}`;
  const source: DeclaredView = { kind: 'view', schema, name: table, id, columns: [...columns.keys()] };
  return [{ kind: 'view', object: id, owner: id, label: `view ${id}`, source }];
}

/** What tells objects of one catalog apart; the same for an index whether or not it is unique. */
export function identityOf({ kind, object }: Pick<Expressible, 'kind' | 'object'>): string {
  return `${kind === 'unique' ? 'index' : kind} ${object}`;
}
