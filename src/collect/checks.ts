import type { CheckStatus, Facts } from '../contracts/facts';
import type { ReplayFailure } from '../contracts/replay-failure';
import type { Target } from '../contracts/target';
import { declaresObjects } from '../gather/repository/schema-source';

/** What the list of checks is made from. */
export interface CheckInput
  extends Pick<
    Facts,
    'settings' | 'repository' | 'targets' | 'histories' | 'replay' | 'drift' | 'pending' | 'coverage'
  > {
  readonly schemaIsValid: boolean;
  /** What became of the data probes; null: not asked for, or there was nothing to ask. */
  readonly probes: { readonly problem: string | null } | null;
}

/**
 * Every check of the gate and whether it was made. What could not be determined is `undetermined` here, which keeps the
 * verdict from being `pass`.
 */
export function checksOf(input: CheckInput): readonly CheckStatus[] {
  const { settings, targets } = input;
  const checks = [...configurationCheck(input), baseCheck(input), replayCheck(input)];
  if (targets.length === 0) {
    const reason = 'no database-url: the files alone were checked';
    for (const id of ['connection', 'history', 'drift']) checks.push({ id, status: 'skipped', reason });
  }
  for (const target of targets) checks.push(...databaseChecks(input, target));
  checks.push(coverageCheck(input), safetyCheck(input));
  checks.push(
    input.probes === null
      ? {
          id: 'probe-data',
          status: 'skipped',
          reason: settings.probeData
            ? 'there was no database, or no pending migration, to ask about'
            : 'probe-data is off',
        }
      : status('probe-data', input.probes.problem),
  );
  return checks;
}

function status(id: string, problem: string | null): CheckStatus {
  return problem === null ? { id, status: 'done' } : { id, status: 'undetermined', reason: problem };
}

/** Only where there is something to say: that no config file was looked for on a base branch is no news. */
function configurationCheck({ settings: { configuration } }: CheckInput): CheckStatus[] {
  return configuration.problem === null ? [] : [status('configuration', configuration.problem)];
}

function baseCheck({ settings, repository }: CheckInput): CheckStatus {
  if (settings.baseRef === undefined)
    return {
      id: 'base-branch',
      status: 'skipped',
      reason: 'no base-ref: the change is not compared with another branch',
    };
  return status('base-branch', repository.baseProblem);
}

function replayCheck({ repository, replay }: CheckInput): CheckStatus {
  if (repository.unsupported !== null) return { id: 'replay', status: 'skipped', reason: repository.unsupported };
  return status('replay', replay.problem ?? limitOf(replay.migrations?.failure));
}

/** What the scratch server could not do, where, and the way out; null: the failure is the migration's own, or there is none. */
function limitOf(failure: ReplayFailure | null | undefined): string | null {
  if (failure == null || failure.undetermined === null) return null;
  const { migration, line, message, undetermined } = failure;
  return message === undetermined
    ? `${migration}, line ${line}: ${message}`
    : `${migration}, line ${line}: ${message}. ${undetermined}`;
}

function databaseChecks({ drift, replay, repository }: CheckInput, target: Target): CheckStatus[] {
  const database = target.name;
  if (target.problem !== null) {
    const unread = { database, status: 'undetermined', reason: 'the database could not be read' } as const;
    return [
      { id: 'connection', database, status: 'undetermined', reason: target.problem },
      { id: 'history', ...unread },
      { id: 'drift', ...unread },
    ];
  }
  const done = [
    { id: 'connection', database, status: 'done' },
    { id: 'history', database, status: 'done' },
  ] as const;
  if (repository.unsupported !== null)
    return [...done, { id: 'drift', database, status: 'skipped', reason: repository.unsupported }];
  const found = drift.find((candidate) => candidate.database === database);
  if (found?.against === 'expected') return [...done, { id: 'drift', database, status: 'done' }];
  const failure = replay.expected.get(database)?.failure;
  const why =
    replay.problem ??
    limitOf(failure) ??
    (failure === undefined || failure === null
      ? 'the applied migrations were not replayed'
      : `the applied migrations do not replay: ${failure.migration} fails`);
  const fallback = found === undefined ? '' : '; compared with schema.prisma instead, which is the weaker check';
  return [...done, { id: 'drift', database, status: 'undetermined', reason: `${why}${fallback}` }];
}

function coverageCheck({ repository, replay, coverage, schemaIsValid }: CheckInput): CheckStatus {
  const id = 'coverage';
  if (repository.unsupported !== null) return { id, status: 'skipped', reason: repository.unsupported };
  if (!schemaIsValid) return { id, status: 'undetermined', reason: 'schema.prisma is not valid' };
  if (replay.schema === null)
    return {
      id,
      status: 'undetermined',
      reason: replay.schemaProblem ?? replay.problem ?? 'schema.prisma could not be read',
    };
  if (replay.migrations?.catalog == null)
    return {
      id,
      status: 'undetermined',
      reason: limitOf(replay.migrations?.failure) ?? 'the migrations do not replay on an empty database',
    };
  if (coverage?.objects.length === 0 && declaresObjects(repository.schemaFiles))
    return { id, status: 'skipped', reason: 'the configuration leaves out all that schema.prisma declares' };
  return { id, status: 'done' };
}

function safetyCheck({ repository, replay, pending }: CheckInput): CheckStatus {
  const id = 'safety';
  if (repository.unsupported !== null) return { id, status: 'skipped', reason: repository.unsupported };
  if (replay.problem !== null) return { id, status: 'undetermined', reason: replay.problem };
  if (pending.length === 0) return { id, status: 'skipped', reason: 'no migration is pending' };
  return { id, status: 'done' };
}
