import type { Facts, PendingMigration } from '../../contracts/facts';
import type { SimpleAction } from '../../gather/statements/actions/action';
import { readActions } from '../../gather/statements/actions/read-actions';
import type { QualifiedName } from '../../postgres/sql/identifiers';
import { quoteQualified } from '../../postgres/sql/identifiers';
import { outsideTransaction } from '../../postgres/sql/outside-transaction';
import { transactionOf } from '../../postgres/sql/transaction-model';
import type { Change, TableFacts, TransactionFacts } from './change';
import { compose } from './compose';
import { type Size, sizesOf } from './size';
import { applyAction } from './state/apply';
import type { TableState } from './state/objects';
import { SchemaState } from './state/schema-state';

const known = new WeakMap<Facts, readonly Change[]>();

/**
 * Everything the pending migrations do, in order, with what belongs together as one change. Computed once for all rules.
 */
export function changesOf(facts: Facts): readonly Change[] {
  let changes = known.get(facts);
  if (changes === undefined) {
    changes = readChanges(facts);
    known.set(facts, changes);
  }
  return changes;
}

function readChanges(facts: Facts): Change[] {
  const sizes = sizesOf(facts);
  const snapshot = facts.targets.find((target) => target.snapshot !== null)?.snapshot;
  const defaultSchema = snapshot?.defaultSchema ?? 'public';
  const all: Change[] = [];
  let state: SchemaState | null = null;
  for (const migration of facts.pending) {
    // Without a replay the target is the next best picture of what was there before.
    const catalog = migration.before ?? (state === null ? (snapshot?.catalog ?? null) : null);
    state = new SchemaState(catalog, state, defaultSchema);
    all.push(...compose(changesOfMigration(migration, state, sizes)));
  }
  return all;
}

function changesOfMigration(migration: PendingMigration, state: SchemaState, sizes: (table: string) => Size): Change[] {
  const { statements, transaction: model } = migration;
  const ids = transactionOf(model, statements);
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const traces = new Map(migration.traces.map((trace) => [trace.statement, trace]));
  return statements.flatMap((statement, index) => {
    const id = ids[index] ?? 0;
    const transaction: TransactionFacts = { model, id, statements: counts.get(id) ?? 1 };
    return readActions(statement).flatMap(({ action: written, part }): Change[] => {
      const action = withDomain(state, written);
      const facts = lookUp(state, action, sizes);
      // What refuses to run inside a transaction does so whether there is something to do or not.
      const isIdle = outsideTransaction(statement.node) === null && doesNothing(state, action, facts);
      applyAction(state, action);
      if (isIdle) return [];
      const change = {
        action,
        migration,
        statement,
        sql: part?.sql ?? statement.sql,
        line: part?.line ?? statement.line,
        endLine: part?.endLine ?? statement.endLine,
        trace: traces.get(statement) ?? null,
        transaction,
        ...facts,
        parts: [],
      };
      return [change];
    });
  });
}

/** The default and NOT NULL of a domain go over to a column of that type. */
function withDomain(state: SchemaState, action: SimpleAction): SimpleAction {
  if (action.kind !== 'add-column' || action.spec.type.endsWith('[]')) return action;
  const domain = state.domains.get(typeId(state, 'domain', action.spec.type));
  if (domain === undefined) return action;
  const spec = {
    ...action.spec,
    isDomain: true,
    default: action.spec.default ?? domain.default,
    notNull: action.spec.notNull || domain.notNull,
  };
  return { ...action, spec };
}

/** `IF NOT EXISTS` of what is there, `IF EXISTS` of what is not. */
function doesNothing(
  state: SchemaState,
  action: SimpleAction,
  { table, index, column, constraint, enumType }: Looked,
): boolean {
  if (action.kind === 'create-table') return action.ifNotExists && table?.isKnown === true;
  if (action.kind === 'add-column') return action.ifNotExists && column !== null;
  if (action.kind === 'add-enum-value') return action.ifNotExists && enumType?.values.includes(action.value) === true;
  if (action.kind === 'create-index')
    return action.spec.ifNotExists && table?.indexes.some(({ id }) => id.endsWith(`.${action.spec.name}`)) === true;
  if (!('ifExists' in action) || !action.ifExists || !state.isComplete) return false;
  if (action.kind === 'drop-index') return index === null;
  if (action.kind === 'drop-constraint') return constraint === null;
  return action.kind === 'drop-column' ? column === null : table === null;
}

