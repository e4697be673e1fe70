import type { ColumnSpec } from './actions/action';

/** Whether the rows that are there get a value when the column is added: a default, a sequence, a generated value. */
export function fillsItself(spec: ColumnSpec): boolean {
  return spec.default !== null || spec.fills.length > 0 || spec.generated !== null;
}

/**
 * Functions of PostgreSQL and its common extensions that are VOLATILE (`pg_proc.provolatile`), so that a default that calls
 * one rewrites the table. `now()` and `CURRENT_TIMESTAMP` are STABLE and do not.
 */
const volatileFunctions = new Set([
  'gen_random_uuid',
  'uuid_generate_v1',
  'uuid_generate_v1mc',
  'uuid_generate_v4',
  'uuidv4',
  'uuidv7',
  'random',
  'random_normal',
  'clock_timestamp',
  'timeofday',
  'nextval',
  'gen_random_bytes',
  'gen_salt',
]);

/** The volatile function that the default calls; null: none that is known. */
export function volatileFunction(spec: ColumnSpec): string | null {
  return spec.fills.find((name) => volatileFunctions.has(name)) ?? null;
}
