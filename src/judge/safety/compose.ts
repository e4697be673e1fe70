import type { CompositeAction } from '../../gather/statements/actions/action';
import { sameType } from '../../postgres/sql/type-text';
import { type Change, type ChangeOf, isChange } from './change';

/**
 * Puts what belongs together into one change, so that one intention is one finding: an enum whose values are replaced, a
 * column or table that is dropped and made again, a foreign key or primary key that is changed. The composite stands in
 * the place of its first part. `changes` are those of one file.
 */
export function compose(changes: readonly Change[]): Change[] {
  let result = [...changes];
  for (const find of [enums, primaryKeys, foreignKeys, recreatedColumns, renamedColumns, renamedTables, casualties])
    result = find(result);
  return result;
}

/** Replaces `parts` by one change in the place of `at`; without an action they are just taken out. */
function merge(
  changes: readonly Change[],
  at: Change,
  parts: readonly Change[],
  action: CompositeAction | null,
): Change[] {
  const gone = new Set(parts);
  const endLine = Math.max(...parts.filter(({ statement }) => statement === at.statement).map((part) => part.endLine));
  return changes.flatMap((change) => {
    if (change === at && action !== null) return [{ ...at, action, endLine, parts }];
    return gone.has(change) ? [] : [change];
  });
}

/**
 * Prisma's way to take values out of an enum (prisma-engines, sql_renderer/postgres_renderer.rs): a new type, the columns
 * moved over, the old type renamed and dropped, the new one renamed.
 */
function enums(changes: Change[]): Change[] {
  for (const created of changes) {
    if (!isChange(created, 'create-enum')) continue;
    const { type, values } = created.action;
    // The same enum may be swapped more than once: what is nearest belongs to this one.
    const earlier = changes.filter(({ statement }) => statement.start < created.statement.start);
    const later = changes.filter(({ statement }) => statement.start > created.statement.start);
    const renames =
      (name: string | undefined) =>
      (change: Change): change is ChangeOf<'rename-type'> =>
        isChange(change, 'rename-type') && change.action.type.name === name;
    // Written by hand, the old type may make room first.
    const madeRoom = earlier.findLast(renames(type.name));
    const renamedIn = madeRoom === undefined ? later.find(renames(type.name)) : undefined;
    const final = madeRoom === undefined ? renamedIn?.action.to : type.name;
    const renamedOut = madeRoom ?? later.find(renames(final)) ?? earlier.findLast(renames(final));
    const dropped = later.find(
      (change): change is ChangeOf<'drop-type'> =>
        isChange(change, 'drop-type') && change.action.type.name === (renamedOut?.action.to ?? final),
    );
    if (final === undefined || dropped === undefined) continue;
    const old = renamedOut ?? dropped;
    // Where every value stays, it is a change of the columns' type like any other.
    if (old.enumType?.values.every((value) => values.includes(value))) continue;
    const moved = later.filter(
      (change): change is ChangeOf<'set-type'> =>
        isChange(change, 'set-type') &&
        change.statement.start < dropped.statement.start &&
        change.enumType !== null &&
        sameType(change.action.type.replace(/\[\]$/, ''), type.name),
    );
    const defaults = changes.filter(
      (change) =>
        isChange(change, 'drop-default', 'set-default') &&
        moved.some((m) => m.table?.id === change.table?.id && m.action.column === change.action.column),
    );
    const parts = [
      created,
      ...moved,
      ...defaults,
      dropped,
      ...[renamedIn, renamedOut].filter((change) => change !== undefined),
    ];
    const at = moved[0] ?? old;
    const action: CompositeAction = {
      kind: 'replace-enum',
      table: null,
      type: { ...old.action.type, name: final },
      values,
    };
    const result = merge(changes, at, parts, action);
    const index = result.findIndex((change) => change.action === action);
    const composite = result[index];
    if (composite !== undefined) result[index] = { ...composite, enumType: old.enumType, parts };
    return enums(result);
  }
  return changes;
}

function primaryKeys(changes: Change[]): Change[] {
  for (const dropped of changes) {
    if (!isChange(dropped, 'drop-constraint') || dropped.constraint?.type !== 'primary-key') continue;
    const added = changes.find(
      (change): change is ChangeOf<'add-constraint'> =>
        isChange(change, 'add-constraint') && change.action.spec.type === 'primary-key' && onSameTable(change, dropped),
    );
    if (added === undefined) continue;
    const { columns } = dropped.constraint;
    const isSame = columns.join('\0') === added.action.spec.columns.join('\0');
    // The key of a column whose type changes, or that is made anew: that change is the one to tell of.
    const retyped =
      isSame &&
      changes.some(
        (c) => isChange(c, 'set-type', 'drop-column') && onSameTable(c, dropped) && columns.includes(c.action.column),
      );
    const { table, constraint } = dropped.action;
    const action = retyped
      ? null
      : ({ kind: 'change-primary-key', table, constraint, spec: added.action.spec } as const);
    return primaryKeys(merge(changes, dropped, [dropped, added], action));
  }
  return changes;
}

