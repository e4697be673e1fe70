import type { DatabaseHistory, Facts } from '../../../contracts/facts';
import type { TargetSnapshot } from '../../../contracts/target';

/** A database whose history could be read, with what else was read there. */
export interface Known {
  readonly history: DatabaseHistory;
  readonly snapshot: TargetSnapshot;
}

/** The databases to compare with the files; none when the project is one that the gate does not understand. */
export function knownHistories({ repository, targets, histories }: Facts): Known[] {
  if (repository.unsupported !== null) return [];
  return histories.flatMap((history) => {
    const snapshot = targets.find(({ name }) => name === history.database)?.snapshot ?? null;
    return snapshot === null ? [] : [{ history, snapshot }];
  });
}

/** True where somebody made tables without Prisma Migrate: no history, and something that it would describe. */
export function isWithoutHistory({ snapshot }: Known): boolean {
  return (
    snapshot.historySchema === null && snapshot.catalog.objects.some(({ kind }) => kind === 'table' || kind === 'view')
  );
}
