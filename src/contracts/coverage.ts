/** One object that `schema.prisma` can express, and where it exists. */
export interface CoverageObject {
  readonly kind:
    | 'table'
    | 'column'
    | 'primary-key'
    | 'unique'
    | 'index'
    | 'foreign-key'
    | 'enum'
    | 'enum-value'
    | 'view'
    | 'extension';
  /**
   * As in a {@link Difference}: `schema.table`, `schema.table.column`, `schema.table.constraint` for primary and foreign
   * keys, `schema.index` for unique and other indexes, `schema.enum`, the name of an extension; and `schema.enum.value`.
   */
  readonly object: string;
  /** `schema.table`, `schema.view`, `schema.enum` or extension that it is or belongs to. */
  readonly owner: string;
  /** In words: `table public.User`, `column email`, `index on (a, b)`, `value ADMIN`. */
  readonly label: string;
  /** The line that would declare it in `schema.prisma`; for indexes only. */
  readonly declaration: string | null;
  readonly schema: boolean;
  /** Made by the migrations on disk (all of them, pending included), exactly as the schema has it. */
  readonly migrations: boolean;
  /** Present in the migrations under that name, whether or not exactly so. */
  readonly migrationsDiffer: boolean;
  /** What differs, in words, when the migrations make something else: `type text → character varying(10)`. */
  readonly aspects: readonly string[];
  /** False when they differ and Prisma itself does not notice: the type of an `Unsupported` field. */
  readonly prismaSees: boolean;
  /** Per database name: it is there, exactly so or under that name. */
  readonly databases: Readonly<Record<string, boolean>>;
  readonly situation: CoverageSituation;
  /** `model User`, `enum Role`, `relation _AToB`, … that it belongs to; null for what the schema does not know. */
  readonly declaredBy: string | null;
  /** Where `schema.prisma` declares it. */
  readonly file: string | null;
  readonly line: number | null;
}

export type CoverageSituation =
  /** Everywhere. */
  | 'covered'
  /** In the schema, neither migrated nor in a database. */
  | 'schema-only'
  /** In the schema and in a database, never migrated: `prisma db push` or the console. */
  | 'pushed'
  /** In the schema and in databases, made by what they have applied and not by the files as they are now. */
  | 'made-before'
  /** Migrated, not in the schema. */
  | 'not-in-schema'
  /** In a database only. */
  | 'database-only'
  /** Migrated by an applied migration and in the schema, but not in the database. */
  | 'lost'
  /** Made by a migration that is not applied yet. */
  | 'pending'
  /** In schema and migrations under the same name, but not the same. */
  | 'differs';

export interface Coverage {
  readonly objects: readonly CoverageObject[];
  /** Objects of the schema that migrations make exactly, over objects of the schema, one decimal; 100 for none. */
  readonly percent: number;
}
