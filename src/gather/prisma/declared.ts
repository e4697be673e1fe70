/** Where `schema.prisma` declares something. */
export interface Place {
  /** Relative to the repository root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** A model or view of the schema. */
export interface DeclaredModel extends Place {
  readonly keyword: 'model' | 'view';
  /** Its name in the schema. */
  readonly name: string;
  /** In the database. */
  readonly schema: string;
  readonly table: string;
  /** `@@ignore`: left out of Prisma Client, yet migrated. */
  readonly ignored: boolean;
  /** Scalar fields by column name; relation fields have no column. */
  readonly columns: ReadonlyMap<string, DeclaredColumn>;
  /** What `@id`, `@unique`, `@@index`, `@relation`, … declare, by kind and column names in order. */
  readonly keys: ReadonlyMap<string, Place>;
}

export interface DeclaredColumn extends Place {
  /** The field's name. */
  readonly field: string;
  /** `@default(dbgenerated())`: whatever default the database has is right. */
  readonly anyDefault: boolean;
  /** Of type `Unsupported("…")`. */
  readonly unsupported: boolean;
}

export interface DeclaredEnum extends Place {
  readonly name: string;
  readonly schema: string;
  readonly type: string;
  /** By value in the database. */
  readonly values: ReadonlyMap<string, Place>;
}

export type KeyKind = 'primary-key' | 'unique' | 'index' | 'foreign-key';

/** An element of `extensions` of the datasource. */
export interface DeclaredExtension extends Place {
  /** In the database. */
  readonly name: string;
}

/** What a schema declares, and where, by the names that the database has. */
export interface SchemaLines {
  readonly models: readonly DeclaredModel[];
  readonly enums: readonly DeclaredEnum[];
  readonly extensions: readonly DeclaredExtension[];
  /** Implicit many-to-many tables, `_AToB` or `_relation`: the field that declares them. */
  readonly joinTables: ReadonlyMap<string, Place>;
  /** Of all generators, as written. */
  readonly previewFeatures: ReadonlySet<string>;
}

/** The key of {@link DeclaredModel.keys}. */
export function keyOf(kind: KeyKind, columns: readonly string[]): string {
  return JSON.stringify([kind, ...columns]);
}
