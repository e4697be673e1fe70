import type { QualifiedName } from '../../../postgres/sql/identifiers';
import type { TableState } from './objects';
import type { SchemaState } from './schema-state';

// What goes away, and what goes by another name from now on, with all that hangs on it.

export function dropConstraint(state: SchemaState, table: TableState, name: string): void {
  const constraint = table.constraints.get(name);
  table.constraints.delete(name);
  if (constraint?.type === 'foreign-key' && constraint.validated)
    table.proven = [...table.proven, { columns: constraint.columns, references: constraint.references }];
  dropIndex(state, renamedId(table.id, name));
}

export function dropIndex(state: SchemaState, id: string): void {
  const index = state.indexes.get(id);
  if (index === undefined) return;
  state.indexes.delete(id);
  const table = state.tables.get(index.table);
  const columns = index.columns.filter((name) => name !== null);
  if (table === undefined || !index.unique || index.partial || columns.length < index.columns.length) return;
  table.proven = [...table.proven, { columns, references: null }];
}

export function dropTable(state: SchemaState, id: string): void {
  state.tables.delete(id);
  for (const index of state.indexesOf(id)) state.indexes.delete(index.id);
}

export function renameTable(state: SchemaState, name: QualifiedName, renamed: string): void {
  const id = state.resolve('table', name);
  const table = state.tables.get(id);
  if (table === undefined) return;
  for (const index of state.indexesOf(id)) state.indexes.set(index.id, { ...index, table: renamed });
  state.tables.delete(id);
  state.tables.set(renamed, Object.assign(table, { id: renamed }));
  const follow = <Item extends { readonly references: string | null }>(item: Item) =>
    item.references === id ? { ...item, references: renamed } : item;
  for (const other of state.tables.values()) {
    other.proven = other.proven.map(follow);
    for (const [key, constraint] of other.constraints) other.constraints.set(key, follow(constraint));
  }
}

export function dropColumn(state: SchemaState, table: TableState, column: string): void {
  table.columns.delete(column);
  table.proven = table.proven.filter(({ columns }) => !columns.includes(column));
  for (const [name, { columns }] of table.constraints) if (columns.includes(column)) table.constraints.delete(name);
  for (const index of state.indexesOf(table.id)) if (index.columns.includes(column)) state.indexes.delete(index.id);
}

export function renameColumn(state: SchemaState, table: TableState, from: string, to: string): void {
  const column = table.columns.get(from);
  if (column === undefined) return;
  const renamed = <Name extends string | null>(names: readonly Name[]) =>
    names.map((name) => (name === from ? to : name));
  table.columns.delete(from);
  table.columns.set(to, { ...column, name: to });
  table.proven = table.proven.map((proof) => ({ ...proof, columns: renamed(proof.columns) }));
  for (const [name, constraint] of table.constraints)
    table.constraints.set(name, { ...constraint, columns: renamed(constraint.columns) });
  for (const index of state.indexesOf(table.id))
    state.indexes.set(index.id, { ...index, columns: renamed<string | null>(index.columns) });
}

/** The id with another name in the same schema. */
export function renamedId(id: string, name: string): string {
  return `${id.slice(0, id.indexOf('.'))}.${name}`;
}

export function renameSchema(state: SchemaState, from: string, to: string): void {
  const inside = (id: string) => id.startsWith(`${from}.`);
  const moved = (id: string) => to + id.slice(from.length);
  const move = <Item>(items: Map<string, Item>, change: (item: Item, id: string) => Item) => {
    for (const [id, item] of [...items].filter(([id]) => inside(id))) {
      items.delete(id);
      items.set(moved(id), change(item, moved(id)));
    }
  };
  for (const id of [...state.tables.keys()].filter(inside)) renameTable(state, nameOf(id), moved(id));
  move(state.indexes, (index, id) => ({ ...index, id }));
  move(state.enums, (type) => type);
  move(state.domains, (domain) => domain);
  for (const id of [...state.views].filter(inside)) {
    state.views.delete(id);
    state.views.add(moved(id));
  }
}

export function dropSchema(state: SchemaState, schema: string): void {
  const inside = (id: string) => id.startsWith(`${schema}.`);
  for (const id of [...state.tables.keys()].filter(inside)) dropTable(state, id);
  for (const items of [state.enums, state.domains]) for (const id of [...items.keys()].filter(inside)) items.delete(id);
  for (const id of [...state.views].filter(inside)) state.views.delete(id);
}

function nameOf(id: string): QualifiedName {
  const dot = id.indexOf('.');
  return { schema: id.slice(0, dot), name: id.slice(dot + 1) };
}
