import { UndeterminedError } from '../base/errors';
import type { Log } from '../base/log';
import type { Facts } from '../contracts/facts';
import type { ProbeResult } from '../contracts/probe-result';
import { connect } from '../postgres/connect';
import { parseDatabaseUrl } from '../postgres/url';
import type { Probe } from './probes/probe';
import { probesFor } from './probes/probes-for';
import { runProbes } from './probes/run-probes';

/** What came of asking the data. */
export interface ProbeOutcome {
  readonly results: readonly ProbeResult[];
  /** Why a target could not be asked, one line for people; null: all were. */
  readonly problem: string | null;
}

/** For each query, in milliseconds. A probe that takes longer is not determined. */
const timeoutMs = 10_000;

/**
 * Asks every target that was read whether its data would make a migration fail that is pending there.
 * @param directory where relative paths of certificate files in a URL start
 */
export async function probeTargets(facts: Facts, directory: string, log: Log): Promise<ProbeOutcome> {
  const probes = probesFor(facts);
  const outcomes = await Promise.all(
    facts.histories.map(({ database, appliedOrder }) => {
      const applied = new Set(appliedOrder);
      const open = probes.filter(({ migration }) => !applied.has(migration));
      return open.length === 0 ? { results: [], problem: null } : probeTarget(facts, database, open, directory, log);
    }),
  );
  return {
    results: outcomes.flatMap(({ results }) => results),
    problem: outcomes.find(({ problem }) => problem !== null)?.problem ?? null,
  };
}

async function probeTarget(
  { settings }: Facts,
  database: string,
  probes: readonly Probe[],
  directory: string,
  log: Log,
): Promise<ProbeOutcome> {
  const setting = settings.databases.find(({ name }) => name === database);
  if (setting === undefined) throw new Error(`no URL for the database ${database}`);
  try {
    const address = parseDatabaseUrl(setting.url);
    const connection = await connect(address, { directory, queryTimeoutMs: 2 * timeoutMs }, log);
    try {
      const maxCost = settings.thresholds.probeCost;
      return { results: await runProbes(connection, probes, { database, maxCost, timeoutMs }), problem: null };
    } finally {
      await connection.end();
    }
  } catch (error) {
    if (!(error instanceof UndeterminedError)) throw error;
    return { results: [], problem: `${database}: ${error.message}` };
  }
}
