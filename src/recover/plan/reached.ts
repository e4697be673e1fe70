import { blend } from '../../postgres/catalog/blend';
import type { Difference } from '../../postgres/catalog/difference';
import type { Catalog } from '../../postgres/catalog/model';
import { differenceKey } from './difference-key';
import type { Situation, Unfinished } from './situation';

/** A migration of which only the first `done` statements took effect. */
export interface HalfDone {
  readonly migration: Unfinished;
  readonly done: number;
  /** The state without these statements, and with them. */
  readonly without: Catalog;
  readonly state: Catalog;
}

/** How far a database has come from its applied migrations through those that are not, by its structure. */
export interface Reached {
  /** Wholly there, though the history does not say so. */
  readonly inEffect: readonly Unfinished[];
  readonly partial: readonly HalfDone[];
  /** Nothing of these is there. */
  readonly ahead: readonly Unfinished[];
  /** What is expected, with all that is in effect. */
  readonly catalog: Catalog;
}

/** Migrations from the one at `from` on that are in effect, the state with them, and how much differs from that. */
interface Block {
  readonly from: number;
  readonly state: Catalog;
  readonly left: number;
}

/**
 * Goes through the unfinished migrations in order. One is in effect when the database has what it changes, and so are those
 * right before it that cannot be seen by themselves: a table that is renamed next, rows that are written.
 */
export function reachedState(situation: Situation, expected: Catalog): Reached {
  const { unfinished, actual } = situation;
  const inEffect: Unfinished[] = [];
  const partial: HalfDone[] = [];
  let catalog = expected;
  // Up to here the catalog is the one of the scratch database itself.
  let exact = 0;
  let from = 0;
  let left = situation.differences(catalog, actual);
  for (let index = 0; index < unfinished.length && left.length > 0; index++) {
    const migration = unfinished[index] as Unfinished;
    const block = migration.after === null ? null : blockUpTo(index, migration.after);
    const half = halfOf(migration, block?.left ?? left.length);
    if (half !== null) {
      partial.push(half);
      moveTo(half.state, index + 1);
    } else if (block !== null) {
      inEffect.push(...unfinished.slice(block.from, index + 1));
      if (block.from === exact) exact = index + 1;
      moveTo(block.state, index + 1);
    }
  }
  const taken = new Set([...inEffect, ...partial.map(({ migration }) => migration)]);
  return { inEffect, partial, ahead: unfinished.filter((migration) => !taken.has(migration)), catalog };

  function moveTo(state: Catalog, next: number): void {
    catalog = state;
    from = next;
    left = situation.differences(catalog, actual);
  }

  /** The longest run of migrations up to this one of which all that it comes to is there. */
  function blockUpTo(index: number, after: Catalog): Block | null {
    const last = unfinished[index] as Unfinished;
    if (!isSeen(situation.differences(last.before, after))) return null;
    for (let start = from; start <= index; start++) {
      const { before } = unfinished[start] as Unfinished;
      const changes = situation.differences(before, after);
      if (!startsFrom(changes)) continue;
      const state = start === exact ? after : blend(catalog, after, changes);
      const remaining = situation.differences(state, actual);
      if (holds(changes, remaining)) return { from: start, state, left: remaining.length };
    }
    return null;
  }

  /**
   * The state within a migration that is closer to the database than one with so many differences; of equally close ones the
   * earliest, so that nothing counts as done that cannot be seen.
   */
  function halfOf(migration: Unfinished, most: number): HalfDone | null {
    let best: HalfDone | null = null;
    let fewest = most;
    for (const [index, between] of migration.between.slice(0, migration.after === null ? undefined : -1).entries()) {
      const changes = situation.differences(migration.before, between);
      if (!isSeen(changes) || !startsFrom(changes)) continue;
      const state = blend(catalog, between, changes);
      const remaining = situation.differences(state, actual);
      if (remaining.length >= fewest || !holds(changes, remaining)) continue;
      fewest = remaining.length;
      best = { migration, done: index + 1, without: catalog, state };
    }
    return best;
  }

  /** True when the database differs from the state where the changes are made. */
  function isSeen(changes: readonly Difference[]): boolean {
    const open = new Set(left.map(differenceKey));
    return changes.some((change) => open.has(differenceKey(change)));
  }

  /** True when what the changes start from is there. */
  function startsFrom(changes: readonly Difference[]): boolean {
    const ids = new Set(catalog.objects.map(({ kind, id }) => `${kind} ${id}`));
    return changes.every(({ expectedObject: object }) => object === null || ids.has(`${object.kind} ${object.id}`));
  }
}

/** True when what is changed is there; what is made may have been altered since. */
function holds(changes: readonly Difference[], remaining: readonly Difference[]): boolean {
  const open = new Map(remaining.map((difference) => [differenceKey(difference), difference]));
  return changes.every((change) => {
    const difference = open.get(differenceKey(change));
    return difference === undefined || (change.change === 'unexpected' && difference.change === 'changed');
  });
}
