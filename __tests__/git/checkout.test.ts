import { chmodSync, cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { commit, type Files, git, lock, read, schema, workspace, write } from '../gather/repository/workspace';

// Which repository is asked for the base, and what a pull request can do about it.

const init = '20250101000000_init';
const sql = (name: string) => `prisma/migrations/${name}/migration.sql`;
const start: Files = { ...lock, 'prisma/schema.prisma': schema(), [sql(init)]: 'SELECT 1;\n' };
const edited = [{ name: init, line: 1 }];

/** `main` with a migration, and the branch `work` that has edited it. */
function pullRequest(): string {
  const root = workspace();
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, start);
  git(root, 'checkout', '--quiet', '-b', 'work');
  commit(root, { [sql(init)]: 'SELECT edited;\n' });
  return root;
}

/** A repository whose `main` has the edited migration, as its author would like the base to be. */
function forged(path = sql(init)): string {
  const root = workspace();
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, { [path]: 'SELECT edited;\n' });
  return root;
}

afterEach(() => void vi.unstubAllEnvs());

describe('the base is the one of the checkout', () => {
  test.each(['prisma', 'prisma/migrations'])('a bare repository in %s is not asked', async (folder) => {
    const root = pullRequest();
    const path = sql(init).slice(folder.length + 1);
    cpSync(join(forged(path), '.git'), join(root, folder), { recursive: true });
    git(join(root, folder), '--git-dir=.', 'config', 'core.bare', 'true');
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '-m', 'Bring a repository along');
    expect(await read(root, { baseRef: 'main' })).toMatchObject({ baseProblem: null, base: { edited } });
  });

  test('a repository unpacked over a folder of the checkout is not asked', async () => {
    const root = pullRequest();
    renameSync(join(forged('migrations/x/migration.sql'), '.git'), join(root, 'prisma', '.git'));
    expect((await read(root, { baseRef: 'main' })).base?.edited).toEqual(edited);
  });

  test('nor one that a file named .git points to', async () => {
    const root = pullRequest();
    write(root, { 'prisma/.git': `gitdir: ${join(forged(), '.git')}\n` });
    expect((await read(root, { baseRef: 'main' })).base?.edited).toEqual(edited);
  });

  test('migrations made a submodule are not compared with its own branches', async () => {
    const root = pullRequest();
    const origin = forged(`${init}/migration.sql`);
    git(root, 'rm', '-r', '--quiet', 'prisma/migrations');
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', origin, 'prisma/migrations');
    commit(root);
    const { base, baseProblem } = await read(root, { baseRef: 'main' });
    expect(base).toBeNull();
    expect(baseProblem).toBe(
      'The change cannot be compared with main: prisma/migrations is a submodule, and the base of a submodule is not compared.',
    );
  });

  test('replaced objects and grafts do not show another history', async () => {
    const root = pullRequest();
    const [main, work] = [git(root, 'rev-parse', 'main'), git(root, 'rev-parse', 'work')];
    git(root, 'replace', main, commit(root, { [sql(init)]: 'SELECT edited;\n' }, 'Other'));
    git(root, 'reset', '--quiet', '--hard', work);
    expect((await read(root, { baseRef: 'main' })).base?.edited).toEqual(edited);
  });
});

describe('ordinary checkouts', () => {
  test('one below the top of another, as two uses of actions/checkout leave it', async () => {
    const outer = forged('README.md');
    const root = join(outer, 'app');
    renameSync(pullRequest(), root);
    const settings = { baseRef: 'main', workingDirectory: 'app' };
    expect(await read(outer, settings)).toMatchObject({ baseProblem: null, base: { edited } });
  });

  test('a worktree', async () => {
    const root = pullRequest();
    const tree = join(workspace(), 'tree');
    git(root, 'checkout', '--quiet', 'main');
    git(root, 'worktree', 'add', '--quiet', tree, 'work');
    expect(await read(tree, { baseRef: 'main' })).toMatchObject({ baseProblem: null, base: { edited } });
  });

  test('a migrations folder that is a symbolic link within the repository', async () => {
    const root = pullRequest();
    git(root, 'mv', 'prisma/migrations', 'sql');
    commit(root, { 'prisma/migrations': { link: '../sql' } });
    git(root, 'branch', '--force', 'main');
    commit(root, { [`sql/${init}/migration.sql`]: 'SELECT again;\n' });
    expect((await read(root, { baseRef: 'main' })).base?.edited).toEqual(edited);
  });

  test('one that belongs to another user, as in a container', async () => {
    const root = pullRequest();
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
    expect((await read(root, { baseRef: 'main' })).base?.edited).toEqual(edited);
  });
});

