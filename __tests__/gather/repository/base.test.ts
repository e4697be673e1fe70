import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../../../src/gather/repository/checksum';
import { commit, type Files, git, lock, read, schema, workspace, write } from './workspace';

const sql = (name: string) => `prisma/migrations/${name}/migration.sql`;
const first = '20250101000000_init';
const second = '20250201000000_orders';
const third = '20250301000000_reviews';
const start: Files = {
  ...lock,
  'prisma/schema.prisma': schema(),
  [sql(first)]: 'CREATE TABLE a ();\nCREATE TABLE b ();\n',
  [sql(second)]: 'CREATE TABLE c ();\n',
};

/** A repository with `main`, two migrations on it, and the branch `work` checked out. */
function repository(): string {
  const root = workspace();
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, start);
  git(root, 'checkout', '--quiet', '-b', 'work');
  return root;
}

/** Commits to main, and comes back. */
function onMain(root: string, files: Files): string {
  git(root, 'checkout', '--quiet', 'main');
  const id = commit(root, files);
  git(root, 'checkout', '--quiet', 'work');
  return id;
}

/** Compares and expects that it could. */
async function base(root: string, ref = 'main', pullRequestBase?: string) {
  const { base: found, baseProblem } = await read(root, { baseRef: ref, pullRequestBase });
  expect(baseProblem).toBeNull();
  return found;
}

afterEach(() => void vi.unstubAllEnvs());

describe('a branch against its base', () => {
  test('unchanged', async () => {
    const root = repository();
    expect(await base(root)).toEqual({
      ref: 'main',
      mergeBase: git(root, 'rev-parse', 'main'),
      tip: git(root, 'rev-parse', 'main'),
      tipMigrations: [first, second],
      migrations: [
        { name: first, checksum: sha256('CREATE TABLE a ();\nCREATE TABLE b ();\n') },
        { name: second, checksum: sha256('CREATE TABLE c ();\n') },
      ],
      added: [],
      edited: [],
      deleted: [],
    });
  });

  test('without a base ref there is no comparison and no problem', async () => {
    expect(await read(repository())).toMatchObject({ base: null, baseProblem: null });
  });

  test('added, edited, deleted; committed or not', async () => {
    const root = repository();
    git(root, 'rm', '--quiet', '-r', `prisma/migrations/${second}`);
    commit(root, { [sql(first)]: 'CREATE TABLE a ();\nCREATE TABLE b (id int);\n', [sql(third)]: 'SELECT 1;' });
    write(root, { [sql('20250302000000_not_committed')]: 'SELECT 2;' });
    expect(await base(root)).toMatchObject({
      added: [third, '20250302000000_not_committed'],
      edited: [{ name: first, line: 2 }],
      deleted: [second],
    });
  });

  test.each([
    ['line ends', 'CREATE TABLE a ();\r\nCREATE TABLE b ();\r\n', []],
    ['a line more at the end', 'CREATE TABLE a ();\nCREATE TABLE b ();\nSELECT 1;\n', [{ name: first, line: 3 }]],
    ['a line less at the end', 'CREATE TABLE a ();\n', [{ name: first, line: 2 }]],
    ['the last line end', 'CREATE TABLE a ();\nCREATE TABLE b ();', [{ name: first, line: 2 }]],
    ['a byte order mark', '\uFEFFCREATE TABLE a ();\nCREATE TABLE b ();\n', [{ name: first, line: 1 }]],
  ])('an edit of %s', async (_, text, edited) => {
    const root = repository();
    commit(root, { [sql(first)]: text });
    expect((await base(root))?.edited).toEqual(edited);
  });

  test('what happened on the base after the fork is not the doing of this branch', async () => {
    const root = repository();
    commit(root, { [sql(third)]: 'SELECT 1;' });
    git(root, 'checkout', '--quiet', 'main');
    git(root, 'rm', '--quiet', '-r', 'prisma/migrations/20250201000000_orders');
    onMain(root, { [sql(first)]: 'CREATE TABLE other ();', [sql('20250401000000_late')]: 'SELECT 2;' });
    expect(await base(root)).toMatchObject({
      tipMigrations: [first, '20250401000000_late'],
      migrations: [{ name: first }, { name: second }],
      added: [third],
      edited: [],
      deleted: [],
    });
  });

  test('the same migration on both sides is not new; the same name with another text is an edit', async () => {
    const root = repository();
    commit(root, { [sql(third)]: 'SELECT 1;', [sql('20250302000000_more')]: 'SELECT 2;\nSELECT 3;' });
    onMain(root, { [sql(third)]: 'SELECT 1;', [sql('20250302000000_more')]: 'SELECT 2;\nSELECT 4;' });
    expect(await base(root)).toMatchObject({ added: [], edited: [{ name: '20250302000000_more', line: 2 }] });
  });

  test('moving the whole migrations folder adds and deletes nothing', async () => {
    const root = repository();
    git(root, 'mv', 'prisma', 'db');
    commit(root, { [`db/migrations/${third}/migration.sql`]: 'SELECT 1;' });
    const { base: found } = await read(root, { baseRef: 'main', schema: 'db/schema.prisma' });
    expect(found).toMatchObject({ tipMigrations: [first, second], added: [third], edited: [], deleted: [] });
  });

  test('another project that begins with the same names is not a moved one', async () => {
    const root = repository();
    const other = Object.fromEntries(Object.entries(start).map(([path]) => [`other/${path}`, start[path] ?? '']));
    commit(root, { ...other, [`other/${sql(first)}`]: 'CREATE TABLE other ();' });
    const { base: found } = await read(root, { baseRef: 'main', workingDirectory: 'other' });
    expect(found).toMatchObject({ tipMigrations: [], added: [first, second], edited: [], deleted: [] });
  });

  test('a migrations folder below the top of the checkout, and one that is gone', async () => {
    const root = workspace();
    git(root, 'init', '--quiet', '--initial-branch=main');
    const nested = Object.fromEntries(Object.entries(start).map(([path, text]) => [`apps/ü x/${path}`, text]));
    commit(root, nested);
    const overrides = { baseRef: 'main', workingDirectory: 'apps/ü x' };
    expect((await read(root, overrides)).base).toMatchObject({
      tipMigrations: [first, second],
      added: [],
      deleted: [],
    });
    git(root, 'rm', '--quiet', '-r', 'apps/ü x/prisma/migrations');
    expect((await read(root, overrides)).base).toMatchObject({ deleted: [first, second] });
  });
});