type Looked = Pick<
  Change,
  'table' | 'parent' | 'partition' | 'column' | 'constraint' | 'index' | 'enumType' | 'targetEnum' | 'schemaTables'
>;

function lookUp(state: SchemaState, action: SimpleAction, sizes: (table: string) => Size): Looked {
  const table = (name: QualifiedName | null) => (name === null ? null : tableFacts(state, name, sizes));
  const tableById = (id: string) => {
    const dot = id.indexOf('.');
    return table({ schema: id.slice(0, dot), name: id.slice(dot + 1) });
  };
  const index = indexName(action);
  const indexId = index === null ? null : state.resolve('index', index);
  const indexState = indexId === null ? null : (state.indexes.get(indexId) ?? null);
  const own =
    action.table !== null && index === null
      ? table(action.table)
      : indexState === null
        ? null
        : tableById(indexState.table);
  const constraint = 'constraint' in action ? (own?.constraints.get(action.constraint) ?? null) : null;
  const references = referenced(action);
  const parent =
    references !== null ? table(references) : constraint?.references ? tableById(constraint.references) : null;
  const column = 'column' in action && own !== null ? (own.columns.get(action.column) ?? null) : null;
  const enumId =
    'type' in action && typeof action.type !== 'string'
      ? state.resolve('enum', action.type)
      : enumOf(state, column?.type);
  const enumState = enumId === null ? undefined : state.enums.get(enumId);
  const targetId = action.kind === 'set-type' ? enumOf(state, action.type) : null;
  return {
    table: own,
    parent,
    partition: action.kind === 'partition' ? table(action.partition) : null,
    column,
    constraint,
    index: indexState,
    enumType: enumId === null || enumState === undefined ? null : { ...enumState, id: enumId },
    targetEnum: targetId === null ? null : (state.enums.get(targetId) ?? null),
    schemaTables: 'schema' in action ? state.oldTablesIn(action.schema) : null,
  };
}

function indexName(action: SimpleAction): QualifiedName | null {
  if (action.kind === 'drop-index' || action.kind === 'rename-index') return action.index;
  return action.kind === 'reindex' && action.index ? action.table : null;
}

function referenced(action: SimpleAction): QualifiedName | null {
  if (action.kind === 'add-constraint') return action.spec.references?.table ?? null;
  return action.kind === 'add-column' ? action.spec.references : null;
}

function enumOf(state: SchemaState, type: string | undefined): string | null {
  if (type === undefined) return null;
  const id = typeId(state, 'enum', type);
  return state.enums.has(id) ? id : null;
}

/** `schema.name` of the type that a text means, which may be a list of it. */
function typeId(state: SchemaState, kind: 'enum' | 'domain', type: string): string {
  const [, schema, name = ''] = /^(?:"?([^".]+)"?\.)?"?([^".[\]]+)"?(?:\[\])?$/.exec(type) ?? [];
  return state.resolve(kind, { schema: schema ?? null, name });
}

function tableFacts(state: SchemaState, name: QualifiedName, sizes: (table: string) => Size): TableFacts | null {
  const table = state.table(name);
  if (table === null) return null;
  const size: Size = table.origin === null ? { kind: 'unknown' } : sizes(table.origin);
  const dot = table.id.indexOf('.');
  const label = table.id.startsWith(`${state.defaultSchema}.`) ? table.id.slice(dot + 1) : table.id;
  return {
    id: table.id,
    origin: table.origin,
    label,
    sql: quoteQualified(name),
    isNew: table.origin === null,
    size,
    isEmptied: table.hasNoRows,
    mustBeEmpty: table.mustHaveNoRows,
    hasDeletes: table.hasDeletes,
    hasInserts: table.hasInserts,
    isUncertain: table.isUncertain,
    proven: table.proven,
    columns: new Map(table.columns),
    enumColumns: enumColumns(state, table),
    constraints: new Map(table.constraints),
    indexes: state.indexesOf(table.id),
    isPartitioned: table.isPartitioned,
    isKnown: table.isKnown,
  };
}

function enumColumns(state: SchemaState, { columns }: TableState): ReadonlySet<string> {
  const names = [...columns.values()].flatMap(({ name, type }) =>
    type.includes('.') && enumOf(state, type) !== null ? [name] : [],
  );
  return new Set(names);
}
