import type { ProbeResult } from '../../contracts/probe-result';
import { type Connection, ServerError } from '../../postgres/connection';
import { lockAndLook } from '../../postgres/plain-tables';
import { inReadOnlyTransaction } from '../../postgres/transaction';
import { type Probe, type ProbeQuery, statementOf } from './probe';
import { readsOf } from './reads';

export interface ProbeOptions {
  /** Name of the target, for the results. */
  readonly database: string;
  /** Planner cost of reading every row that a query may have to read, above which it is not run. */
  readonly maxCost: number;
  /** For each statement, in milliseconds. */
  readonly timeoutMs: number;
}

/** How long a probe waits for a lock: one that is held is a reason to ask another time. */
const lockMs = 1_000;

/**
 * Asks a target, each probe in a read-only transaction of its own, stopping at the first row that a migration would fail on.
 * No value of a row is read, and no message of the server is passed on, because it can hold one.
 * @throws UndeterminedError when the connection breaks
 */
export async function runProbes(
  connection: Connection,
  probes: readonly Probe[],
  options: ProbeOptions,
): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const probe of probes) {
    const answer = await ask(connection, probe, options);
    const { verdict, reason } = answer.verdict === probe.doubt?.verdict ? undetermined(probe.doubt.reason) : answer;
    const { migration, line, question, object, queries } = probe;
    const sql = queries.map(statementOf).join(';\n');
    results.push({ database: options.database, migration, line, question, object, verdict, reason, sql });
  }
  return results;
}

type Answer = Pick<ProbeResult, 'verdict' | 'reason'>;

const undetermined = (reason: string): Answer => ({ verdict: 'not-determined', reason });

async function ask(connection: Connection, probe: Probe, options: ProbeOptions): Promise<Answer> {
  if (probe.queries.length === 0) return undetermined(probe.reason);
  const { timeoutMs } = options;
  try {
    return await inReadOnlyTransaction(
      connection,
      async () => {
        for (const query of probe.queries) {
          const reason = await obstacle(connection, query, options);
          if (reason !== null) return undetermined(reason);
          const rows = await connection.query(statementOf(query));
          if (rows.length > 0) return { verdict: 'will-fail', reason: '' };
        }
        return { verdict: 'safe', reason: '' };
      },
      { statementMs: timeoutMs, lockMs, idleMs: timeoutMs + lockMs },
    );
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return undetermined(refusal(error, options));
  }
}

/** Why the query is not run; null: it is. Already planning it can call code of the database, so that is looked at first. */
async function obstacle(connection: Connection, query: ProbeQuery, { maxCost }: ProbeOptions): Promise<string | null> {
  if (query.since !== undefined && connection.serverVersionNumber < query.since)
    return `it takes PostgreSQL ${Math.floor(query.since / 10_000)} to ask`;
  for (const { schema, name, columns } of await readsOf(query)) {
    const odd = await lockAndLook(connection, { schema, name }, columns, 'safe');
    if (odd !== null) return odd;
  }
  const explained = query.firstRow ? statementOf(query) : query.sql;
  const [row] = await connection.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
    `EXPLAIN (FORMAT JSON) ${explained}`,
  );
  const cost = Math.round(row?.['QUERY PLAN'][0].Plan['Total Cost'] ?? Number.POSITIVE_INFINITY);
  return cost > maxCost
    ? `the planner expects a cost of ${cost}, above the limit of ${maxCost} (thresholds.probe-cost)`
    : null;
}

/** By SQLSTATE only (PostgreSQL manual, "PostgreSQL Error Codes"): a message can quote a value. */
function refusal({ code }: ServerError, { timeoutMs }: ProbeOptions): string {
  if (code === '57014') return `it took longer than ${timeoutMs / 1000} s`;
  if (code === '55P03') return 'the table is locked';
  if (code === '42501') return 'the role may not read the table, or row security hides some of it';
  return `the database refused the question (SQLSTATE ${code})`;
}