function foreignKeys(changes: Change[]): Change[] {
  for (const dropped of changes) {
    if (!isChange(dropped, 'drop-constraint') || dropped.constraint?.type !== 'foreign-key' || dropped.constraint.isNew)
      continue;
    const { columns } = dropped.constraint;
    const added = changes.find(
      (change): change is ChangeOf<'add-constraint'> =>
        isChange(change, 'add-constraint') &&
        change.action.spec.type === 'foreign-key' &&
        onSameTable(change, dropped) &&
        change.action.spec.columns.join('\0') === columns.join('\0') &&
        change.parent?.id === dropped.parent?.id,
    );
    if (added === undefined) continue;
    const { table, constraint } = dropped.action;
    const action: CompositeAction = { kind: 'change-foreign-key', table, constraint, spec: added.action.spec };
    return foreignKeys(merge(changes, dropped, [dropped, added], action));
  }
  return changes;
}

function recreatedColumns(changes: Change[]): Change[] {
  for (const dropped of changes) {
    if (!isChange(dropped, 'drop-column') || dropped.column === null) continue;
    const added = changes.find(
      (change): change is ChangeOf<'add-column'> =>
        isChange(change, 'add-column') &&
        onSameTable(change, dropped) &&
        change.action.column === dropped.action.column &&
        changes.indexOf(change) > changes.indexOf(dropped),
    );
    if (added === undefined) continue;
    const { table, column } = dropped.action;
    const action: CompositeAction = { kind: 'recreate-column', table, column, spec: added.action.spec };
    return recreatedColumns(merge(changes, dropped, [dropped, added], action));
  }
  return changes;
}

/**
 * A column dropped and another of the same type added by one `ALTER TABLE`: what Prisma writes when a field is renamed.
 * Where several could be meant, the names must be alike.
 */
function renamedColumns(changes: Change[]): Change[] {
  for (const dropped of changes) {
    if (!isChange(dropped, 'drop-column') || dropped.column === null || dropped.column.isNew) continue;
    const { type } = dropped.column;
    const beside = changes.filter((change) => change.statement === dropped.statement && onSameTable(change, dropped));
    const isOnlyPair = beside.filter((change) => isChange(change, 'drop-column', 'add-column')).length === 2;
    const added = beside.filter(
      (change): change is ChangeOf<'add-column'> =>
        isChange(change, 'add-column') && sameType(change.action.spec.type, type),
    );
    const match =
      added.length === 1 && isOnlyPair
        ? added[0]
        : added.find((change) => areAlike(change.action.column, dropped.action.column));
    if (match === undefined) continue;
    const { table, column } = dropped.action;
    const action: CompositeAction = { kind: 'rename-column-as-drop-add', table, column, spec: match.action.spec };
    return renamedColumns(merge(changes, dropped, [dropped, match], action));
  }
  return changes;
}

/** They share a word of at least three letters, or one of four is part of the other: `userId`, `user_id`, `ownerUserId`. */
function areAlike(a: string, b: string): boolean {
  const [x, y] = [a, b].map((name) => name.toLowerCase().replaceAll('_', ''));
  if (x === undefined || y === undefined) return false;
  if (x === y || (x.length >= 4 && y.includes(x)) || (y.length >= 4 && x.includes(y))) return true;
  const words = (name: string) => new Set(name.split(/_|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase()));
  return [...words(a)].some((word) => word.length >= 3 && words(b).has(word));
}

/**
 * A table dropped and another with the same columns made, which stays empty: what Prisma writes when a model or its `@@map`
 * is renamed.
 */
function renamedTables(changes: Change[]): Change[] {
  for (const dropped of changes) {
    if (!isChange(dropped, 'drop-table') || dropped.table === null || dropped.table.isNew || !dropped.table.isKnown)
      continue;
    const { columns } = dropped.table;
    const created = changes.find(
      (change): change is ChangeOf<'create-table'> =>
        isChange(change, 'create-table') &&
        change.action.table.name !== dropped.action.table.name &&
        change.action.columns.length === columns.size &&
        change.action.columns.every(({ name, type }) => sameType(columns.get(name)?.type ?? '', type)) &&
        !changes.some((other) => isChange(other, 'insert') && other.action.table.name === change.action.table.name),
    );
    if (created === undefined) continue;
    const { table } = dropped.action;
    const action: CompositeAction = { kind: 'rename-table-as-drop-create', table, to: created.action.table };
    return renamedTables(merge(changes, dropped, [dropped, created], action));
  }
  return changes;
}

/** Indexes and constraints that are dropped before the column or table they are on: dropping that would drop them too. */
function casualties(changes: Change[]): Change[] {
  return changes.filter((change) => {
    if (!isChange(change, 'drop-index', 'drop-constraint')) return true;
    const columns = isChange(change, 'drop-index') ? (change.index?.columns ?? []) : (change.constraint?.columns ?? []);
    return !changes.some(
      (other) =>
        other !== change &&
        other.table !== null &&
        other.table.id === change.table?.id &&
        (isChange(other, 'drop-table', 'rename-table-as-drop-create') ||
          (isChange(other, 'drop-column', 'recreate-column', 'rename-column-as-drop-add') &&
            columns.includes(other.action.column))),
    );
  });
}

function onSameTable(a: Change, b: Change): boolean {
  return a.table !== null && a.table.id === b.table?.id;
}