describe('which base', () => {
  test.each(['main', 'origin/main', 'refs/heads/main', 'refs/remotes/origin/main'])(
    'the remote branch before the local one: %s',
    async (ref) => {
      const origin = repository();
      git(origin, 'checkout', '--quiet', 'main');
      const root = workspace();
      git(root, 'clone', '--quiet', origin, '.');
      commit(root, { [sql(third)]: 'SELECT 1;' });
      expect((await base(root, ref))?.added).toEqual([third]);
    },
  );

  test('a local branch, a tag or a commit', async () => {
    const root = repository();
    const id = git(root, 'rev-parse', 'main');
    git(root, 'tag', 'v1');
    commit(root, { [sql(third)]: 'SELECT 1;' });
    for (const ref of ['main', 'v1', id]) expect((await base(root, ref))?.added).toEqual([third]);
  });

  test('one that the checkout does not have: how to get it', async () => {
    const root = repository();
    expect(await read(root, { baseRef: 'release' })).toMatchObject({
      base: null,
      baseProblem:
        'The checkout does not have the base release: set `fetch-depth: 0` in actions/checkout, or run `git fetch origin release`.',
    });
  });

  test('one that looks like an option is only a name', async () => {
    const marker = join(workspace(), 'ran');
    const { base: found, baseProblem } = await read(repository(), { baseRef: `--output=${marker}` });
    expect(found).toBeNull();
    expect(baseProblem).toMatch(/^The checkout does not have the base/);
    expect(existsSync(marker)).toBe(false);
  });

  test('no commit in common', async () => {
    const root = repository();
    git(root, 'checkout', '--quiet', '--orphan', 'other');
    commit(root, {}, 'Another beginning');
    expect((await read(root, { baseRef: 'main' })).baseProblem).toBe(
      'HEAD and main have no commit in common, so there is nothing to compare: check `base-ref`.',
    );
  });

  test('no git checkout', async () => {
    expect((await read(workspace(start), { baseRef: 'main' })).baseProblem).toBe(
      'The change cannot be compared with main: there is no git checkout here; run actions/checkout first.',
    );
  });
});

