import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commit, type Files, git, read, workspace } from '../../../gather/repository/workspace';
import { brief, judgeRepository, project, type Situation, shown, sql } from './findings';

const first = '20250101000000_init';
const second = '20250201000000_orders';
const start = { ...project, [sql(first)]: 'CREATE TABLE a ();\n', [sql(second)]: 'CREATE TABLE b ();\n' };

interface Branches {
  /** On main before the branch is made. */
  readonly start?: Files;
  /** On the branch. */
  readonly branch?: Files;
  /** Folders of migrations that the branch removes. */
  readonly remove?: readonly string[];
  /** On main after the branch was made. */
  readonly main?: Files;
}

/** Set by `findings`. */
let mainTip = '';

/** The findings of the repository rules on the branch. */
async function findings(branches: Branches, situation: Situation & Parameters<typeof read>[1] = {}) {
  const root = workspace();
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, branches.start ?? start);
  git(root, 'checkout', '--quiet', '-b', 'work');
  for (const name of branches.remove ?? []) git(root, 'rm', '--quiet', '-r', `prisma/migrations/${name}`);
  commit(root, branches.branch);
  git(root, 'checkout', '--quiet', 'main');
  mainTip = commit(root, branches.main);
  git(root, 'checkout', '--quiet', 'work');
  return judgeRepository(await read(root, { baseRef: 'main', ...situation }), situation);
}

test('a branch that only adds after the newest is fine, whatever oddities main has', async () => {
  const odd = { ...start, [sql('20250201000000_twin')]: '', [sql('add users')]: '', [sql('0_init')]: '-- empty' };
  expect(await findings({ start: odd, branch: { [sql('20250301000000_new')]: 'SELECT 1;' } })).toEqual([]);
});

test('new oddities are warnings', async () => {
  const branch = {
    [sql('20250201000000_twin')]: 'SELECT 1;',
    [sql('20250301000000_ todo')]: '-- This is an empty migration.',
  };
  expect(brief(await findings({ branch }))).toEqual([
    'warning repository/duplicate-timestamp 20250201000000_twin',
    'warning repository/name-format 20250301000000_ todo',
    'warning repository/empty-sql 20250301000000_ todo',
  ]);
});

describe('repository/edited-on-branch', () => {
  const branch = { [sql(first)]: 'CREATE TABLE a (id int);\n' };

  test('says what it means and how to take it back', async () => {
    const [finding] = await findings({ branch });
    expect(finding).toMatchObject({ file: sql(first), line: 1, migration: first });
    expect(shown(finding ? [finding] : [])).toEqual([
      `error repository/edited-on-branch
This branch changes ${first}, which is already on main. Databases that have applied it will not run it again, so they and new ones will differ.
Restore it, and put the change into a migration of its own:
    git checkout COMMIT -- ${sql(first)}
    npx prisma migrate dev --create-only`,
    ]);
  });

  test('is a notice for one that failed and that no database has applied: that is how it is mended', async () => {
    const failed = { production: [first] };
    const [finding] = await findings({ branch }, { failed, applied: { staging: [second], production: [] } });
    expect(finding).toMatchObject({ severity: 'notice', rule: 'repository/edited-on-branch' });
    for (const situation of [
      { failed, applied: { staging: [first], production: [] } },
      // A new database that has run nothing says nothing of the others.
      { applied: { staging: [], production: [] } },
    ])
      expect(brief(await findings({ branch }, situation))).toEqual([`error repository/edited-on-branch ${first}`]);
  });

  test('names the commit to restore it from, whatever the base is called', async () => {
    const root = workspace();
    git(root, 'init', '--quiet', '--initial-branch=trunk');
    commit(root, start);
    git(root, 'tag', 'v1');
    commit(root, branch);
    const [finding] = judgeRepository(await read(root, { baseRef: 'v1' }));
    const command = finding?.help.split('\n')[1]?.trim().split(' ') ?? [];
    git(root, ...command.slice(1));
    expect(readFileSync(join(root, sql(first)), 'utf8')).toBe(start[sql(first)]);
  });

  test('names the tip of the base for one that both sides have made', async () => {
    const theirs = '20250301000000_twice';
    const [finding] = await findings({ branch: { [sql(theirs)]: 'SELECT 1;' }, main: { [sql(theirs)]: 'SELECT 2;' } });
    expect(finding?.help).toContain(`git checkout ${mainTip.slice(0, 12)} -- ${sql(theirs)}`);
  });

  test('is not line ends', async () => {
    expect(await findings({ branch: { [sql(first)]: 'CREATE TABLE a ();\r\n' } })).toEqual([]);
  });

  test('is not an edit that main made', async () => {
    expect(await findings({ main: branch })).toEqual([]);
  });
});

