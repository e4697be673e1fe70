import { shellWord } from '../../../base/shell';
import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { migrationOrder } from '../../../gather/repository/migration-order';
import { baseName } from './base-ref';
import { appliedIn } from './standing';
import { later, prefixOf, titleOf } from './timestamp';

export const behindBase: Rule = {
  name: 'repository/behind-base',
  severity: { 'pull-request': 'error', deploy: 'off', audit: 'off' },
  problem: 'A new migration sorts before one that is already on the base branch.',
  consequence:
    'Databases that are up to date with the base branch run it last, new databases run it earlier; the two can end up with different schemas.',
  remedy: 'Rename its folder to a timestamp after the newest one on the base branch.',
  *check(facts) {
    const { base, migrationsPath } = facts.repository;
    const renames = base === null ? null : renamesOf(facts);
    if (base === null || renames === null) return;
    const branch = baseName(base.ref);
    for (const { name, path, to } of renames.behind) {
      const applied = appliedIn(facts.histories, name);
      const place = { object: name, migration: name, file: path, line: 1 };
      const move = (from: string, target: string) =>
        `    git mv -- ${shellWord(`${migrationsPath}/${from}`)} ${shellWord(`${migrationsPath}/${target}`)}`;
      const message = `${name} sorts before ${renames.newest}, which is already on ${branch}. Up-to-date databases will run it after that one, new databases before it.`;
      if (applied.length > 0)
        yield {
          ...place,
          severity: 'warning',
          message,
          help: `Do not rename it: ${applied.join(' and ')} has applied it under this name. Make sure that the order of the two does not matter.`,
        };
      else
        yield {
          ...place,
          message,
          help: [
            'Rename it, so that it runs last everywhere:',
            move(name, to),
            ...renames.following.map((other) => move(other.name, other.to)),
            'A database that has run it under the old name, such as your own, then needs `npx prisma migrate reset`.',
          ].join('\n'),
        };
    }
  },
};

interface Rename {
  readonly name: string;
  readonly path: string;
  readonly to: string;
}

/**
 * New names for the added migrations that sort before the newest on base, in their order, one second apart from that one on.
 * When that would put them behind other added ones, which may build on them, those are renamed too (`following`).
 */
function renamesOf({ repository }: Facts): { newest: string; behind: Rename[]; following: Rename[] } | null {
  const { base, migrations, prismaVersion } = repository;
  const order = migrationOrder(prismaVersion);
  // Of a history that this branch squashes nothing is left to come after.
  const newest = base?.tipMigrations.findLast((name) => prefixOf(name) !== '' && !base.deleted.includes(name));
  if (base === null || newest === undefined) return null;
  const added = migrations.filter(({ name, problem }) => base.added.includes(name) && problem === null);
  const behind = added.filter(({ name }) => order(name, newest) < 0);
  const ahead = added.filter(({ name }) => order(name, newest) >= 0);
  if (behind.length === 0) return null;

  const first = firstAfter(newest, order);
  const name = (old: string, index: number) => `${later(first, index)}_${titleOf(old)}`;
  const renamed = behind.map((file, index) => ({ name: file.name, path: file.path, to: name(file.name, index) }));
  const [next] = ahead;
  const fits = next === undefined || order(renamed.at(-1)?.to ?? '', next.name) < 0;
  const following = fits
    ? []
    : ahead.map((file, index) => ({ name: file.name, path: file.path, to: name(file.name, behind.length + index) }));
  return { newest, behind: renamed, following };
}

/** The first prefix that sorts after the name: one second later, or a day when the name has only a date. */
function firstAfter(newest: string, order: (a: string, b: string) => number): string {
  const prefix = prefixOf(newest);
  const day = 24 * 60 * 60;
  const next = later(prefix, 1);
  return order(`${next}_`, newest) > 0 ? next : later(prefix, day);
}
