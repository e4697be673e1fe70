import type { Context } from '../context';
import type { Part } from '../part';
import type { Draft } from '../script';

/** How parts of one kind are made, removed and changed. Pure. */
export interface Kind<P extends Part> {
  create(part: P, context: Context): readonly Draft[];
  drop(part: P, context: Context): readonly Draft[];
  /** Empty: they are the same. Null: it cannot be changed and has to be made anew. */
  alter(from: P, to: P, context: Context): readonly Draft[] | null;
}

/** For kinds that have no ALTER: the same, or made anew. */
export function sameOrAnew(same: boolean): readonly Draft[] | null {
  return same ? [] : null;
}
