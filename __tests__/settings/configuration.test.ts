import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/contracts/settings';
import { ruleNames } from '../../src/judge/rules';
import { readSettings } from '../../src/settings/read-settings';
import { commit, git, workspace, write } from '../gather/repository/workspace';

// What decides about a pull request comes from its base branch, whatever the change brings.

const file = '.github/migration-gate.yml';

/** A branch of `main`, whose config file says `base` there and `head` on disk; null: none. */
function branch(base: string | null, head: string | null): string {
  const root = workspace({ 'prisma/schema.prisma': '' });
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, base === null ? {} : { [file]: base });
  git(root, 'checkout', '--quiet', '-b', 'work');
  if (base !== null && head === null) git(root, 'rm', '--quiet', file);
  commit(root, head === null ? {} : { [file]: head });
  return root;
}

const pullRequest = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' };

function settings(
  cwd: string,
  inputs: Record<string, string> = {},
  env: Record<string, string> = pullRequest,
): Promise<Settings> {
  return readSettings({ cwd, env, inputs: { 'require-database': 'false', ...inputs }, ruleNames });
}

const off = 'rules:\n  history/pending: off\n';

describe('a pull request', () => {
  test('does not switch off rules, and what it changes is told', async () => {
    const { rules, configuration } = await settings(branch('rules:\n  history/pending: error\n', off));
    expect(rules).toEqual({ 'history/pending': 'error' });
    expect(configuration).toEqual({
      file,
      from: 'base',
      path: file,
      changes: ['rules: history/pending error → off'],
      problem: null,
    });
  });

  test('that brings the first config file is judged by the defaults', async () => {
    const root = branch(null, `${off}fail-on: never\nscratch: local\ndetail: full\nmode: deploy\nbase-ref: work\n`);
    expect(await settings(root)).toMatchObject({
      mode: 'pull-request',
      rules: {},
      failOn: 'error',
      scratch: { kind: 'embedded' },
      baseRef: 'main',
      configuration: { file: null, from: null, path: file },
    });
  });

  test('that takes the config file away is judged by it', async () => {
    const { rules, configuration } = await settings(branch(off, null));
    expect(rules).toEqual({ 'history/pending': 'off' });
    expect(configuration).toMatchObject({ from: 'base', changes: ['rules: history/pending off → not set'] });
  });

  test('cannot leave its mode: the event counts whatever the workflow and the file say', async () => {
    const root = branch(null, `${off}mode: deploy\n`);
    expect(await settings(root, { mode: 'deploy' })).toMatchObject({ mode: 'deploy', rules: {} });
    expect(await settings(root, { mode: 'audit' })).toMatchObject({ mode: 'audit', rules: {} });
  });

  test('forked from an old commit has the rules of the tip; what others changed since is no change of its own', async () => {
    const root = branch(off, off);
    git(root, 'checkout', '--quiet', 'main');
    commit(root, { [file]: 'rules:\n  history/pending: error\n' });
    git(root, 'checkout', '--quiet', 'work');
    const { rules, configuration } = await settings(root);
    expect(rules).toEqual({ 'history/pending': 'error' });
    expect(configuration.changes).toEqual([]);
  });

  test.each([
    ['comments and line ends', off, `# a comment\r\n${off.replaceAll('\n', '\r\n')}`, []],
    [
      'an ignore entry',
      null,
      'ignore:\n  - { rule: history/pending, reason: later }\n',
      ['ignore: + rule history/pending, reason later'],
    ],
    ['a schema', 'schema: a.prisma\n', 'schema: decoy.prisma\n', ['schema: a.prisma → decoy.prisma']],
    [
      'a server, without its credentials',
      null,
      'scratch: postgres://u:hunter2@h/d\n',
      ['scratch: not set → postgres://…'],
    ],
    ['schemas', null, 'schemas: { exclude: [public] }\n', ['schemas.exclude: + public']],
  ])('%s', async (_, base, head, changes) => {
    expect((await settings(branch(base, head))).configuration.changes).toEqual(changes);
  });

  test('a named file, a folder below the top, a link inside the repository', async () => {
    const root = workspace({ 'api/x': '', 'real.yml': off, 'api/gate.yml': { link: '../real.yml' } });
    git(root, 'init', '--quiet', '--initial-branch=main');
    commit(root);
    git(root, 'checkout', '--quiet', '-b', 'change');
    write(root, { 'real.yml': 'fail-on: never\n' });
    commit(root);
    const env = { ...pullRequest, GITHUB_WORKSPACE: root };
    const { rules, failOn, configuration } = await settings(
      root,
      { config: 'gate.yml', 'working-directory': 'api' },
      env,
    );
    expect({ rules, failOn }).toEqual({ rules: { 'history/pending': 'off' }, failOn: 'error' });
    expect(configuration).toMatchObject({ file: 'api/gate.yml', from: 'base' });
  });
});

