import type { Snapshot } from './trace-snapshot';

/** Table-level lock modes from weak to strong (PostgreSQL manual 13.3.1). */
const modes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

/** 0 for no lock and for ACCESS SHARE, which every read takes. */
export function rank(mode: string | undefined): number {
  return mode === undefined ? 0 : modes.indexOf(mode);
}

/** The strongest mode held on each relation. */
export function strongest({ locks }: Snapshot): Map<number, string> {
  const held = new Map<number, string>();
  for (const { oid, mode } of locks) if (rank(mode) >= rank(held.get(oid))) held.set(oid, mode);
  return held;
}
