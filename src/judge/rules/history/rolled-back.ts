import type { Rule } from '../../../contracts/rule';
import { renamesOf } from '../../../gather/target/history';
import { against, prisma } from './commands';
import { knownHistories } from './known';

export const rolledBack: Rule = {
  name: 'history/rolled-back',
  severity: { 'pull-request': 'warning', deploy: 'error', audit: 'error' },
  problem: 'A migration was marked as rolled back and has not been applied since.',
  consequence:
    'The next `prisma migrate deploy` runs it again. `prisma migrate status` before Prisma 7.9 calls the database up to date.',
  remedy: 'Deploy it once it is mended, or remove its folder if it is not wanted any more.',
  *check(facts) {
    for (const { history } of knownHistories(facts)) {
      const { database } = history;
      const renamed = new Set(renamesOf(history).values());
      for (const { name, file, state, record } of history.migrations) {
        if (state !== 'rolled-back' || file === null || renamed.has(file)) continue;
        const since = record?.rolledBackAt ? ` on ${record.rolledBackAt.toISOString().slice(0, 10)}` : '';
        yield {
          database,
          object: name,
          migration: name,
          file: file.path,
          line: 1,
          ...(facts.settings.allowPending ? ({ atMost: 'notice' } as const) : {}),
          message: `${name} was marked as rolled back${since} and has not been applied to ${database} since. The next deploy will run it.`,
          help: `If it is mended, run it. ${against(database)}\n    ${prisma(facts, 'migrate deploy')}\nIf it is not wanted any more, remove its folder.`,
        };
      }
    }
  },
};
