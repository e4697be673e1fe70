import { shellWord } from '../../../base/shell';
import type { Facts } from '../../../contracts/facts';
import type { MigrationFile } from '../../../contracts/repository';
import type { Problem, Rule } from '../../../contracts/rule';
import { migrationOrder } from '../../../gather/repository/migration-order';
import { standing } from './standing';
import { isBaseline, isDate, later, prefixOf, timestampOf, titleOf } from './timestamp';

export const nameFormat: Rule = {
  name: 'repository/name-format',
  severity: 'warning',
  problem: 'The name of a new migration does not sort where it belongs, or does not survive a command line.',
  consequence:
    'Prisma runs migrations in the order of their names, so one without a timestamp, or with one in the future, runs at another time than it was written for.',
  remedy: 'Name it as `prisma migrate dev` does: the time of making it, 14 digits in UTC, then `_` and a title.',
  *check(facts) {
    const { migrations, strayFiles } = facts.repository;
    for (const file of migrations) {
      if (file.problem !== null) continue;
      const current = standing(facts, file.name);
      const wrong = current === 'settled' ? null : problemOf(file, facts);
      if (wrong === null) continue;
      const problem = { object: file.name, migration: file.name, file: file.path, ...wrong };
      yield current === 'unknown' ? { ...problem, severity: 'notice' } : problem;
    }
    for (const path of strayFiles) if (/\.sql$|\/$/i.test(path)) yield stray(path);
  },
};

function problemOf({ name, path }: MigrationFile, facts: Facts): Pick<Problem, 'message' | 'help' | 'severity'> | null {
  const own = prefixOf(name);
  const sane = saneTitle(name);
  const help = rename(path, `${freshTimestamp(facts)}_${sane}`);
  // `_prisma_migrations.migration_name` is VARCHAR(255).
  if (name.length > 255)
    return {
      severity: 'error',
      message: `The name ${name} has ${name.length} characters. \`_prisma_migrations\` holds 255, so \`prisma migrate deploy\` will fail.`,
      help: rename(path, `${own || freshTimestamp(facts)}_${sane.slice(0, 100)}`),
    };
  if (/[^\p{L}\p{N}_.@+,=~#%-]/u.test(name))
    return {
      message: `The name ${name} has a character that a shell treats specially, so commands such as \`prisma migrate resolve\` need it quoted and scripts break on it.`,
      help: rename(path, `${own || freshTimestamp(facts)}_${sane}`),
    };
  if (isFuture(own, facts.now))
    return {
      message: `The timestamp of ${name} is in the future. Every migration made until then sorts before it, so it runs last on a new database.`,
      help,
    };
  const neighbour = misplaced(name, facts);
  if (neighbour === null) return null;
  return { message: `${neighbour} Prisma runs migrations in the order of their names, not of their making.`, help };
}

/** A day is allowed for time zones: a timestamp in local time may be ahead of UTC. */
function isFuture(prefix: string, now: Date): boolean {
  const tomorrow = new Date(now.getTime() + 24 * 60 * 60 * 1000);
  return (isDate(prefix) || prefix.length === 14) && prefix.padEnd(14, '0') > timestampOf(tomorrow);
}

/** A sentence when the name sorts elsewhere than its prefix says, against the others; null when it does not. */
function misplaced(name: string, { repository }: Facts): string | null {
  const order = migrationOrder(repository.prismaVersion);
  const others = repository.migrations.map((file) => file.name).filter((other) => other !== name && !isBaseline(other));
  const prefix = prefixOf(name);
  if (prefix === '') {
    const before = others.find((other) => prefixOf(other) !== '' && order(other, name) < 0);
    return before === undefined
      ? null
      : `The name ${name} has no timestamp, so it runs after ${before} and all others that have one.`;
  }
  if (isBaseline(name) || isDate(prefix)) return null;
  const wrong = others.find((other) => {
    const number = prefixOf(other);
    return number !== '' && !isDate(number) && BigInt(prefix) > BigInt(number) && order(name, other) < 0;
  });
  return wrong === undefined
    ? null
    : `${name} runs before ${wrong}: text order, in which ${prefix} comes before ${prefixOf(wrong)}.`;
}

function rename(path: string, to: string): string {
  const folder = path.split('/').slice(0, -1);
  const target = [...folder.slice(0, -1), to].join('/');
  return `Rename it:\n    git mv -- ${shellWord(folder.join('/'))} ${shellWord(target)}`;
}

/** The title with an underscore for whatever a shell would treat specially. */
function saneTitle(name: string): string {
  return titleOf(name).replace(/[^\p{L}\p{N}_.-]+/gu, '_');
}

/** Today, or one second after the newest migration on disk when that is later; one in the future does not count. */
function freshTimestamp({ repository, now }: Facts): string {
  const today = `${timestampOf(now).slice(0, 8)}000000`;
  const dates = repository.migrations.map(({ name }) => prefixOf(name)).filter((prefix) => isDate(prefix));
  const newest = dates
    .filter((prefix) => !isFuture(prefix, now))
    .map((prefix) => prefix.padEnd(14, '0'))
    .sort()
    .at(-1);
  return newest !== undefined && newest >= today ? later(newest, 1) : today;
}

function stray(path: string): Problem {
  if (path.endsWith('/'))
    return {
      object: path,
      message: `${path} is a symbolic link to a folder. Prisma does not follow it, so no migration in it will run.`,
      help: 'Replace the link by the folder itself.',
    };
  const folder = path.slice(0, path.lastIndexOf('/'));
  const title = path.slice(folder.length + 1).replace(/\.sql$/i, '');
  return {
    object: path,
    file: path,
    severity: 'notice',
    message: `${path} is not in a folder of its own, so Prisma will not run it.`,
    help: `If it is a migration, give it a folder:\n    mkdir -p ${shellWord(`${folder}/${title}`)} && git mv -- ${shellWord(path)} ${shellWord(`${folder}/${title}/migration.sql`)}`,
  };
}
