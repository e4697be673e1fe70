/** All but what is said of objects: comments, privileges and owners. */
export type StructureObject =
  | SchemaObject
  | TableObject
  | ColumnObject
  | ConstraintObject
  | IndexObject
  | EnumObject
  | DomainObject
  | CompositeTypeObject
  | RangeTypeObject
  | SequenceObject
  | ViewObject
  | FunctionObject
  | TriggerObject
  | EventTriggerObject
  | RuleObject
  | PolicyObject
  | ExtensionObject
  | PublicationObject
  | StatisticsObject
  | DefinedObject;

export type StructureKind = StructureObject['kind'];

export interface Named {
  /** Unquoted. */
  readonly schema: string;
  /** Unquoted. */
  readonly name: string;
  /** Identity among the objects of its kind: `schema.name`, `schema.table.name`, or with arguments for functions. */
  readonly id: string;
}

/** An object that lives on a table (or view): its id is `schema.table.name`, but an index's is `schema.name`. */
interface OnTable extends Named {
  /** Name of the table in the same schema, unquoted. */
  readonly table: string;
}

export interface SchemaObject extends Named {
  readonly kind: 'schema';
}

export interface TableObject extends Named {
  readonly kind: 'table';
  /** `pg_class.relkind`: ordinary, partitioned, foreign. */
  readonly form: 'ordinary' | 'partitioned' | 'foreign';
  readonly unlogged: boolean;
  readonly rowSecurity: boolean;
  readonly rowSecurityForced: boolean;
  /** `pg_class.reloptions`, sorted. */
  readonly options: readonly string[];
  /** `pg_get_partkeydef`, for a partitioned table. */
  readonly partitionKey: string | null;
  /** `FOR VALUES …`, for a partition. */
  readonly partitionBound: string | null;
  /** Parents by inheritance or partitioning, `schema.name`. */
  readonly parents: readonly string[];
  /** `d`, `n`, `f`, `i` of `pg_class.relreplident`. */
  readonly replicaIdentity: string;
  /** Access method when it is not the default `heap`. */
  readonly accessMethod: string | null;
  /** Server and options of a foreign table. */
  readonly foreign: string | null;
  /** The index of `REPLICA IDENTITY USING INDEX`. */
  readonly replicaIdentityIndex?: string | null;
  /** The index of `CLUSTER ON`. */
  readonly clusteredOn?: string | null;
  /** The composite type of `CREATE TABLE … OF`. */
  readonly ofType?: string | null;
}

export interface ColumnObject extends OnTable {
  readonly kind: 'column';
  /** `pg_attribute.attnum`: columns that were dropped are counted. */
  readonly position: number;
  /** `format_type` with modifiers, schema-qualified where the server qualifies. */
  readonly type: string;
  readonly notNull: boolean;
  /** `NO INHERIT`, `NOT VALID` or both, of a NOT NULL constraint of PostgreSQL 18. */
  readonly notNullMark?: string | null;
  /** `pg_get_expr` of the default; null for none and for generated columns. */
  readonly default: string | null;
  readonly identity: 'always' | 'by-default' | null;
  /** Expression of a generated column. */
  readonly generated: string | null;
  readonly generatedKind: 'stored' | 'virtual' | null;
  /** `schema.name` when it differs from the type's own collation. */
  readonly collation: string | null;
  /** `p`, `e`, `m`, `x` when set to another than the type's own. */
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statisticsTarget: number | null;
  /** `name=value` of `attoptions`, and of a foreign table's column, sorted. */
  readonly options?: readonly string[];
  /** True when it came from a parent table only. */
  readonly inherited: boolean;
  /** The sequence it owns (`serial` or identity), `schema.name`. */
  readonly sequence: string | null;
}

export interface ConstraintObject extends OnTable {
  readonly kind: 'constraint';
  readonly type: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclusion';
  /** `pg_get_constraintdef`. */
  readonly definition: string;
  readonly columns: readonly string[];
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly validated: boolean;
  /** PostgreSQL 18 `NOT ENFORCED`. */
  readonly enforced: boolean;
  /** False when the triggers that uphold a foreign key are disabled (`DISABLE TRIGGER ALL`): nothing is checked then. */
  readonly triggersEnabled?: boolean;
  readonly references: {
    readonly table: string;
    readonly columns: readonly string[];
    readonly onUpdate: string;
    readonly onDelete: string;
    readonly match: string;
  } | null;
}

