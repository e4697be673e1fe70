import type { Rule } from '../../../contracts/rule';
import { renamesOf } from '../../../gather/target/history';
import { against, prisma } from './commands';
import { isWithoutHistory, knownHistories } from './known';

export const pending: Rule = {
  name: 'history/pending',
  severity: { 'pull-request': 'warning', deploy: 'error', audit: 'error' },
  problem: 'A migration of the repository has not been applied to the database.',
  consequence: 'Code that expects its changes meets a database without them.',
  remedy:
    'Run `prisma migrate deploy` before the code goes out, or set `allow-pending` where the pipeline does so next.',
  *check(facts) {
    const { settings, repository } = facts;
    for (const known of knownHistories(facts)) {
      const { database, migrations } = known.history;
      // Nothing can be deployed there before the baseline, and history/no-history-table says so once.
      if (isWithoutHistory(known)) continue;
      const renamed = new Set(renamesOf(known.history).values());
      const blocking = migrations.find(({ state }) => state === 'failed');
      for (const { name, file, state } of migrations) {
        if (state !== 'pending' || file === null || renamed.has(file)) continue;
        const isNew = settings.mode === 'pull-request' && repository.base?.added.includes(name) === true;
        const blocked = blocking === undefined ? '' : ` First ${blocking.name}, which failed, must be resolved.`;
        yield {
          database,
          object: name,
          migration: name,
          file: file.path,
          line: 1,
          ...(isNew || settings.allowPending ? ({ atMost: 'notice' } as const) : {}),
          message: isNew
            ? `${name} is new here; the next deploy will run it on ${database}.${blocked}`
            : `${name} has not been applied to ${database}.${blocked}`,
          help: `${against(database)}\n    ${prisma(facts, 'migrate deploy')}`,
        };
      }
    }
  },
};
