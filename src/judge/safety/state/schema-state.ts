import type { Catalog } from '../../../postgres/catalog/model';
import type { QualifiedName } from '../../../postgres/sql/identifiers';
import type { ColumnState, DomainState, EnumState, IndexState, TableState } from './objects';

/**
 * The schema as it is between two statements: the catalog before the migration, or where that was not read the state after
 * the one before it, and what its statements have done since as far as rules ask. Also remembers what the pending
 * migrations made, across files.
 */
export class SchemaState {
  readonly tables = new Map<string, TableState>();
  readonly indexes = new Map<string, IndexState>();
  readonly enums = new Map<string, EnumState>();
  readonly domains = new Map<string, DomainState>();
  /** `schema.name` of views and materialised views. */
  readonly views = new Set<string>();
  /** Whether there was a catalog to begin with: without one, what is not here may exist all the same. */
  readonly isComplete: boolean;
  readonly defaultSchema: string;

  constructor(catalog: Catalog | null, previous: SchemaState | null, defaultSchema: string) {
    this.defaultSchema = defaultSchema;
    this.isComplete = catalog !== null || previous?.isComplete === true;
    if (catalog !== null) this.#load(catalog, previous);
    else if (previous !== null) {
      for (const [id, table] of previous.tables) this.tables.set(id, table);
      for (const [id, index] of previous.indexes) this.indexes.set(id, index);
      for (const [id, type] of previous.enums) this.enums.set(id, type);
      for (const [id, domain] of previous.domains) this.domains.set(id, domain);
      for (const id of previous.views) this.views.add(id);
    }
  }

  #load(catalog: Catalog, previous: SchemaState | null): void {
    for (const object of catalog.objects) {
      if (object.kind === 'table') {
        const table = emptyTable(object.id, originOf(object.id, previous), true);
        table.isPartitioned = object.form === 'partitioned';
        const known = previous?.tables.get(object.id);
        if (known !== undefined) {
          const { hasNoRows, mustHaveNoRows, hasDeletes, hasInserts, isUncertain, proven } = known;
          Object.assign(table, { hasNoRows, mustHaveNoRows, hasDeletes, hasInserts, isUncertain, proven });
        }
        this.tables.set(object.id, table);
      } else if (object.kind === 'view') this.views.add(object.id);
      else if (object.kind === 'domain') this.domains.set(object.id, object);
      else if (object.kind === 'enum') {
        const known = previous?.enums.get(object.id);
        const isNew = previous !== null && known?.isNew !== false;
        const added = known === undefined ? [] : object.values.filter((value) => !known.values.includes(value));
        const isRenamed = known?.isRenamed === true;
        this.enums.set(object.id, {
          values: object.values,
          isNew,
          added: [...(known?.added ?? []), ...added],
          isRenamed,
        });
      }
    }
    for (const object of catalog.objects) {
      if (object.kind === 'column') {
        const { name, type, notNull } = object;
        const id = `${object.schema}.${object.table}`;
        const known = previous?.tables.get(id)?.columns.get(name);
        const isNew = previous !== null && known?.isNew !== false;
        this.tables.get(id)?.columns.set(name, {
          name,
          type,
          notNull,
          default: object.default,
          origin: previous === null ? name : (known?.origin ?? null),
          isNew,
          isFilled: known?.isFilled === true,
          isDistinct: known?.isDistinct === true,
          isUpdated: known?.isUpdated === true,
          isConverted: known?.isConverted === true,
        });
      } else if (object.kind === 'constraint') {
        const { name, type, columns, validated } = object;
        const id = `${object.schema}.${object.table}`;
        const known = previous?.tables.get(id)?.constraints.get(name);
        const isNew = previous !== null && known?.isNew !== false;
        const references = object.references?.table ?? null;
        this.tables.get(id)?.constraints.set(name, { name, type, columns, references, validated, isNew, object });
      } else if (object.kind === 'index') {
        const known = previous?.indexes.get(object.id);
        const { id, unique, predicate } = object;
        const table = `${object.schema}.${object.table}`;
        const names = this.tables.get(table)?.columns;
        const columns = object.columns.map((column) => (names?.has(column) === true ? column : null));
        const isNew = previous !== null && known?.isNew !== false;
        this.indexes.set(id, { id, table, columns, unique, partial: predicate !== null, isNew, object });
      }
    }
  }

  /** `schema.name` of the relation or type a name means: in its schema, else the default schema, else wherever it is. */
  resolve(kind: 'table' | 'index' | 'enum' | 'domain' | 'view', { schema, name }: QualifiedName): string {
    if (schema !== null) return `${schema}.${name}`;
    const usual = `${this.defaultSchema}.${name}`;
    const known: { has(id: string): boolean; keys(): Iterable<string> } = {
      table: this.tables,
      index: this.indexes,
      enum: this.enums,
      domain: this.domains,
      view: this.views,
    }[kind];
    if (known.has(usual)) return usual;
    for (const id of known.keys()) if (id.endsWith(`.${name}`)) return id;
    return usual;
  }

  /** The table a name means; null: it is known not to exist. */
  table(name: QualifiedName): TableState | null {
    const id = this.resolve('table', name);
    const table = this.tables.get(id);
    if (table !== undefined) return table;
    return this.isComplete ? null : emptyTable(id, id, false);
  }

  /** Names of the tables in a schema that the pending migrations did not make; null: without a catalog nobody knows. */
  oldTablesIn(schema: string): string[] | null {
    if (!this.isComplete) return null;
    const prefix = `${schema}.`;
    const tables = [...this.tables.values()].filter(({ id, origin }) => origin !== null && id.startsWith(prefix));
    return tables.map(({ id }) => id.slice(prefix.length)).sort();
  }

  column(name: QualifiedName, column: string): ColumnState | null {
    return this.table(name)?.columns.get(column) ?? null;
  }

  indexesOf(table: string): IndexState[] {
    return [...this.indexes.values()].filter((index) => index.table === table);
  }
}

function originOf(id: string, previous: SchemaState | null): string | null {
  return previous === null ? id : (previous.tables.get(id)?.origin ?? null);
}

export function emptyTable(id: string, origin: string | null, isKnown: boolean): TableState {
  return {
    id,
    origin,
    isKnown,
    isPartitioned: false,
    hasNoRows: false,
    mustHaveNoRows: false,
    hasDeletes: false,
    hasInserts: false,
    isUncertain: false,
    proven: [],
    columns: new Map(),
    constraints: new Map(),
  };
}
