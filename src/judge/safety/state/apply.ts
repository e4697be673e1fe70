import type { ColumnSpec, ConstraintSpec, SimpleAction } from '../../../gather/statements/actions/action';
import { isPlainCast } from '../../../gather/statements/casts';
import { fillsItself, volatileFunction } from '../../../gather/statements/columns';
import { displayName } from '../../../postgres/sql/identifiers';
import {
  dropColumn,
  dropConstraint,
  dropIndex,
  dropSchema,
  dropTable,
  renameColumn,
  renamedId,
  renameSchema,
  renameTable,
} from './drop-and-rename';
import type { ColumnState, ConstraintState, TableState } from './objects';
import { emptyTable, type SchemaState } from './schema-state';

/** Changes the state as the action changes the schema. What rules never ask about is left out. */
export function applyAction(state: SchemaState, action: SimpleAction): void {
  switch (action.kind) {
    case 'create-table': {
      const id = displayName(action.table, state.defaultSchema);
      if (state.tables.has(id)) return;
      const table = emptyTable(id, null, true);
      for (const column of action.columns) addColumn(state, table, column);
      for (const constraint of action.constraints) addConstraint(state, table, constraint);
      state.tables.set(id, table);
      return;
    }
    case 'drop-table':
      dropTable(state, state.resolve('table', action.table));
      return;
    case 'rename-table':
      renameTable(state, action.table, renamedId(state.resolve('table', action.table), action.to));
      return;
    case 'rename-schema':
      renameSchema(state, action.schema, action.to);
      return;
    case 'drop-schema':
      dropSchema(state, action.schema);
      return;
    case 'set-schema':
      renameTable(state, action.table, `${action.schema}.${action.table.name}`);
      return;
    case 'create-index': {
      const table = state.resolve('table', action.table);
      const { name, columns, unique, where } = action.spec;
      const id = `${table.slice(0, table.indexOf('.'))}.${name ?? ''}`;
      if (name !== null && !state.indexes.has(id))
        state.indexes.set(id, { id, table, columns, unique, partial: where !== null, isNew: true, object: null });
      return;
    }
    case 'drop-index':
      dropIndex(state, state.resolve('index', action.index));
      return;
    case 'code':
      touchAll(state, action.text);
      if (action.isOpaque) for (const table of state.tables.values()) table.isUncertain = true;
      return;
    case 'rename-index': {
      const id = state.resolve('index', action.index);
      const index = state.indexes.get(id);
      if (index === undefined) return;
      const to = renamedId(id, action.to);
      state.indexes.delete(id);
      state.indexes.set(to, { ...index, id: to });
      return;
    }
    case 'create-enum':
      state.enums.set(displayName(action.type, state.defaultSchema), {
        values: action.values,
        isNew: true,
        added: [],
        isRenamed: false,
      });
      return;
    case 'add-enum-value': {
      const type = state.enums.get(state.resolve('enum', action.type));
      if (type === undefined) return;
      state.enums.set(state.resolve('enum', action.type), {
        ...type,
        values: [...type.values, action.value],
        added: [...type.added, action.value],
      });
      return;
    }
    case 'rename-enum-value': {
      const id = state.resolve('enum', action.type);
      const type = state.enums.get(id);
      if (type === undefined) return;
      const values = type.values.map((value) => (value === action.value ? action.to : value));
      state.enums.set(id, { ...type, values, isRenamed: true });
      return;
    }
    case 'rename-type': {
      const id = state.resolve('enum', action.type);
      const type = state.enums.get(id);
      state.enums.delete(id);
      if (type !== undefined) state.enums.set(renamedId(id, action.to), type);
      return;
    }
    case 'drop-type':
      state.enums.delete(state.resolve('enum', action.type));
      return;
    default: {
      const table = action.table === null ? null : state.tables.get(state.resolve('table', action.table));
      if (table) applyToTable(state, table, action);
    }
  }
}