describe('as actions/checkout leaves it on pull_request', () => {
  /** The remote: `main` has moved on, and `pull/1/merge` merges `work` into it as GitHub does. */
  function pullRequest(): { origin: string; baseTip: string } {
    const origin = repository();
    const head = commit(origin, { [sql(third)]: 'SELECT 1;', [sql(first)]: 'SELECT edited;' });
    const baseTip = onMain(origin, { [sql('20250401000000_late')]: 'SELECT 2;' });
    git(origin, 'checkout', '--quiet', '--detach', 'main');
    git(origin, 'merge', '--quiet', '--no-ff', '-m', `Merge ${head} into ${baseTip}`, 'work');
    git(origin, 'update-ref', 'refs/pull/1/merge', 'HEAD');
    git(origin, 'checkout', '--quiet', 'main');
    return { origin, baseTip };
  }

  function checkout(origin: string, ...options: string[]): string {
    const root = workspace();
    git(root, 'init', '--quiet');
    git(root, 'remote', 'add', 'origin', `file://${origin}`);
    git(root, 'fetch', '--quiet', ...options, 'origin', '+refs/pull/1/merge:refs/remotes/pull/1/merge');
    git(root, 'checkout', '--quiet', '--detach', 'refs/remotes/pull/1/merge');
    return root;
  }

  const change = {
    tipMigrations: [first, second, '20250401000000_late'],
    added: [third],
    edited: [{ name: first, line: 1 }],
    deleted: [],
  };

  test('fetch-depth: 0', async () => {
    const { origin, baseTip } = pullRequest();
    const root = checkout(origin);
    git(root, 'fetch', '--quiet', 'origin');
    expect(await base(root)).toMatchObject({ ...change, mergeBase: baseTip });
  });

  test('the base moving on after the merge commit was made changes nothing but its tip', async () => {
    const { origin, baseTip } = pullRequest();
    const root = checkout(origin);
    commit(origin, { [sql('20250501000000_later')]: 'SELECT 3;' });
    git(root, 'fetch', '--quiet', 'origin');
    const tipMigrations = [...change.tipMigrations, '20250501000000_later'];
    expect(await base(root)).toMatchObject({ ...change, mergeBase: baseTip, tipMigrations });
  });

  test('fetch-depth: 2 has no branch, but the merge commit tells its base', async () => {
    const { origin, baseTip } = pullRequest();
    const root = checkout(origin, '--depth=2');
    expect(await base(root, 'main', 'main')).toMatchObject({ ...change, mergeBase: baseTip });
  });

  test('the merge commit does not stand in for a base that is not the one of the pull request', async () => {
    const { origin } = pullRequest();
    const root = checkout(origin, '--depth=2');
    expect(await read(root, { baseRef: 'release', pullRequestBase: 'main' })).toMatchObject({ base: null });
  });

  test('fetch-depth: 1 cannot tell, and the fix that it names works', async () => {
    const { origin } = pullRequest();
    const root = checkout(origin, '--depth=1');
    expect(await read(root, { baseRef: 'main', pullRequestBase: 'main' })).toMatchObject({
      base: null,
      baseProblem:
        'The checkout does not have the base main: set `fetch-depth: 0` in actions/checkout, or run `git fetch --unshallow origin main`.',
    });
    git(root, 'fetch', '--quiet', '--unshallow', 'origin', 'main');
    expect(await base(root)).toMatchObject(change);
  });

  test('a shallow clone that has the tip of base tells what was added, and says what it cannot tell', async () => {
    const { origin } = pullRequest();
    const root = checkout(origin, '--depth=1');
    git(root, 'fetch', '--quiet', '--depth=1', 'origin', 'main');
    expect(await read(root, { baseRef: 'main' })).toMatchObject({
      base: { tipMigrations: change.tipMigrations, added: [third], edited: [], deleted: [] },
      baseProblem:
        'The clone is shallow, so migrations that this branch edited or deleted cannot be told from those that main changed: set `fetch-depth: 0` in actions/checkout, or run `git fetch --unshallow origin main`.',
    });
  });
});

test('nothing that the repository configures is run', async () => {
  const root = repository();
  commit(root, { [sql(first)]: 'SELECT edited;', '.gitattributes': '*.sql diff=evil filter=evil\n' });
  const marker = join(workspace(), 'ran');
  const command = `touch ${marker}; true`;
  for (const key of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external', 'diff.evil.command'])
    git(root, 'config', key, command);
  for (const key of ['diff.evil.textconv', 'filter.evil.smudge', 'filter.evil.clean', 'gpg.program', 'alias.ls-tree'])
    git(root, 'config', key, command);
  git(root, 'config', 'log.showSignature', 'true');
  vi.stubEnv('GIT_DIR', join(root, 'elsewhere'));
  vi.stubEnv('GIT_EXTERNAL_DIFF', command);
  expect((await read(root, { baseRef: 'main' })).base?.edited).toEqual([{ name: first, line: 1 }]);
  expect(existsSync(marker)).toBe(false);
});

test.runIf(process.getuid?.() === 0)(
  'a checkout that belongs to another user, as in a container, can be read',
  async () => {
    const root = repository();
    commit(root, { [sql(third)]: 'SELECT 1;' });
    execFileSync('chown', ['-R', '65534', root]);
    expect((await base(root))?.added).toEqual([third]);
  },
);
