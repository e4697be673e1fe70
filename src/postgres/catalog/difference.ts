import type { CatalogObject } from './model';

/** The kind a difference is reported under: the object of a `drift/*` rule. */
export const driftKinds = [
  'table',
  'column',
  'index',
  'constraint',
  'enum',
  'type',
  'sequence',
  'extension',
  'view',
  'function',
  'trigger',
  'policy',
  'comment',
  'privilege',
] as const;
export type DriftKind = (typeof driftKinds)[number];

/** One object that differs between what is expected and what is there. */
export interface Difference {
  /** `missing`: expected, not there. `unexpected`: there, not expected. */
  readonly change: 'missing' | 'unexpected' | 'changed';
  readonly kind: DriftKind;
  /** `schema.table`, `schema.table.column`, `schema.index`, … unquoted. */
  readonly object: string;
  /** DDL-like definition texts, for a `diff` block; null where there is none. */
  readonly expected: string | null;
  readonly actual: string | null;
  /** What changed, in words, one per aspect: `nullable`, `type integer → bigint`, `renamed from public.a`. */
  readonly aspects: readonly string[];
  /** The id it has on the other side when only the name differs. */
  readonly renamedFrom: string | null;
  readonly expectedObject: CatalogObject | null;
  readonly actualObject: CatalogObject | null;
  /**
   * Objects that are missing or unexpected only because this one is, and so are no differences of their own: the
   * columns, constraints and indexes of a missing table, the index on a missing column, the sequence of a serial, …
   */
  readonly including?: readonly CatalogObject[];
}