test('a git that the repository brings along is not run, wherever PATH has it', async () => {
  const root = pullRequest();
  const marker = join(workspace(), 'ran');
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  write(root, { 'node_modules/.bin/git': `#!/bin/sh\ntouch ${marker}\n` });
  chmodSync(join(root, 'node_modules/.bin/git'), 0o755);
  vi.stubEnv('PATH', [join(root, 'node_modules/.bin'), '.', '', process.env.PATH].join(delimiter));
  expect((await read(root, { baseRef: 'main' })).base?.edited).toEqual(edited);
  expect(existsSync(marker)).toBe(false);
});

describe('a pull request is not compared with itself', () => {
  /** Merged into main as GitHub does it, and checked out. */
  function merged(): string {
    const root = pullRequest();
    const [base, head] = [git(root, 'rev-parse', 'main'), git(root, 'rev-parse', 'work')];
    git(root, 'checkout', '--quiet', '--detach', 'main');
    git(root, 'merge', '--quiet', '--no-ff', '-m', `Merge ${head} into ${base}`, 'work');
    return root;
  }
  const say = (ref: string) =>
    `${ref} is the very change that is checked, so comparing with it tells nothing: leave out \`base-ref\`, or check out the pull request.`;

  test.each(['@', 'HEAD', 'HEAD~0', 'HEAD^2', 'work', 'refs/heads/work'])('base-ref: %s', async (ref) => {
    const settings = { baseRef: ref, pullRequestBase: 'main' };
    expect(await read(merged(), settings)).toMatchObject({ base: null, baseProblem: say(ref) });
  });

  test('nor with a commit of it', async () => {
    const root = pullRequest();
    commit(root, { 'README.md': 'Later' });
    const settings = { baseRef: 'HEAD~1', pullRequestBase: 'main' };
    expect(await read(root, settings)).toMatchObject({ base: null, baseProblem: say('HEAD~1') });
  });

  test('nor a merge group, whose base is a commit', async () => {
    const root = merged();
    const base = git(root, 'rev-parse', 'main');
    const itself = { baseRef: 'HEAD', pullRequestBase: base };
    expect(await read(root, itself)).toMatchObject({ base: null, baseProblem: say('HEAD') });
    const settings = { baseRef: base, pullRequestBase: base };
    expect(await read(root, settings)).toMatchObject({ baseProblem: null, base: { edited } });
  });

  test('a checkout that does not have the change', async () => {
    const root = pullRequest();
    git(root, 'checkout', '--quiet', 'main');
    const settings = { baseRef: 'main', pullRequestBase: 'main' };
    expect(await read(root, settings)).toMatchObject({ base: null, baseProblem: say('main') });
  });

  test.each(['main', 'HEAD^1', 'HEAD^'])('base-ref: %s is the base', async (ref) => {
    const settings = { baseRef: ref, pullRequestBase: 'main' };
    expect(await read(merged(), settings)).toMatchObject({ baseProblem: null, base: { edited } });
  });

  test('the branch that another pull request is stacked on is a base', async () => {
    const root = pullRequest();
    git(root, 'checkout', '--quiet', '-b', 'stacked');
    commit(root, { [sql(init)]: 'SELECT again;\n' });
    const settings = { baseRef: 'work', pullRequestBase: 'main' };
    expect(await read(root, settings)).toMatchObject({ baseProblem: null, base: { edited } });
  });

  test('outside a pull request the base may be what is checked out, and so on a push to main', async () => {
    const root = pullRequest();
    git(root, 'checkout', '--quiet', 'main');
    expect(await read(root, { baseRef: 'main' })).toMatchObject({ baseProblem: null, base: { edited: [] } });
    write(root, { [sql(init)]: 'SELECT uncommitted;\n' });
    expect((await read(root, { baseRef: 'HEAD' })).base?.edited).toEqual(edited);
  });
});
