import type { CatalogObject } from '../model';

/** A difference in the making: it may still turn out to be part of another one. */
export interface Draft {
  readonly change: 'missing' | 'unexpected' | 'changed';
  readonly expected: CatalogObject | null;
  /** With the names of `expected` where something was renamed. */
  readonly actual: CatalogObject | null;
  readonly aspects: string[];
  /** The actual one has another name in truth. */
  readonly renamed: boolean;
  /** What comes or goes with it. */
  readonly including: CatalogObject[];
}

export function draft(
  change: Draft['change'],
  expected: CatalogObject | null,
  actual: CatalogObject | null,
  aspects: string[] = [],
  renamed = false,
): Draft {
  return { change, expected, actual, aspects, renamed, including: [] };
}
