import type { Difference } from '../catalog/difference';
import type { Catalog } from '../catalog/model';
import type { Situation, Unfinished } from './situation';

/** How far a database has come on the way from the applied migrations through those that are not, by its structure. */
export interface Reached {
  /** Wholly there, though the history does not say so. */
  readonly inEffect: readonly Unfinished[];
  /** Only its first `done` statements took effect. */
  readonly partial: { readonly migration: Unfinished; readonly done: number } | null;
  /** Nothing of these is there. */
  readonly ahead: readonly Unfinished[];
  /** The state of the scratch database that is closest to the database. */
  readonly catalog: Catalog;
  /** What still differs from it. */
  readonly differences: readonly Difference[];
}

/** The closest state; of equally close ones the earliest, so that nothing counts as done that cannot be seen. */
export function reachedState(situation: Situation, expected: Catalog): Reached {
  const { unfinished, actual } = situation;
  const at = (index: number, done: number, catalog: Catalog): Reached => {
    const migration = unfinished[index];
    const isPartial = done > 0 && migration !== undefined;
    return {
      inEffect: unfinished.slice(0, index),
      partial: isPartial ? { migration, done } : null,
      ahead: unfinished.slice(isPartial ? index + 1 : index),
      catalog,
      differences: situation.differences(catalog, actual),
    };
  };
  let best = at(0, 0, expected);
  const consider = (candidate: Reached) => {
    if (candidate.differences.length < best.differences.length) best = candidate;
  };
  for (const [index, { between, after }] of unfinished.entries()) {
    if (best.differences.length === 0) break;
    for (const [done, catalog] of between.slice(0, after === null ? undefined : -1).entries())
      consider(at(index, done + 1, catalog));
    if (after === null) break;
    consider(at(index + 1, 0, after));
  }
  return best;
}