describe('repository/deleted-on-branch', () => {
  test('a deleted one', async () => {
    expect(shown(await findings({ remove: [second] }))).toEqual([
      `error repository/deleted-on-branch
This branch deletes ${second}, which is on main. Databases that have applied it keep what it did, and new ones will not have it.
Restore it; to undo what it did, write a new migration:
    git checkout COMMIT -- prisma/migrations/${second}`,
    ]);
  });

  test('a renamed one', async () => {
    const branch = { [sql('20250301000000_orders')]: 'CREATE TABLE b ();\n' };
    expect(shown(await findings({ remove: [second], branch }))).toEqual([
      `error repository/deleted-on-branch
This branch renames ${second}, which is on main, to 20250301000000_orders. To Prisma that is a new migration: databases that have applied the old name will run it a second time.
Rename it back:
    git mv -- prisma/migrations/20250301000000_orders prisma/migrations/${second}`,
    ]);
  });

  test('a squashed history is one finding', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `2025010${index + 1}000000_step`);
    const many = Object.fromEntries(names.map((name) => [sql(name), `SELECT '${name}';`]));
    const branch = { [sql('000000000000_squashed_migrations')]: 'SELECT 1;' };
    const found = await findings({ start: { ...project, ...many }, remove: names, branch });
    expect(found.map(({ message }) => message)).toEqual([
      'This branch deletes 8 migrations that are on main, from 20250101000000_step to 20250108000000_step. Databases that have applied them will have a history that the repository does not know.',
    ]);
  });

  test('is a notice for one that failed and that no database has applied', async () => {
    const failed = { staging: [second] };
    const [finding] = await findings({ remove: [second] }, { failed, applied: { staging: [first] } });
    expect(finding).toMatchObject({ severity: 'notice', rule: 'repository/deleted-on-branch' });
    for (const situation of [
      { failed, applied: { staging: [first], production: [second] } },
      { applied: { staging: [first] } },
    ])
      expect(brief(await findings({ remove: [second] }, situation))).toEqual([
        `error repository/deleted-on-branch ${second}`,
      ]);
  });

  test('is not one that main has got since', async () => {
    expect(await findings({ branch: {}, main: { [sql('20250301000000_theirs')]: 'SELECT 1;' } })).toEqual([]);
  });
});

describe('repository/behind-base', () => {
  const late = '20250401000000_late';
  const main = { [sql(late)]: 'SELECT 2;' };
  const old = '20250301000000_reviews';

  test('a new one that sorts before the tip of main', async () => {
    const found = await findings({ branch: { [sql(old)]: 'SELECT 1;' }, main });
    expect(shown(found)).toEqual([
      `error repository/behind-base
${old} sorts before ${late}, which is already on main. Up-to-date databases will run it after that one, new databases before it.
Rename it, so that it runs last everywhere:
    git mv -- prisma/migrations/${old} prisma/migrations/20250401000001_reviews
A database that has run it under the old name, such as your own, then needs \`npx prisma migrate reset\`.`,
    ]);
  });

  test('is the business of pull requests alone', async () => {
    const branches = { branch: { [sql(old)]: 'SELECT 1;' }, main };
    expect(await findings(branches, { mode: 'deploy' })).toEqual([]);
    expect(await findings(branches, { mode: 'audit' })).toEqual([]);
  });

  test('warns against renaming what a database has applied under this name', async () => {
    const [finding] = await findings({ branch: { [sql(old)]: 'SELECT 1;' }, main }, { applied: { staging: [old] } });
    expect(finding).toMatchObject({
      severity: 'warning',
      help: 'Do not rename it: staging has applied it under this name. Make sure that the order of the two does not matter.',
    });
  });

  /** The commands, without what all have in common. */
  const moves = async (branches: Branches, overrides = {}) =>
    (await findings(branches, overrides)).map(({ object, help }) => [
      object,
      ...[...help.matchAll(/git mv -- \S+\/(\S+) \S+\/(\S+)$/gm)].map(([, from, to]) => `${from} -> ${to}`),
    ]);

  test('several keep their order, and those already after it are moved only when they would be overtaken', async () => {
    const branch = {
      [sql(old)]: 'SELECT 1;',
      [sql('20250302000000_stars')]: 'SELECT 1;',
      [sql('20250501000000_next')]: 'SELECT 1;',
    };
    expect(await moves({ branch, main })).toEqual([
      [old, `${old} -> 20250401000001_reviews`],
      ['20250302000000_stars', '20250302000000_stars -> 20250401000002_stars'],
    ]);
    const tight = { [sql(old)]: 'SELECT 1;', [sql('20250401000001_next')]: 'SELECT 1;' };
    expect(await moves({ branch: tight, main })).toEqual([
      [old, `${old} -> 20250401000001_reviews`, '20250401000001_next -> 20250401000002_next'],
    ]);
  });

  test.each([
    ['the last second of a year', '20251231235959_a', '20260101000000_reviews', {}],
    ['an impossible time', '20251231999999_a', '20251232000000_reviews', {}],
    ['a day only', '20251231_a', '20251231000001_reviews', {}],
    ['a day only, sorted by bytes', '20251231_a', '20260101000000_reviews', { prismaVersion: '6.5.0' }],
  ])('the new name sorts after %s', async (_, newest, to, overrides) => {
    const branches = { branch: { [sql(old)]: 'SELECT 1;' }, main: { [sql(newest)]: 'SELECT 2;' } };
    expect(await moves(branches, overrides)).toEqual([[old, `${old} -> ${to}`]]);
  });

  test('counts on where main counts', async () => {
    const counted = { ...project, [sql('0001_init')]: 'SELECT 1;' };
    const branch = { [sql('0002_mine')]: 'SELECT 1;' };
    expect(await moves({ start: counted, branch, main: { [sql('0009_theirs')]: 'SELECT 2;' } })).toEqual([
      ['0002_mine', '0002_mine -> 0010_mine'],
    ]);
  });

  test('is not measured against a name without a timestamp', async () => {
    const branch = { [sql(old)]: 'SELECT 1;' };
    expect(await findings({ start: { ...start, [sql('zz_manual')]: 'SELECT 1;' }, branch })).toEqual([]);
  });
});
