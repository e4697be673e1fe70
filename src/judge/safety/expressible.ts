import type { Facts } from '../../contracts/facts';
import type { IndexState } from './state/objects';

/** Index methods that `@@index(type: …)` knows (Prisma schema reference, "index types"). */
const methods = new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin']);

/**
 * Whether schema.prisma can say such an index. One that it cannot say was made in SQL, and `prisma migrate dev` drops it
 * because the schema does not have it (prisma/prisma#12914).
 */
export function isExpressible(index: IndexState, facts: Facts): boolean {
  return inexpressible(index, facts) === null;
}

/** What schema.prisma has no words for, for people: `WHERE (deleted_at IS NULL)`; null: nothing. */
export function inexpressible({ object }: IndexState, facts: Facts): string | null {
  if (object === null) return null;
  // Partial indexes came with the preview feature of Prisma 7.4.
  const knowsPartial = facts.repository.schemaFiles.some(({ text }) => text.includes('partialIndexes'));
  if (object.predicate !== null && !knowsPartial) return `WHERE ${object.predicate}`;
  if (object.hasExpressions) return `an index on ${object.columns.join(', ')}`;
  if (object.include.length > 0) return `INCLUDE (${object.include.join(', ')})`;
  if (!methods.has(object.method)) return `USING ${object.method}`;
  return object.definition.includes('NULLS NOT DISTINCT') ? 'NULLS NOT DISTINCT' : null;
}
