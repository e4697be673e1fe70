import type { PendingMigration, StatementTrace } from '../../contracts/facts';
import type { Action, ActionKind, ActionOf } from '../../gather/statements/actions/action';
import type { Statement } from '../../postgres/sql/statement';
import type { TransactionModel } from '../../postgres/sql/transaction-model';
import type { Size } from './size';
import type { ColumnState, ConstraintState, EnumState, IndexState, Proof } from './state/objects';

/** A table that a change is about, as it is right before it. */
export interface TableFacts {
  /** `schema.name`, unquoted. */
  readonly id: string;
  /** `schema.name` before the pending migrations; null: they made it, and nobody uses it yet. */
  readonly origin: string | null;
  /** For people: the name, with its schema unless that is the default one. */
  readonly label: string;
  /** Quoted, as it is written in the file. */
  readonly sql: string;
  /** The pending migrations have emptied it. */
  readonly isEmptied: boolean;
  /** A pending statement before fails on the first row. */
  readonly mustBeEmpty: boolean;
  /** `origin` is null. */
  readonly isNew: boolean;
  /** Under the name that the targets know. */
  readonly size: Size;
  /** The pending migrations have deleted rows before; or inserted some. */
  readonly hasDeletes: boolean;
  readonly hasInserts: boolean;
  /** They may have written to it in a way that its name does not show. */
  readonly isUncertain: boolean;
  readonly proven: readonly Proof[];
  readonly columns: ReadonlyMap<string, ColumnState>;
  /** Columns whose type is an enum. */
  readonly enumColumns: ReadonlySet<string>;
  readonly constraints: ReadonlyMap<string, ConstraintState>;
  readonly indexes: readonly IndexState[];
  /** Its indexes cannot be built or dropped CONCURRENTLY. */
  readonly isPartitioned: boolean;
  /** False: there was no catalog to look it up in, so columns, constraints and indexes are not known. */
  readonly isKnown: boolean;
}

/** How Prisma will run the statement. */
export interface TransactionFacts {
  readonly model: TransactionModel;
  /** The same number: the same transaction, within one file. */
  readonly id: number;
  /** Statements in the transaction; 1: by itself. An unknown model counts as implicit. */
  readonly statements: number;
}

/** One thing that a pending migration does, with what is known about what it does it to. */
export interface Change<A extends Action = Action> {
  readonly action: A;
  readonly migration: PendingMigration;
  readonly statement: Statement;
  /** Text of the statement, or of the one command of an `ALTER TABLE`. */
  readonly sql: string;
  /** Lines of the file, 1-based. */
  readonly line: number;
  readonly endLine: number;
  /** Null: it did not run on the scratch server. */
  readonly trace: StatementTrace | null;
  readonly transaction: TransactionFacts;
  /** The table it is on, or whose index it is; null: no table, or known not to exist. */
  readonly table: TableFacts | null;
  /** The table that a foreign key, added or dropped, refers to. */
  readonly parent: TableFacts | null;
  /** The table that is attached or detached. */
  readonly partition: TableFacts | null;
  readonly column: ColumnState | null;
  readonly constraint: ConstraintState | null;
  readonly index: IndexState | null;
  /** The enum it changes, or that the type of the column is. */
  readonly enumType: (EnumState & { readonly id: string }) | null;
  /** The enum that the new type of a column is. */
  readonly targetEnum: EnumState | null;
  /** Names of the tables in the schema it is about that were there before the pending migrations; null: not known. */
  readonly schemaTables: readonly string[] | null;
  /** What a composite action is made of. */
  readonly parts: readonly Change[];
}

export type ChangeOf<Kind extends ActionKind> = Change<ActionOf<Kind>>;

/** True for a change of one of the kinds. */
export function isChange<Kind extends ActionKind>(change: Change, ...kinds: readonly Kind[]): change is ChangeOf<Kind> {
  return (kinds as readonly string[]).includes(change.action.kind);
}