function applyToTable(state: SchemaState, table: TableState, action: SimpleAction): void {
  const change = (name: string, fields: Partial<ColumnState>) => {
    const column = table.columns.get(name);
    if (column !== undefined) table.columns.set(name, { ...column, ...fields });
  };
  switch (action.kind) {
    case 'add-column':
      if (table.columns.has(action.column)) return;
      addColumn(state, table, action.spec);
      if (action.spec.notNull && !fillsItself(action.spec)) table.mustHaveNoRows = true;
      return;
    case 'truncate':
      table.hasNoRows = true;
      if (action.cascade) doubtReferring(state, table.id);
      return;
    case 'delete':
      if (!action.hasWhere) table.hasNoRows = true;
      table.hasDeletes = true;
      doubtReferring(state, table.id);
      return;
    case 'insert':
      table.hasNoRows = false;
      table.mustHaveNoRows = false;
      table.hasInserts = true;
      return;
    case 'drop-column':
      dropColumn(state, table, action.column);
      return;
    case 'rename-column':
      renameColumn(state, table, action.column, action.to);
      return;
    case 'set-type':
      change(action.column, {
        type: action.type,
        isConverted: true,
        ...(!isPlainCast(action.using, action.column) && { isUpdated: true }),
      });
      return;
    case 'set-not-null':
      change(action.column, { notNull: true });
      return;
    case 'drop-not-null':
      change(action.column, { notNull: false });
      return;
    case 'set-default':
      change(action.column, { default: action.default });
      return;
    case 'drop-default':
      change(action.column, { default: null });
      return;
    case 'update':
      for (const column of action.columns) change(column, { isUpdated: true });
      // The key may go on to others with ON UPDATE CASCADE.
      if (
        [...table.constraints.values()].some(
          (c) => c.type !== 'check' && c.columns.some((n) => action.columns.includes(n)),
        )
      )
        doubtReferring(state, table.id);
      return;
    case 'add-constraint':
      addConstraint(state, table, action.spec);
      return;
    case 'drop-constraint':
      dropConstraint(state, table, action.constraint);
      return;
    case 'validate-constraint': {
      const constraint = table.constraints.get(action.constraint);
      if (constraint !== undefined) table.constraints.set(constraint.name, { ...constraint, validated: true });
      return;
    }
    case 'rename-constraint': {
      const constraint = table.constraints.get(action.constraint);
      table.constraints.delete(action.constraint);
      if (constraint !== undefined) table.constraints.set(action.to, { ...constraint, name: action.to });
    }
  }
}

function addColumn(state: SchemaState, table: TableState, spec: ColumnSpec): void {
  const { name, type, notNull } = spec;
  const fallback = spec.default ?? (spec.fills.length > 0 ? spec.fills.join() : null);
  const isDistinct =
    spec.fills.some((fill) => fill === 'serial' || fill === 'identity') || volatileFunction(spec) !== null;
  const isFilled = fillsItself(spec);
  const made = { origin: null, isNew: true, isFilled, isDistinct, isUpdated: false, isConverted: false };
  table.columns.set(name, { name, type, notNull, default: fallback, ...made });
  const suffix = spec.primaryKey ? 'pkey' : 'key';
  const own = {
    columns: [name],
    references: null,
    notValid: false,
    matchFull: false,
    nullsNotDistinct: false,
    usingIndex: null,
    sql: '',
    condition: null,
    conditionNode: null,
  };
  const tableName = table.id.slice(table.id.indexOf('.') + 1);
  if (spec.primaryKey) addConstraint(state, table, { ...own, type: 'primary-key', name: `${tableName}_${suffix}` });
  else if (spec.unique) addConstraint(state, table, { ...own, type: 'unique', name: `${tableName}_${name}_${suffix}` });
}

function addConstraint(state: SchemaState, table: TableState, spec: ConstraintSpec): void {
  if (spec.type === 'not-null') {
    const column = table.columns.get(spec.columns[0] ?? '');
    if (column !== undefined && !spec.notValid) table.columns.set(column.name, { ...column, notNull: true });
    return;
  }
  // The server's own choice of a name is not rebuilt: nothing refers to it in the same file.
  const name = spec.name ?? `(unnamed ${table.constraints.size})`;
  const references = spec.references === null ? null : state.resolve('table', spec.references.table);
  const own = {
    type: spec.type,
    columns: spec.columns,
    references,
    validated: !spec.notValid,
    isNew: true,
    object: null,
  };
  const constraint: ConstraintState = { name, ...own };
  table.constraints.set(name, constraint);
  if (spec.type !== 'primary-key' && spec.type !== 'unique') return;
  if (spec.usingIndex !== null) state.indexes.delete(renamedId(table.id, spec.usingIndex));
  const id = renamedId(table.id, name);
  const index = { id, table: table.id, columns: spec.columns, unique: true, partial: false, isNew: true, object: null };
  state.indexes.set(id, index);
}

/** Rows that refer to deleted or changed ones may go or change with them. */
function doubtReferring(state: SchemaState, id: string): void {
  for (const table of state.tables.values()) {
    if (table.isUncertain || table.id === id) continue;
    if (![...table.constraints.values()].some(({ references }) => references === id)) continue;
    table.isUncertain = true;
    doubtReferring(state, table.id);
  }
}

/** Code that names a table may change any of its rows. */
function touchAll(state: SchemaState, text: string): void {
  for (const table of state.tables.values()) {
    if (!text.includes(table.id.slice(table.id.indexOf('.') + 1))) continue;
    Object.assign(table, { hasDeletes: true, hasInserts: true, hasNoRows: false, mustHaveNoRows: false });
    for (const column of table.columns.values()) table.columns.set(column.name, { ...column, isUpdated: true });
  }
}
