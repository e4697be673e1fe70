import type { Part, PartKey } from './part';
import type { Draft } from './script';

/** What has to happen to one part. */
export interface Change {
  readonly key: PartKey;
  readonly from: Part | null;
  readonly to: Part | null;
  /** `anew`: dropped and created. */
  mode: 'keep' | 'create' | 'drop' | 'alter' | 'anew';
  /** The statements of `alter`. */
  drafts: readonly Draft[];
  /** The type whose `alter` converts this column, too. */
  swappedWith?: PartKey;
}
