import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { migrationOrder } from '../../../gather/repository/migration-order';
import { renamesOf } from '../../../gather/target/history';
import { isWithoutHistory, knownHistories } from './known';

export const outOfOrder: Rule = {
  name: 'history/out-of-order',
  severity: 'warning',
  problem: 'A migration that is still to run sorts before one that the database has applied.',
  consequence:
    'This database runs it last, new environments run it earlier: it can fail on one of them, or their schemas can end up different.',
  remedy: 'Give it a newer timestamp while no database has applied it.',
  *check(facts) {
    const { prismaVersion } = facts.repository;
    const order = migrationOrder(prismaVersion);
    for (const known of knownHistories(facts)) {
      const { database, migrations } = known.history;
      if (isWithoutHistory(known)) continue;
      const renamed = new Set(renamesOf(known.history).values());
      const newest = migrations.findLast(({ state }) => state === 'applied' || state === 'missing-on-disk')?.name;
      if (newest === undefined) continue;
      for (const { name, file, state } of migrations) {
        if (state !== 'pending' || file === null || renamed.has(file)) continue;
        if (order(name, newest) >= 0 || isBehindBase(facts, name)) continue;
        yield {
          database,
          object: name,
          migration: name,
          file: file.path,
          line: 1,
          message: `${name} sorts before ${newest}, which ${database} has applied already. There it will run after it, in new environments before it.`,
          help: 'Check that the order does not matter. If no database has applied it yet, rename its folder so that it sorts last.',
        };
      }
    }
  },
};

/** True where repository/behind-base says it of a pull request, with the exact command. */
function isBehindBase({ settings, repository: { base, prismaVersion } }: Facts, name: string): boolean {
  if (settings.mode !== 'pull-request' || base === null || !base.added.includes(name)) return false;
  const newest = base.tipMigrations.at(-1);
  return newest !== undefined && migrationOrder(prismaVersion)(name, newest) < 0;
}
