import { UndeterminedError } from '../base/errors';
import type { Facts } from '../contracts/facts';
import type { TargetSnapshot } from '../contracts/target';
import { historyOf } from '../gather/target/history';
import { readHistory } from '../gather/target/history-table';
import type { Rehearsal } from '../recover/plan/choose';
import type { Draft } from '../recover/plan/draft';
import { carryOut } from './carry-out';
import { checkAgain } from './check';
import type { Lab } from './lab';
import { rebuild } from './rebuild';
import { Tree } from './tree';

/**
 * Tries a plan out: rebuilds the database on the scratch server, carries out every step there and in memory, and runs the
 * gate's own checks over the result. What the scratch server cannot do is a reason why the plan was not rehearsed.
 */
export async function rehearse(
  { steps, remaining }: Draft,
  database: string,
  snapshot: TargetSnapshot,
  facts: Facts,
  lab: Lab,
): Promise<Rehearsal> {
  const tree = new Tree(facts.repository);
  try {
    const outcome = await onCopy(facts, database, snapshot, lab, async (connection) => {
      const { defaultSchema } = snapshot;
      const carried = await carryOut(steps, { connection, tree, defaultSchema });
      if (carried.stopped !== null) return carried;
      const [table] = await connection.query<{ found: boolean }>(
        'SELECT pg_catalog.to_regclass($1) IS NOT NULL AS found',
        ['_prisma_migrations'],
      );
      const historySchema = table?.found ? defaultSchema : null;
      const history = historySchema === null ? [] : await readHistory(connection, historySchema);
      return {
        ...carried,
        after: { ...snapshot, historySchema, history, lockHolders: [], catalog: await lab.read(connection) },
      };
    });
    if ('notRebuilt' in outcome) return { rehearsed: false, remaining: [...outcome.notRebuilt, ...remaining] };
    if (!('after' in outcome)) return { rehearsed: true, remaining: [outcome.stopped ?? '', ...remaining] };
    const left = await checkAgain(facts, tree.repository, database, outcome.after, lab.server);
    return { rehearsed: true, remaining: [...left, ...remaining], steps: outcome.steps };
  } catch (error) {
    if (!(error instanceof UndeterminedError)) throw error;
    return { rehearsed: false, remaining: [error.message, ...remaining] };
  }
}

/** Lends a scratch database that is a copy of the target, if one can be made. */
async function onCopy<Result extends object>(
  { repository }: Facts,
  database: string,
  snapshot: TargetSnapshot,
  lab: Lab,
  work: Parameters<typeof lab.session<Result>>[1],
): Promise<Result | { readonly notRebuilt: readonly string[] }> {
  const { appliedOrder } = historyOf(repository.migrations, { history: snapshot.history, lockHolders: [] }, database);
  const applied = appliedOrder.flatMap((name) => repository.migrations.find((file) => file.name === name) ?? []);
  const original = { snapshot, applied, prismaVersion: repository.prismaVersion };
  const attempt = (furnished: boolean) =>
    lab.session(furnished, async (connection) => {
      const notRebuilt = await rebuild(connection, original, lab);
      return notRebuilt.length > 0 ? { notRebuilt } : work(connection);
    });
  const plain = await attempt(false);
  const { schemas, extensions } = lab.environment;
  const canFurnish = schemas.length + extensions.length > 0;
  return 'notRebuilt' in plain && canFurnish ? attempt(true) : plain;
}
