import type { ConstraintObject, IndexObject } from '../../../postgres/catalog/model';

/** A column as it is right before a statement. */
export interface ColumnState {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  /** What it was called before the pending migrations; null: they added it. */
  readonly origin: string | null;
  /** `origin` is null. */
  readonly isNew: boolean;
  /** Of a new column: its default gave the rows that are there a value. */
  readonly isFilled: boolean;
  /** Of a new column: its default gave each of them another value, as a sequence or a random UUID does. */
  readonly isDistinct: boolean;
  /** The pending migrations have written to it: what the rows of a target have there now does not count. */
  readonly isUpdated: boolean;
  /** The pending migrations have changed its type: a target has its values in another form. */
  readonly isConverted: boolean;
}

export interface ConstraintState {
  readonly name: string;
  readonly type: ConstraintObject['type'];
  readonly columns: readonly string[];
  /** `schema.table` that a foreign key refers to. */
  readonly references: string | null;
  readonly validated: boolean;
  /** Made by the pending migrations. */
  readonly isNew: boolean;
  /** As the catalog has it; null when it is new. */
  readonly object: ConstraintObject | null;
}

export interface IndexState {
  /** `schema.name`. */
  readonly id: string;
  /** `schema.table`. */
  readonly table: string;
  /** Column names, null for an expression. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  readonly partial: boolean;
  readonly isNew: boolean;
  readonly object: IndexObject | null;
}

export interface TableState {
  /** `schema.name` as it is now. */
  id: string;
  /** What it was called before the pending migrations; null: they made it. */
  readonly origin: string | null;
  /** False: nothing is known of it but its name. */
  readonly isKnown: boolean;
  isPartitioned: boolean;
  /** The pending migrations have emptied it. */
  hasNoRows: boolean;
  /** A pending statement before fails on the first row: what fails later on the rows is not worth telling. */
  mustHaveNoRows: boolean;
  /** The pending migrations have deleted rows, or inserted some. */
  hasDeletes: boolean;
  hasInserts: boolean;
  /** The pending migrations may have written to it in a way that its name does not show. */
  isUncertain: boolean;
  /** What held when the pending migrations dropped the constraint or index that saw to it, and so holds still. */
  proven: readonly Proof[];
  readonly columns: Map<string, ColumnState>;
  readonly constraints: Map<string, ConstraintState>;
}

/** Columns that are unique, or whose values are all in the table they refer to. */
export interface Proof {
  readonly columns: readonly string[];
  /** `schema.table`; null: unique. */
  readonly references: string | null;
}

export interface EnumState {
  values: readonly string[];
  readonly isNew: boolean;
  /** Values that the pending migrations added. */
  readonly added: readonly string[];
  /** The pending migrations have renamed values: a target knows them by other names. */
  readonly isRenamed: boolean;
}

/** What a domain gives to the columns of its type. */
export interface DomainState {
  readonly default: string | null;
  readonly notNull: boolean;
}
