import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputTexts } from '../../src/settings/inputs';
import { project, ruleNames, settingsOf, settingsUnder, usageError } from './project';

const url = 'postgres://u:hunter2@host/shop?schema=public';

describe('precedence', () => {
  const cwd = () => project({ '.github/migration-gate.yml': 'fail-on: warning\nissue: true\nmin-coverage: 0\n' });

  it('is input, then config file, then default', () => {
    const folder = cwd();
    const { failOn, issue, minCoverage, comment } = settingsOf({ cwd: folder, inputs: { 'fail-on': 'never' } });
    expect({ failOn, issue, minCoverage, comment }).toEqual({
      failOn: 'never',
      issue: true,
      minCoverage: 0,
      comment: 'always',
    });
  });

  it('lets an input that is false win over a config file that says true', () => {
    expect(settingsOf({ cwd: cwd(), inputs: { issue: 'False' } }).issue).toBe(false);
  });

  it('takes empty and blank inputs as not given', () => {
    expect(settingsOf({ cwd: cwd(), inputs: { 'fail-on': '', 'min-coverage': ' \n' } })).toMatchObject({
      failOn: 'warning',
      minCoverage: 0,
    });
  });

  it('has the defaults of the contract', () => {
    const cwd = project();
    const { reportDirectory, ...settings } = settingsUnder({
      inputs: { 'database-url': url },
      env: {},
      cwd,
      ruleNames,
    });
    expect(settings).toEqual({
      mode: 'deploy',
      databases: [{ name: 'the database', url }],
      repositoryRoot: cwd,
      workingDirectory: cwd,
      schema: undefined,
      migrations: undefined,
      configuration: { file: null, from: null, path: null, changes: [], problem: null },
      scratch: { kind: 'embedded' },
      scratchTrust: 'least',
      scratchInit: undefined,
      failOn: 'error',
      allowPending: false,
      requireDatabase: true,
      minCoverage: 100,
      probeData: false,
      baseRef: undefined,
      pullRequestBase: undefined,
      prismaVersion: undefined,
      comment: 'always',
      issue: false,
      key: undefined,
      report: undefined,
      githubToken: undefined,
      rules: {},
      ignore: [],
      exclude: [],
      schemas: { include: [], exclude: [] },
      otherMigrations: [],
      columnOrder: false,
      thresholds: { largeTableRows: 100_000, probeCost: 1_000_000 },
      rollbackFile: '{migration}/down.sql',
      issueLabels: [],
      issueAssignees: [],
      detail: undefined,
      webhookUrl: undefined,
    });
    expect(dirname(reportDirectory)).toBe(tmpdir());
  });

  it('is frozen through and through', () => {
    const settings = settingsOf({ cwd: project(), inputs: { 'database-url': url } });
    for (const part of [settings, settings.databases, settings.databases[0], settings.rules, settings.schemas.include])
      expect(Object.isFrozen(part)).toBe(true);
  });
});

describe('the event', () => {
  it.each([
    ['pull_request', 'pull-request'],
    ['pull_request_target', 'pull-request'],
    ['merge_group', 'pull-request'],
    ['schedule', 'audit'],
    ['push', 'deploy'],
    ['workflow_run', 'deploy'],
    ['workflow_dispatch', 'deploy'],
    [undefined, 'deploy'],
  ])('%s picks mode %s', (event, mode) => {
    const env = { GITHUB_EVENT_NAME: event };
    const cwd = project();
    expect(settingsOf({ cwd, env }).mode).toBe(mode);
    expect(settingsOf({ cwd, env, inputs: { mode: 'auto' } }).mode).toBe(mode);
    expect(settingsOf({ cwd, env, inputs: { mode: 'audit' } }).mode).toBe('audit');
  });

  it('keeps issues in audit mode only', () => {
    const issueIn = (mode: string) => settingsOf({ cwd: project(), inputs: { mode } }).issue;
    expect(['pull-request', 'deploy', 'audit'].map(issueIn)).toEqual([false, false, true]);
  });

  it('gives the base of a pull request', () => {
    const env = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' };
    expect(settingsOf({ cwd: project(), env }).baseRef).toBe('main');
    expect(settingsOf({ cwd: project(), env, inputs: { 'base-ref': 'v1' } }).baseRef).toBe('v1');
  });

  it.each([
    ['{"merge_group":{"base_sha":"abc123","base_ref":"refs/heads/main"}}', 'abc123'],
    ['{"merge_group":{"base_ref":"refs/heads/main"}}', 'refs/heads/main'],
    ['{}', undefined],
    ['null', undefined],
  ])('gives the base of a merge group from %s', (payload, expected) => {
    const cwd = project({ 'event.json': payload });
    const env = { GITHUB_EVENT_NAME: 'merge_group', GITHUB_BASE_REF: '', GITHUB_EVENT_PATH: join(cwd, 'event.json') };
    expect(settingsOf({ cwd, env })).toMatchObject({ baseRef: expected, pullRequestBase: expected });
    expect(settingsOf({ cwd, env, inputs: { 'base-ref': '@' } })).toMatchObject({ pullRequestBase: expected });
    expect(settingsOf({ cwd, env: { ...env, GITHUB_EVENT_NAME: 'push' } }).baseRef).toBeUndefined();
  });

  it('says so when the payload cannot be read', () => {
    const cwd = project();
    const env = { GITHUB_EVENT_NAME: 'merge_group', GITHUB_EVENT_PATH: join(cwd, 'none.json') };
    expect(usageError(() => settingsOf({ cwd, env }))).toMatch(
      /^GITHUB_EVENT_PATH cannot be read, set base-ref instead: /,
    );
    expect(settingsOf({ cwd, env, inputs: { 'base-ref': 'main' } }).baseRef).toBe('main');
  });
});

