import type { Difference } from '../../postgres/catalog/difference';

/** What a difference is about, to find it again among the differences of another comparison. */
export function differenceKey({ kind, object }: Pick<Difference, 'kind' | 'object'>): string {
  return `${kind} ${object}`;
}
