import { quoteQualified } from '../identifier';
import type { CatalogObject, ColumnObject } from '../model';
import { constraintBody } from './aspects/constraint';
import { defaultOf } from './aspects/table';
import { indexParts, namelessDefinition } from './definition';
import { keyOf, type Side, tableKeyOf } from './side';

/** All of an object but its name. */
export function signature(object: CatalogObject, side: Side): string {
  switch (object.kind) {
    case 'table':
      return tableSignature(object, side);
    case 'function':
    case 'trigger':
    case 'rule':
    case 'statistics':
      return JSON.stringify({ ...nameless(object), definition: namelessDefinition(object) });
    case 'index':
      return JSON.stringify({ ...nameless(object), definition: '', parts: indexParts(object.definition) });
    default:
      return JSON.stringify(nameless(object));
  }
}

function nameless(object: CatalogObject): object {
  return { ...object, name: '', id: '' };
}

/** A table with its columns and constraints; indexes, triggers and policies may differ in a renamed table. */
function tableSignature(table: CatalogObject, side: Side): string {
  const self = `${quoteQualified(table.schema, table.name)}`;
  const masked = (text: string) => text.replaceAll(self, '(itself)');
  const children = side.onTable(keyOf(table));
  const columns = children
    .filter((child): child is ColumnObject => child.kind === 'column')
    .sort((a, b) => a.position - b.position)
    .map((column) => ({ ...ownColumn(column), position: 0 }));
  const constraints = children.flatMap((child) => (child.kind === 'constraint' ? [masked(constraintBody(child))] : []));
  return JSON.stringify([nameless(table), columns, constraints.sort()]);
}

/** Whether at least half of the columns of either table are in the other, too. */
export function shareColumns(table: CatalogObject, side: Side, other: CatalogObject, otherSide: Side): boolean {
  const names = (object: CatalogObject, on: Side) =>
    on.onTable(keyOf(object)).flatMap((child) => (child.kind === 'column' ? [child.name] : []));
  const [before, after] = [names(table, side), names(other, otherSide)];
  const common = before.filter((name) => after.includes(name)).length;
  return common * 2 >= Math.max(before.length, after.length);
}

function ownColumn(column: ColumnObject): object {
  return { ...column, id: '', table: '', sequence: column.sequence !== null, default: defaultOf(column) };
}

/**
 * A column without its name, in its place: a rename leaves a column its number, and one that is added never gets the number
 * of one that was dropped. The place is counted from the nearest column before it that both sides have, for a database that
 * was restored from a dump has other numbers.
 */
export function columnSignature(column: ColumnObject, side: Side, other: Side): string {
  const key = tableKeyOf(column) as string;
  const others = new Set(other.onTable(key).flatMap((child) => (child.kind === 'column' ? [child.name] : [])));
  const anchors = side
    .onTable(key)
    .filter((child): child is ColumnObject => child.kind === 'column' && others.has(child.name))
    .filter(({ position }) => position < column.position)
    .sort((a, b) => b.position - a.position);
  const place = [anchors[0]?.name ?? '', column.position - (anchors[0]?.position ?? 0)];
  return JSON.stringify([key, place, { ...ownColumn(column), name: '', position: 0 }]);
}