describe('require-database', () => {
  const refused = (inputs: InputTexts, config = '') => {
    const cwd = project(config === '' ? {} : { '.github/migration-gate.yml': config });
    return usageError(() => settingsUnder({ inputs, env: {}, cwd, ruleNames }));
  };
  const taken = (inputs: InputTexts, config = '') => {
    const cwd = project({ '.github/migration-gate.yml': config });
    return settingsUnder({ inputs, env: {}, cwd, ruleNames }).requireDatabase;
  };

  it('holds in deploy and audit', () => {
    expect(refused({})).toBe(
      'database-url is empty, but mode deploy requires a database: set it, or require-database: false for repository-only checks',
    );
    expect(refused({ mode: 'audit', 'database-url': ' \n' })).toMatch(
      /^database-url is empty, but mode audit requires/,
    );
  });

  it('does not hold on a pull request, nor where it is switched off, nor where a report is published', () => {
    expect(taken({ mode: 'pull-request' })).toBe(false);
    expect(taken({ 'require-database': 'false' })).toBe(false);
    expect(taken({}, 'require-database: false')).toBe(false);
    expect(taken({ report: 'report.json' }, 'require-database: true')).toBe(false);
  });

  it('can be asked for on a pull request', () => {
    expect(refused({ mode: 'pull-request' }, 'require-database: true')).toMatch(
      /^database-url is empty, but mode pull-r/,
    );
  });
});

describe('folders', () => {
  it('takes GITHUB_WORKSPACE as the repository, and counts working-directory from there', () => {
    const root = project({ 'packages/api/.git/HEAD': '' });
    const env = { GITHUB_WORKSPACE: root };
    const api = join(root, 'packages/api');
    const inputs = { 'working-directory': 'packages/api', 'report-directory': 'out', report: 'r.json' };
    for (const cwd of [root, tmpdir()]) {
      expect(settingsOf({ cwd, env, inputs })).toMatchObject({
        repositoryRoot: root,
        workingDirectory: api,
        reportDirectory: join(api, 'out'),
        report: join(api, 'r.json'),
      });
    }
    // A `run:` step that stands deeper.
    expect(settingsOf({ cwd: api, env }).workingDirectory).toBe(api);
  });

  it('finds the checkout around the project, a worktree too', () => {
    const root = project({ '.git': 'gitdir: elsewhere\n', 'packages/api/x': '' });
    expect(settingsOf({ cwd: root, inputs: { 'working-directory': 'packages/api' } }).repositoryRoot).toBe(root);
    expect(settingsOf({ cwd: join(root, 'packages/api') }).repositoryRoot).toBe(root);
  });

  it('does not take a workspace that the project is not in', () => {
    const cwd = project();
    const env = { GITHUB_WORKSPACE: project() };
    expect(settingsOf({ cwd, env, inputs: { 'working-directory': cwd } }).repositoryRoot).toBe(cwd);
  });

  it('needs the working directory to exist', () => {
    const cwd = project({ file: '' });
    for (const name of ['nowhere', 'file'])
      expect(usageError(() => settingsOf({ cwd, inputs: { 'working-directory': name } }))).toBe(
        `working-directory: '${name}' is not a folder in ${cwd}`,
      );
  });

  it('needs scratch-init to exist', () => {
    const cwd = project({ 'folder/x': '' });
    for (const name of ['init.sql', 'folder'])
      expect(usageError(() => settingsOf({ cwd, inputs: { 'scratch-init': name } }))).toBe(
        `scratch-init: '${name}' is not a file in ${cwd}`,
      );
  });

  it('names another report directory each time, below RUNNER_TEMP', () => {
    const cwd = project();
    const temp = join(cwd, 'temp');
    mkdirSync(temp);
    const name = () => settingsOf({ cwd, env: { RUNNER_TEMP: temp } }).reportDirectory;
    expect(dirname(name())).toBe(temp);
    expect(name()).not.toBe(name());
  });
});

