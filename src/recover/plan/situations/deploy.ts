import type { Situation, Unfinished } from '../situation';
import { type StagedStep, staged } from '../step';

/** Dangers that are written out for one migration. */
const listed = 5;

/**
 * `prisma migrate deploy`, with what it will do.
 * @param ahead migrations that are on disk already; `added` are those that the plan writes
 */
export function deploySteps(
  { database }: Situation,
  ahead: readonly Unfinished[],
  added: readonly string[],
): StagedStep[] {
  const names = [...ahead.map(({ file }) => file.name), ...added];
  if (names.length === 0) return [];
  const dangers = ahead.flatMap((migration) => migration.dangers.slice(0, listed));
  const failures = ahead.flatMap(({ file, failure }) =>
    failure === null ? [] : [`${file.name} fails on the scratch database: ${failure}. Correct it first.`],
  );
  const isDangerous = failures.length > 0 || ahead.some((migration) => migration.isDangerous);
  return [
    staged('deploy', {
      title: names.length === 1 ? `Deploy ${names[0]}` : `Deploy ${names.length} migrations`,
      why: [`${database} has not run ${names.join(', ')}.`, ...failures, ...dangers].join(' '),
      writes: 'database',
      risk: isDangerous ? 'high' : 'low',
      verify: 'prisma migrate status says that the database schema is up to date.',
      undo: 'Restore from the backup, or write a migration that goes back; Prisma has no command for it.',
      do: [{ kind: 'deploy' }],
    }),
  ];
}
