import type { Facts, Replay } from '../../contracts/facts';
import type { ReplayFailure } from '../../contracts/replay-failure';
import type { Change } from './change';

/** Whether both run in the same transaction; in an unknown model they may. */
export function sameTransaction(a: Change, b: Change): boolean {
  return a.migration === b.migration && a.transaction.id === b.transaction.id;
}

/** `one transaction`, for people: why the statements of a file run together. */
export function whyTogether({ transaction, migration }: Change): string {
  if (transaction.model === 'autocommit') return 'between BEGIN and COMMIT';
  if (transaction.model === 'unknown') return 'with the other statements of the file, if Prisma sends it as one';
  return migration.statements.length === 1 ? 'by itself' : 'with the other statements of the file in one transaction';
}

/** Modes under which nobody can read the table. */
export function locksOut(change: Change): boolean {
  return change.trace?.locks.some(({ mode }) => mode === 'AccessExclusiveLock') === true;
}

const strong = new Set(['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']);

/** The tables, by their names in the targets, that the statement locks against writes. */
export function blockedTables({ trace }: Change): string[] {
  return (trace?.locks ?? []).flatMap(({ table, mode }) => (strong.has(mode) ? [table] : []));
}

/** Where migrations stop on the scratch server, in the order of the folders and in that of each target. */
export function stopsOf({ migrations, deployed }: Replay): ReplayFailure[] {
  return [migrations, ...deployed.values()].flatMap((state) =>
    state?.failure == null || state.failure.undetermined !== null ? [] : [state.failure],
  );
}

/** For the end of a message: that the migration also stops on an empty database, if it does; else ''. */
export function alsoWhenEmpty(migration: string, { replay }: Facts): string {
  return replay.migrations?.failure?.migration === migration
    ? ' It does so on an empty database, too: no new environment can be built from this repository.'
    : '';
}
