import type { Rule } from '../../../contracts/rule';
import type { LockHolder } from '../../../contracts/target';

/** From then on a session that does nothing is taken for one that a pooler kept. */
const staleMs = 60_000;
const queryLength = 200;

export const inProgress: Rule = {
  name: 'history/in-progress',
  severity: { 'pull-request': 'warning', deploy: 'error', audit: 'error' },
  problem: 'A deploy is running on the database now: somebody holds the lock of Prisma Migrate.',
  consequence:
    'What the gate saw may change while it looks, and a second `prisma migrate deploy` waits ten seconds for the lock and gives up (P1002).',
  remedy: 'Wait for the deploy to end, and run the gate again.',
  *check(facts) {
    if (facts.repository.unsupported !== null) return;
    for (const { name: database, snapshot, lockHolders = [] } of facts.targets) {
      // What the deploy locks can be what keeps the database from being read.
      const [holder] = snapshot?.lockHolders ?? lockHolders;
      if (holder === undefined) continue;
      const history = facts.histories.find((known) => known.database === database);
      const running = history?.migrations.find(({ state }) => state === 'in-progress');
      const what = running === undefined ? '' : `, which is running ${running.name}`;
      yield {
        database,
        ...(running === undefined ? {} : { object: running.name, migration: running.name }),
        ...(running?.file ? { file: running.file.path, line: 1 } : {}),
        message: `A deploy is running on ${database} now${what}: ${describe(holder)}.`,
        help: [
          isStale(holder)
            ? 'The session does nothing: perhaps a pooler keeps it after its deploy has ended, and the lock with it. If no deploy is running, end it:'
            : 'Wait until it has ended and run the gate again. If it hangs, end it:',
          `    SELECT pg_terminate_backend(${holder.pid});`,
        ].join('\n'),
      };
    }
  },
};

function describe({ pid, user, application, ageMs, state, query }: LockHolder): string {
  const parts = [`pid ${pid}`];
  if (user !== null) parts.push(`role ${user}`);
  if (application) parts.push(application);
  if (ageMs !== null) parts.push(`connected for ${duration(ageMs)}`);
  if (state !== null) parts.push(state);
  const text = (query ?? '').replace(/\s+/g, ' ').trim();
  const shown = text.length > queryLength ? `${text.slice(0, queryLength)}…` : text;
  return `${parts.join(', ')}${shown === '' ? '' : `: ${shown}`}`;
}

function isStale({ state, stateAgeMs }: LockHolder): boolean {
  return state === 'idle' && (stateAgeMs ?? 0) > staleMs;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
