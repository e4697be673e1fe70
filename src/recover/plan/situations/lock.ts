import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';

/** A session that holds Prisma's advisory lock: a person decides whether it still works. */
export function lockSteps({ database, lockHolders }: Situation): StagedStep[] {
  return lockHolders.map(({ pid, user, application, ageMs, state, query }) => {
    const facts = [
      user === null ? '' : `user ${user}`,
      application ? `application ${application}` : '',
      ageMs === null ? '' : `connected for ${Math.round(ageMs / 60_000)} minutes`,
      state === null ? '' : state,
    ].filter((part) => part !== '');
    return staged('lock', {
      title: `End the deploy that holds Prisma's lock, if it is dead (pid ${pid})`,
      why: `No other deploy can run on ${database} while it holds the lock: ${facts.join(', ')}.${query === null ? '' : ` Its last query: ${query}`} If it still works, let it finish and make the plan again.`,
      writes: 'nothing',
      risk: 'high',
      verify: "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 72707369; gives no row.",
      undo: 'None: what the session had not committed is rolled back by the server.',
      do: [{ kind: 'command', command: `SELECT pg_terminate_backend(${pid});` }],
    });
  });
}
