import { silentLog } from '../base/log';
import { checksOf } from '../collect/checks';
import { replayAll } from '../collect/replay-all';
import type { Facts } from '../contracts/facts';
import type { Repository } from '../contracts/repository';
import type { TargetSnapshot } from '../contracts/target';
import type { ScratchServer } from '../gather/scratch/server';
import { historyOf } from '../gather/target/history';
import { coverageOf } from '../judge/coverage/coverage-of';
import { driftOf } from '../judge/drift/drift';
import { judge } from '../judge/judge';
import { rules } from '../judge/rules';

/** Families whose errors mean that schema, migrations and database do not agree. */
const families = ['history/', 'drift/', 'coverage/'];

/**
 * The gate's own checks over a repository and a database that a plan left behind, as strict as before a deploy.
 * @returns what is still wrong, one line each
 */
export async function checkAgain(
  facts: Facts,
  repository: Repository,
  database: string,
  snapshot: TargetSnapshot,
  scratch: ScratchServer,
): Promise<string[]> {
  const settings = { ...facts.settings, mode: 'deploy' as const, allowPending: false };
  const histories = [historyOf(repository.migrations, snapshot, database)];
  const readable = [{ name: database, snapshot }];
  const replayed = await replayAll(
    { settings, repository, readable, histories, recovered: new Map(), log: silentLog },
    scratch,
  );
  const { replay, actual, pending, schemaErrors } = replayed;
  const drift = driftOf({ settings, repository, replay, actual });
  const coverage = coverageOf({ settings, repository, replay, actual, histories });
  const targets = [{ name: database, address: database, snapshot, problem: null }];
  const schemaIsValid = schemaErrors.length === 0;
  const checks = checksOf({
    settings,
    repository,
    targets,
    histories,
    replay,
    drift,
    coverage,
    schemaIsValid,
    pending,
    probes: null,
  });
  const after: Facts = {
    ...facts,
    settings,
    repository,
    targets,
    histories,
    replay,
    drift,
    coverage,
    pending,
    checks,
    schemaErrors,
    probes: [],
  };
  const findings = judge(rules, after).findings.filter(
    ({ rule, severity }) => severity === 'error' && families.some((family) => rule.startsWith(family)),
  );
  const open = checks.filter(({ id, status }) => status === 'undetermined' && id !== 'base-branch');
  return [
    ...findings.map(({ rule, message }) => `${rule}: ${message}`),
    ...open.map(({ id, reason }) => `${id} could not be determined: ${reason ?? ''}`),
  ];
}
