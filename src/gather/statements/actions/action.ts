import type { Node } from '@pgsql/types';
import type { QualifiedName } from '../../../postgres/sql/identifiers';

/** A column as `CREATE TABLE` or `ADD COLUMN` defines it. */
export interface ColumnSpec {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
  /** The type is a domain that was there before the migration. */
  readonly isDomain: boolean;
  /** `NOT NULL`, `PRIMARY KEY`, `serial` or identity. */
  readonly notNull: boolean;
  /** The expression after `DEFAULT`; null: none, or `DEFAULT NULL`. */
  readonly default: string | null;
  /** Functions that the default calls, lower case, and `serial` or `identity`: these give each row a value. */
  readonly fills: readonly string[];
  readonly generated: 'stored' | 'virtual' | null;
  readonly unique: boolean;
  readonly primaryKey: boolean;
  readonly references: QualifiedName | null;
  readonly check: boolean;
}

/** A constraint as `ADD CONSTRAINT` defines it. */
export interface ConstraintSpec {
  readonly type: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclusion' | 'not-null';
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly references: { readonly table: QualifiedName; readonly columns: readonly string[] } | null;
  readonly notValid: boolean;
  /** Of a foreign key: `MATCH FULL`, under which a row must have all of the columns or none. */
  readonly matchFull: boolean;
  readonly nullsNotDistinct: boolean;
  /** The index of `USING INDEX`. */
  readonly usingIndex: string | null;
  /** From `ADD` on. */
  readonly sql: string;
  /** The condition of a CHECK, without the parentheses. */
  readonly condition: string | null;
  readonly conditionNode: Node | null;
}

export interface IndexSpec {
  readonly name: string | null;
  readonly unique: boolean;
  readonly concurrently: boolean;
  /** Null: an expression, or a column compared by another collation than its own. */
  readonly columns: readonly (string | null)[];
  readonly method: string;
  /** The condition of a partial index. */
  readonly where: string | null;
  readonly whereNode: Node | null;
  readonly nullsNotDistinct: boolean;
  readonly ifNotExists: boolean;
}

type On<Kind extends string, Fields = unknown> = { readonly kind: Kind; readonly table: QualifiedName } & Fields;
type OnColumn<Kind extends string, Fields = unknown> = On<Kind, { readonly column: string } & Fields>;
type Plain<Kind extends string, Fields = unknown> = { readonly kind: Kind; readonly table: null } & Fields;
type OnType<Kind extends string, Fields = unknown> = Plain<Kind, { readonly type: QualifiedName } & Fields>;

/** What a statement, or one command of an `ALTER TABLE`, does: the part of a parse tree that rules ask about. */
export type SimpleAction =
  | On<
      'create-table',
      {
        readonly columns: readonly ColumnSpec[];
        readonly constraints: readonly ConstraintSpec[];
        readonly ifNotExists: boolean;
        readonly partitionOf: QualifiedName | null;
      }
    >
  | On<'drop-table', { readonly cascade: boolean; readonly ifExists: boolean }>
  | On<'rename-table', { readonly to: string }>
  | On<'set-schema', { readonly schema: string }>
  | On<'add-column', { readonly column: string; readonly spec: ColumnSpec; readonly ifNotExists: boolean }>
  | OnColumn<'drop-column', { readonly ifExists: boolean; readonly cascade: boolean }>
  | OnColumn<'rename-column', { readonly to: string }>
  | OnColumn<'set-type', { readonly type: string; readonly using: string | null }>
  | OnColumn<'set-not-null'>
  | OnColumn<'drop-not-null'>
  | OnColumn<'set-default', { readonly default: string; readonly literals: readonly string[] }>
  | OnColumn<'drop-default'>
  | On<'add-constraint', { readonly spec: ConstraintSpec }>
  | On<'drop-constraint', { readonly constraint: string; readonly ifExists: boolean; readonly cascade: boolean }>
  | On<'validate-constraint', { readonly constraint: string }>
  | On<'rename-constraint', { readonly constraint: string; readonly to: string }>
  | On<'create-index', { readonly spec: IndexSpec }>
  | On<'alter-table', { readonly command: string }>
  | On<'partition', { readonly partition: QualifiedName; readonly attach: boolean; readonly concurrently: boolean }>
  | On<'trigger', { readonly command: 'create' | 'enable' }>
  | On<'policy'>
  | On<
      'update',
      { readonly columns: readonly string[]; readonly hasWhere: boolean; readonly literals: readonly string[] }
    >
  | On<'delete', { readonly hasWhere: boolean }>
  | On<'insert', { readonly literals: readonly string[]; readonly isSelect: boolean }>
  | On<'truncate', { readonly cascade: boolean }>
  | On<'cluster'>
  | On<'vacuum-full'>
  | On<'reindex', { readonly index: boolean; readonly concurrently: boolean }>
  | On<'refresh-view', { readonly concurrently: boolean }>
  | On<'lock-table', { readonly mode: string }>
  | Plain<'drop-index', { readonly index: QualifiedName; readonly concurrently: boolean; readonly ifExists: boolean }>
  | Plain<'rename-index', { readonly index: QualifiedName; readonly to: string }>
  | OnType<'create-enum', { readonly values: readonly string[] }>
  | OnType<'add-enum-value', { readonly value: string; readonly ifNotExists: boolean }>
  | OnType<'rename-enum-value', { readonly value: string; readonly to: string }>
  | OnType<'rename-type', { readonly to: string }>
  | OnType<'drop-type', { readonly cascade: boolean }>
  | Plain<'rename-schema', { readonly schema: string; readonly to: string }>
  | Plain<'drop-schema', { readonly schema: string; readonly cascade: boolean }>
  | Plain<'drop-view', { readonly view: QualifiedName }>
  | Plain<'set', { readonly setting: string; readonly value: string | null; readonly local: boolean }>
  | Plain<'transaction', { readonly command: 'begin' | 'commit' | 'rollback' | 'other' }>
  | Plain<'outside-transaction', { readonly command: string }>
  /** Code that the parser does not look into: `DO`, `CALL`, a function. Opaque: it may write to tables that it does not name. */
  | Plain<'code', { readonly command: string; readonly text: string; readonly isOpaque: boolean }>
  | Plain<'other', { readonly type: string; readonly literals: readonly string[] }>;

/** What several statements or commands do together. Found by {@link compose}, in place of what they are made of. */
export type CompositeAction =
  | OnColumn<'recreate-column', { readonly spec: ColumnSpec }>
  | OnColumn<'rename-column-as-drop-add', { readonly spec: ColumnSpec }>
  | On<'rename-table-as-drop-create', { readonly to: QualifiedName }>
  | OnType<'replace-enum', { readonly values: readonly string[] }>
  | On<'change-foreign-key', { readonly constraint: string; readonly spec: ConstraintSpec }>
  | On<'change-primary-key', { readonly constraint: string; readonly spec: ConstraintSpec }>;

export type Action = SimpleAction | CompositeAction;
export type ActionKind = Action['kind'];
export type ActionOf<Kind extends ActionKind> = Extract<Action, { readonly kind: Kind }>;