export interface IndexObject extends OnTable {
  readonly kind: 'index';
  /** `pg_get_indexdef`. */
  readonly definition: string;
  readonly unique: boolean;
  readonly method: string;
  /** Key columns in order: a column name or an expression's text. */
  readonly columns: readonly string[];
  readonly include: readonly string[];
  readonly predicate: string | null;
  readonly hasExpressions: boolean;
  /** False after a failed `CREATE INDEX CONCURRENTLY`. */
  readonly valid: boolean;
  /** `pg_class.reloptions`, sorted. */
  readonly options?: readonly string[];
  /** Name of the primary key, unique or exclusion constraint it belongs to; such an index is not compared by itself. */
  readonly constraint: string | null;
}

export interface EnumObject extends Named {
  readonly kind: 'enum';
  /** In sort order. */
  readonly values: readonly string[];
}

export interface DomainObject extends Named {
  readonly kind: 'domain';
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly collation: string | null;
  /** `name definition`, sorted by name. */
  readonly constraints: readonly string[];
}

export interface CompositeTypeObject extends Named {
  readonly kind: 'composite-type';
  /** `name type`, in order. */
  readonly attributes: readonly string[];
}

export interface RangeTypeObject extends Named {
  readonly kind: 'range-type';
  /** `subtype = …, …`. */
  readonly definition: string;
}

export interface SequenceObject extends Named {
  readonly kind: 'sequence';
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
  /** `schema.table.column` that owns it. */
  readonly ownedBy: string | null;
  /** True for the sequence behind an identity column. */
  readonly identity: boolean;
}

export interface ViewObject extends Named {
  readonly kind: 'view';
  readonly materialized: boolean;
  /** `pg_get_viewdef`. */
  readonly definition: string;
  readonly options: readonly string[];
  /** Column names and types in order, so that a rewritten view can be told from a changed one. */
  readonly columns: readonly string[];
  /** False for a materialised view created or left `WITH NO DATA`. */
  readonly populated: boolean;
}

export interface FunctionObject extends Named {
  readonly kind: 'function';
  readonly form: 'function' | 'procedure' | 'aggregate' | 'window';
  /** `pg_get_function_identity_arguments`; the id has the types alone. */
  readonly arguments: string;
  /** `pg_get_functiondef`; for an aggregate a text of its parts. */
  readonly definition: string;
}

export interface TriggerObject extends OnTable {
  readonly kind: 'trigger';
  /** `pg_get_triggerdef`. */
  readonly definition: string;
  /** `O`, `D`, `R`, `A` of `pg_trigger.tgenabled`. */
  readonly enabled: string;
  /** Id of the function it calls. */
  readonly function?: string;
}

export interface EventTriggerObject extends Named {
  readonly kind: 'event-trigger';
  readonly definition: string;
  readonly enabled: string;
}

export interface RuleObject extends OnTable {
  readonly kind: 'rule';
  /** `pg_get_ruledef`. */
  readonly definition: string;
  readonly enabled: string;
}

export interface PolicyObject extends OnTable {
  readonly kind: 'policy';
  readonly command: string;
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

export interface ExtensionObject extends Named {
  readonly kind: 'extension';
  readonly version: string;
  /** Names of the types, functions, operator classes, … that it brought, sorted. */
  readonly members?: readonly string[];
}

export interface PublicationObject extends Named {
  readonly kind: 'publication';
  readonly definition: string;
  /** Ids of the tables it names. */
  readonly tables?: readonly string[];
}

/** `CREATE STATISTICS`. */
export interface StatisticsObject extends OnTable {
  readonly kind: 'statistics';
  readonly definition: string;
}

/** What one text defines, nothing lives on, and a change makes anew. */
export interface DefinedObject extends Named {
  readonly kind:
    | 'collation'
    | 'text-search-dictionary'
    | 'text-search-configuration'
    | 'operator'
    | 'cast'
    | 'foreign-server';
  /** What follows DROP: `COLLATION public.german`. */
  readonly identity: string;
  /** The statement that makes it; of a text search configuration several. */
  readonly definition: string;
}

export const definedKinds: readonly DefinedObject['kind'][] = [
  'collation',
  'text-search-dictionary',
  'text-search-configuration',
  'operator',
  'cast',
  'foreign-server',
];

export function isDefined(object: { readonly kind: string }): object is DefinedObject {
  return (definedKinds as readonly string[]).includes(object.kind);
}