describe('values', () => {
  it.each([
    ['embedded', { kind: 'embedded' }],
    ['local', { kind: 'local' }],
    ['postgres://u:p@h/d', { kind: 'remote', url: 'postgres://u:p@h/d' }],
    ['postgresql://u:p@h/d', { kind: 'remote', url: 'postgresql://u:p@h/d' }],
  ])('scratch: %s', (scratch, expected) => {
    expect(settingsOf({ cwd: project(), inputs: { scratch } }).scratch).toEqual(expected);
  });

  it.each([
    ['True', true],
    ['FALSE', false],
  ])('a boolean written %s', (written, expected) => {
    expect(settingsOf({ cwd: project(), inputs: { 'allow-pending': written } }).allowPending).toBe(expected);
  });

  it('an absolute path', () => {
    const cwd = project({ 'init.sql': '' });
    const inputs = { 'scratch-init': join(cwd, 'init.sql') };
    expect(settingsOf({ cwd: tmpdir(), inputs }).scratchInit).toBe(join(cwd, 'init.sql'));
  });

  it.each<[InputTexts, string]>([
    [{ 'fail-on': 'errors' }, "fail-on: 'errors' is not one of error, warning, never"],
    [{ mode: 'Deploy' }, "mode: 'Deploy' is not one of auto, pull-request, deploy, audit"],
    [{ comment: 'true' }, "comment: 'true' is not one of always, on-problems, never"],
    [{ detail: 'none' }, "detail: 'none' is not one of full, reduced"],
    [{ issue: 'yes' }, "issue: 'yes' is not true or false"],
    [{ 'min-coverage': '97,5' }, "min-coverage: '97,5' is not a number from 0 to 100"],
    [{ 'min-coverage': '0x10' }, "min-coverage: '0x10' is not a number from 0 to 100"],
    [{ 'min-coverage': '-1' }, 'min-coverage: -1 is not a number from 0 to 100'],
    [{ scratch: 'docker' }, "scratch: 'docker' is not embedded, local or a postgres:// URL"],
    [{ schema: 'a\0b' }, "schema: 'a\\u0000b' is not a path on one line"],
    [{ 'working-directory': 'a\nb' }, "working-directory: 'a b' is not a path on one line"],
    [{ 'base-ref': '-x' }, "base-ref: '-x' is not a git branch, tag or commit"],
    [{ 'prisma-version': '^6.0.0' }, "prisma-version: '^6.0.0' is not a version such as 6.19.0"],
    [{ 'webhook-url': 'hooks.example/hunter2' }, 'webhook-url: the value is not an http:// or https:// URL'],
    [{ 'github-token': 'two words' }, 'github-token: the value is not a token'],
    [
      { mode: 'x', issue: 'y' },
      "mode: 'x' is not one of auto, pull-request, deploy, audit\nissue: 'y' is not true or false",
    ],
  ])('refuses %j', (inputs, message) => {
    expect(usageError(() => settingsOf({ cwd: project(), inputs }))).toBe(message);
  });

  it.each([
    'mode',
    'fail-on',
    'issue',
    'min-coverage',
    'config',
    'working-directory',
    'scratch-init',
    'base-ref',
    'scratch',
    'webhook-url',
  ])('shows no credentials of a URL that was given for %s', (name) => {
    const message = usageError(() => settingsOf({ cwd: project(), inputs: { [name]: `${url} x` } }));
    expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
  });
});
