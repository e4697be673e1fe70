import { version } from '../../base/version';
import type { DatabaseHistory, Facts, MigrationState } from '../../contracts/facts';
import type { Plan, Report, Verdict } from '../../contracts/report';
import { migrationOrder } from '../../gather/repository/migration-order';
import type { Judgement } from '../../judge/judge';
import { fails } from '../../judge/severity';
import { changedTables } from './changed-tables';
import { sentences } from './words';

/** What the report holds besides the facts and the judgement. */
export interface Extras {
  readonly plans: readonly Plan[];
  readonly reconcile: readonly Report['reconcile'][number][];
  readonly totalMs: number;
}

/** Puts the report together. Pure. */
export function assembleReport(facts: Facts, judgement: Judgement, extras: Extras): Report {
  const { repository, settings } = facts;
  const { findings } = judgement;
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    schemaVersion: 1,
    tool: { name: 'prisma-migration-gate', version },
    mode: settings.mode,
    verdict: verdictOf(facts, judgement),
    summary: { errors: count('error'), warnings: count('warning'), notices: count('notice') },
    project: {
      schema: repository.schemaFiles.map(({ path }) => path),
      migrations: repository.migrationsPath,
      provider: repository.provider,
      prismaVersion: repository.prismaVersion,
    },
    databases: facts.targets.map((target) => {
      const history = facts.histories.find(({ database }) => database === target.name);
      return {
        name: target.name,
        serverVersion: target.snapshot === null ? null : shortVersion(target.snapshot.serverVersion),
        historyTable: target.snapshot === null ? null : target.snapshot.historySchema !== null,
        applied: history?.migrations.filter(({ state }) => state === 'applied').length ?? 0,
        pending: history?.pending.length ?? 0,
      };
    }),
    migrations: migrationRows(facts),
    drift: facts.drift.flatMap(({ database, differences }) =>
      differences.map(({ change, kind, object, expected, actual, aspects, renamedFrom }) => ({
        database,
        change,
        kind,
        object,
        expected,
        actual,
        aspects: [...aspects],
        renamedFrom,
      })),
    ),
    coverage: facts.coverage && {
      percent: facts.coverage.percent,
      objects: facts.coverage.objects.map(({ kind, object, schema, migrations, databases, situation, file, line }) => ({
        kind,
        object,
        schema,
        migrations,
        databases: { ...databases },
        situation,
        file,
        line,
      })),
    },
    statements: facts.pending.flatMap(({ traces }) =>
      traces.map(({ migration, file, statement, transaction, locks, rewrites, scans }) => ({
        migration,
        file,
        line: statement.line,
        sql: statement.sql,
        transaction,
        locks: locks.map(({ table, mode }) => ({ table, mode })),
        rewrites: [...rewrites],
        scans: [...scans],
      })),
    ),
    configuration: {
      file: settings.configuration.file,
      from: settings.configuration.from,
      changed: settings.configuration.changes.length > 0,
      off: [...judgement.off],
      baseline: null,
    },
    findings: findings.map((finding) => ({
      ...finding,
      message: sentences(finding.message),
      help: sentences(finding.help),
    })),
    suppressed: judgement.suppressed.map(({ finding, reason, by }) => ({
      rule: finding.rule,
      reason,
      by,
      message: finding.message,
      ...(finding.object !== undefined && { object: finding.object }),
      ...(finding.database !== undefined && { database: finding.database }),
      ...(finding.file !== undefined && { file: finding.file }),
      ...(finding.line !== undefined && { line: finding.line }),
    })),
    checks: facts.checks.map((check) => ({ ...check })),
    reconcile: [...extras.reconcile],
    plans: extras.plans.map((plan) => ({ ...plan, steps: plan.steps.map(stepInWords) })),
    excluded: facts.drift.reduce((sum, { excluded }) => sum + excluded, 0),
    timings: { totalMs: extras.totalMs },
    ...pendingParts(facts),
  };
}

function stepInWords(step: Plan['steps'][number]): Plan['steps'][number] {
  const { title, why, verify, undo } = step;
  const words = { title: sentences(title), why: sentences(why), verify: sentences(verify), undo: sentences(undo) };
  return { ...step, ...words };
}

/** What is told of pending migrations besides their statements; only where there is something to tell. */
function pendingParts(facts: Facts): Pick<Report, 'sizes' | 'probes' | 'changedTables'> {
  const { pending, probes, replay, repository, targets } = facts;
  const touched = new Set(
    pending.flatMap(({ traces }) => traces.flatMap(({ locks }) => locks.map(({ table }) => table))),
  );
  const sizes = targets.flatMap(({ name, snapshot }) =>
    (snapshot?.sizes ?? [])
      .filter(({ table }) => touched.has(table))
      .map(({ table, rows, tableBytes, indexBytes }) => ({
        database: name,
        table,
        rows,
        bytes: tableBytes + indexBytes,
      })),
  );
  const added = new Set(repository.base?.added);
  const first = repository.base === null ? pending[0] : pending.find(({ file }) => added.has(file.name));
  const [before, after] = [first?.before ?? null, replay.migrations?.catalog ?? null];
  return {
    ...(sizes.length > 0 && { sizes }),
    ...(probes && { probes: probes.map((probe) => ({ ...probe })) }),
    ...(before !== null && after !== null && { changedTables: changedTables(before, after) }),
  };
}

/**
 * `fail` when a finding is at or above `fail-on`; else `undetermined` when a check could not be made; else `pass`.
 * With `fail-on: never` the verdict is the one that `error` would give.
 */
function verdictOf(facts: Facts, { findings }: Judgement): Verdict {
  if (findings.some(({ severity }) => fails(severity, facts.settings.failOn))) return 'fail';
  return facts.checks.some(({ status }) => status === 'undetermined') ? 'undetermined' : 'pass';
}

function migrationRows({ repository, histories }: Facts): Report['migrations'] {
  const added = new Set(repository.base?.added);
  const onDisk = new Set(repository.migrations.map(({ name }) => name));
  const lost = histories.flatMap(({ migrations }) => migrations.filter(({ file }) => file === null));
  const names = [...new Set([...onDisk, ...lost.map(({ name }) => name)])];
  names.sort(migrationOrder(repository.prismaVersion));
  return names.map((name) => ({
    name,
    onDisk: onDisk.has(name),
    new: added.has(name),
    databases: Object.fromEntries(histories.flatMap((history) => stateEntry(history, name))),
  }));
}

type StateRow = Report['migrations'][number]['databases'][string];

function stateEntry({ database, migrations }: DatabaseHistory, name: string): [string, StateRow][] {
  const state = migrations.find((candidate) => candidate.name === name);
  return state === undefined ? [] : [[database, stateRow(state)]];
}

function stateRow({ state, checksum, record }: MigrationState): StateRow {
  const started = record?.startedAt ?? null;
  const finished = record?.finishedAt ?? null;
  return {
    state,
    checksum,
    startedAt: started?.toISOString() ?? null,
    finishedAt: finished?.toISOString() ?? null,
    durationMs: started !== null && finished !== null ? Math.max(0, finished.getTime() - started.getTime()) : null,
  };
}

/** `15.18 (Debian 15.18-0+deb12u1)` as `15.18`. */
function shortVersion(serverVersion: string): string {
  return serverVersion.split(' ', 1)[0] ?? serverVersion;
}
