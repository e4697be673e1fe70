import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/gather/repository/checksum';
import { findInGit } from '../../../src/gather/repository/git-search';
import { commit, git, workspace } from './workspace';

const migrations = 'prisma/migrations';
const path = (name: string) => `${migrations}/${name}/migration.sql`;

function repository(): string {
  const root = workspace();
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, { [path('1_init')]: 'CREATE TABLE a ();\n' });
  return root;
}

async function find(root: string, name: string, checksum: string) {
  return (await findInGit(root, migrations, [{ name, checksum }])).get(checksum);
}

test('the version that was applied, of a migration edited since', async () => {
  const root = repository();
  const applied = commit(root, { [path('1_init')]: 'CREATE TABLE a (id int);\n' });
  commit(root, { [path('1_init')]: 'CREATE TABLE a (id bigint);\n' });
  const checksum = sha256('CREATE TABLE a (id int);\n');
  expect(await find(root, '1_init', checksum)).toEqual({
    commit: applied,
    blob: git(root, 'rev-parse', `${applied}:${path('1_init')}`),
    sql: 'CREATE TABLE a (id int);\n',
  });
  const crlf = sha256('CREATE TABLE a (id int);\r\n');
  expect((await find(root, '1_init', crlf))?.commit).toBe(applied);
});

test('two texts under one name', async () => {
  const root = repository();
  const texts = ['SELECT 1;', 'SELECT 2;'];
  const commits = texts.map((sql) => commit(root, { [path('2_edited')]: sql }));
  const wanted = texts.map((sql) => ({ name: '2_edited', checksum: sha256(sql) }));
  const found = await findInGit(root, migrations, wanted);
  expect(wanted.map(({ checksum }) => found.get(checksum)?.commit)).toEqual(commits);
});

test('a migration that is only on another branch, in a deleted folder, or in a commit that was reset away', async () => {
  const root = repository();
  git(root, 'checkout', '--quiet', '-b', 'other');
  const other = commit(root, { [path('2_other')]: 'SELECT 2;' });
  git(root, 'checkout', '--quiet', 'main');
  const deleted = commit(root, { [path('3_[deleted]*')]: 'SELECT 3;' });
  git(root, 'rm', '--quiet', '-r', '.');
  commit(root);
  const lost = commit(root, { [path('4_lost')]: 'SELECT 4;' });
  git(root, 'reset', '--quiet', '--hard', 'HEAD~1');
  expect(existsSync(join(root, migrations))).toBe(false);

  const names = ['2_other', '3_[deleted]*', '4_lost'];
  const wanted = names.map((name) => ({ name, checksum: sha256(`SELECT ${name.charAt(0)};`) }));
  const found = await findInGit(root, migrations, wanted);
  expect(wanted.map(({ checksum }) => found.get(checksum)?.commit)).toEqual([other, deleted, lost]);
});

test('a migration under another name, and in a folder that has moved', async () => {
  const root = repository();
  const written = commit(root, { 'old/db/migrations/5_renamed/migration.sql': 'SELECT 5;' });
  const found = { commit: written, blob: expect.any(String), sql: 'SELECT 5;' };
  expect(await find(root, '5_original', sha256('SELECT 5;'))).toEqual(found);
  git(root, 'rm', '--quiet', '-r', 'old');
  commit(root);
  expect(await find(root, '5_renamed', sha256('SELECT 5;'))).toEqual(found);
});

test('a text that only a merge commit has', async () => {
  const root = repository();
  git(root, 'checkout', '--quiet', '-b', 'side');
  commit(root, { [path('6_merged')]: 'SELECT side;' });
  git(root, 'checkout', '--quiet', 'main');
  commit(root, { [path('6_merged')]: 'SELECT main;' });
  git(root, 'merge', '--quiet', '--strategy=ours', '--no-commit', 'side');
  const merge = commit(root, { [path('6_merged')]: 'SELECT both;' });
  expect((await find(root, '6_merged', sha256('SELECT both;')))?.commit).toBe(merge);
});

test('nothing to find is nothing, also without git', async () => {
  expect(await find(repository(), '1_init', sha256('nowhere'))).toBeUndefined();
  expect(await find(workspace(), '1_init', sha256('nowhere'))).toBeUndefined();
});