describe('config-from: head', () => {
  const everything = `${off}schema: decoy.prisma\nfail-on: never\nscratch: local\ndetail: full\ncomment: never\nmin-coverage: 1\n`;

  test('takes what is checked from the change, and what gives power or silence from the base', async () => {
    const root = branch('fail-on: warning\n', everything);
    expect(await settings(root, { 'config-from': 'head' })).toMatchObject({
      rules: { 'history/pending': 'off' },
      schema: 'decoy.prisma',
      failOn: 'warning',
      scratch: { kind: 'embedded' },
      detail: undefined,
      comment: 'always',
      minCoverage: 100,
      configuration: { file, from: 'head' },
    });
  });

  test('is the default outside of pull requests', async () => {
    const root = branch('fail-on: warning\n', everything);
    const there = { file, from: 'head', changes: [], problem: null };
    expect(await settings(root, {}, {})).toMatchObject({ failOn: 'never', configuration: there });
  });

  test('cannot be set by a config file', async () => {
    await expect(settings(branch(null, 'config-from: head\n'))).rejects.toThrow('cannot be set in the config file');
  });
});

describe('a base that cannot be read', () => {
  test('leaves the defaults, and says how to fetch it', async () => {
    const root = branch('fail-on: warning\n', off);
    const { rules, configuration } = await settings(root, {}, { ...pullRequest, GITHUB_BASE_REF: 'nowhere' });
    expect(rules).toEqual({});
    expect(configuration).toMatchObject({ file: null, from: null });
    expect(configuration.problem).toMatch(/^\.github\/migration-gate\.yml could not be read .*`fetch-depth: 0`/);
  });

  test('may have a config file that the change has taken away', async () => {
    const root = branch(off, null);
    const { configuration } = await settings(root, {}, { ...pullRequest, GITHUB_BASE_REF: 'nowhere' });
    expect(configuration.problem).toMatch(/^a config file of the base branch could not be read/);
  });

  test('no checkout, or no base: said when there is a config file, and not a word when there is none', async () => {
    const mode = { mode: 'pull-request' };
    const without = { 'schema.prisma': '' };
    expect((await settings(workspace(without), mode, {})).configuration.problem).toBeNull();
    expect((await settings(workspace(without))).configuration.problem).toBeNull();
    expect((await settings(branch(null, null), mode, {})).configuration.problem).toBeNull();
    const some = await settings(workspace({ [file]: off }), mode, {});
    expect(some.rules).toEqual({});
    expect(some.configuration.problem).toContain('set `base-ref`');
    expect((await settings(workspace({ [file]: off }))).configuration.problem).toContain('there is no git checkout');
  });

  test('with config-from: head only what the base alone may say is missing', async () => {
    const env = { ...pullRequest, GITHUB_BASE_REF: 'nowhere' };
    const { rules, failOn, configuration } = await settings(
      branch(null, `${off}fail-on: never\n`),
      { 'config-from': 'head' },
      env,
    );
    expect({ rules, failOn }).toEqual({ rules: { 'history/pending': 'off' }, failOn: 'error' });
    expect(configuration.problem).toContain('its fail-on did not count');
  });
});

test('a mistake on the base says where to mend it', async () => {
  const root = branch('nonsense: 1\n', null);
  await expect(settings(root)).rejects.toThrow(/migration-gate\.yml:1: unknown key 'nonsense'[\s\S]*as it is on main/);
});
