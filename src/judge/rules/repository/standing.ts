import type { Facts } from '../../../contracts/facts';

/**
 * Whether a migration may still be renamed or rewritten. `settled`: it is on the base branch, or a database has applied it,
 * so that changing it now would do more harm than its oddity. `new`: neither. `unknown`: there is no base branch and no
 * database to tell.
 */
export type Standing = 'new' | 'settled' | 'unknown';

export function standing({ repository, histories }: Facts, name: string): Standing {
  const { base } = repository;
  if (appliedIn(histories, name).length > 0) return 'settled';
  if (base !== null) return base.added.includes(name) ? 'new' : 'settled';
  return histories.length > 0 ? 'new' : 'unknown';
}

/** Names of the databases that have applied the migration. */
export function appliedIn(histories: Facts['histories'], name: string): string[] {
  return histories.filter(({ appliedOrder }) => appliedOrder.includes(name)).map(({ database }) => database);
}

/**
 * True when the migration was tried on a database and failed or was rolled back there, and none has applied it: it has to be
 * changed then. That no database has it yet is not enough: the one at hand may be a new one that has not run anything.
 */
export function failedAndAppliedNowhere({ targets, histories }: Facts, name: string): boolean {
  const failed = histories.some(({ migrations }) =>
    migrations.some((one) => one.name === name && (one.state === 'failed' || one.state === 'rolled-back')),
  );
  return failed && histories.length === targets.length && appliedIn(histories, name).length === 0;
}
