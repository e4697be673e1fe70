import { unmarkSql, unrollSql } from '../history-sql';
import type { Situation, Unfinished } from '../situation';
import { type Stage, type StagedStep, staged } from '../step';

/** `prisma migrate resolve --applied`: one row is written to the history and nothing else. */
export function resolveStep(situation: Situation, name: string, why: string, stage: Stage = 'history'): StagedStep {
  return staged(stage, {
    title: `Mark ${name} as applied`,
    why: `${why} Only the history of ${situation.database} is written.`,
    writes: 'database',
    risk: 'low',
    verify: `prisma migrate status counts ${name} as applied.`,
    undo: unmarkSql(situation, name),
    do: [{ kind: 'resolve', as: 'applied', migration: name }],
  });
}

/** `prisma migrate resolve --rolled-back`. */
export function rolledBackStep(situation: Situation, name: string, why: string): StagedStep {
  return staged('marks', {
    title: `Mark ${name} as rolled back`,
    why: `${why} Prisma runs nothing until it is told so.`,
    writes: 'database',
    risk: 'low',
    verify: `prisma migrate status no longer says that ${name} failed.`,
    undo: unrollSql(situation, name),
    do: [{ kind: 'resolve', as: 'rolled-back', migration: name }],
  });
}

/** Migrations whose changes are all there though the history does not say so. */
export function inEffectSteps(situation: Situation, migrations: readonly Unfinished[]): StagedStep[] {
  return migrations.map((migration) => {
    const { file, failed } = migration;
    const seen = situation.differences(migration.before, migration.after ?? migration.before).length > 0;
    const how = failed === null ? 'has not recorded it' : 'has it recorded as failed';
    const why = seen
      ? `All that ${file.name} changes is in ${situation.database}, which ${how}: running it again would fail.`
      : `${file.name} changes nothing that can be seen in the structure, and migrations after it are in effect. See whether its data changes were made in ${situation.database}; if not, run them by hand first.`;
    const marked = resolveStep(situation, file.name, why);
    return seen ? marked : { ...marked, step: { ...marked.step, risk: 'high' as const } };
  });
}
