import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfigFile } from '../../src/settings/config-file';
import { configJsonSchema } from '../../src/settings/config-schema';
import { project, ruleNames, settingsOf, usageError } from './project';

const docs = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
const example = /<!-- example -->\n```yaml\n([\s\S]*?)```/.exec(docs)?.[1] ?? '';

describe('config file', () => {
  it('takes every key', () => {
    const cwd = project({
      'init.sql': '',
      '.github/migration-gate.yml': `
mode: audit
schema: db/schema.prisma
migrations: db/migrations
scratch: local
scratch-init: init.sql
fail-on: warning
allow-pending: true
require-database: false
min-coverage: 97.5
probe-data: true
base-ref: origin/main
prisma-version: 6.19.0
comment: on-problems
issue: false
key: shop
detail: reduced
rules: { history/pending: off, drift/index: notice }
ignore:
  - rule: drift/table
    object: public.old_*
    migration: "2024*"
    reason: Goes in May.
    until: 2027-05-31

  - rule: drift/index
exclude:
  - { kind: table, object: public.spatial_*, reason: PostGIS }
  - { object: cron.* }
schemas: { include: [billing], exclude: [scratchpad] }
other-migrations: ["*_data"]
column-order: true
thresholds: { large-table-rows: 5, probe-cost: 6 }
rollback-file: rollbacks/{name}.sql
issue-labels: [drift]
issue-assignees: [octocat]
`,
    });
    expect(settingsOf({ cwd, inputs: { 'report-directory': 'reports', 'require-database': '' } })).toEqual({
      mode: 'audit',
      databases: [],
      repositoryRoot: cwd,
      workingDirectory: cwd,
      schema: 'db/schema.prisma',
      migrations: 'db/migrations',
      configuration: expect.objectContaining({ file: '.github/migration-gate.yml', from: 'head' }),
      scratch: { kind: 'local' },
      scratchTrust: 'least',
      scratchInit: join(cwd, 'init.sql'),
      failOn: 'warning',
      allowPending: true,
      requireDatabase: false,
      minCoverage: 97.5,
      probeData: true,
      baseRef: 'origin/main',
      prismaVersion: '6.19.0',
      comment: 'on-problems',
      issue: false,
      key: 'shop',
      reportDirectory: join(cwd, 'reports'),
      report: undefined,
      githubToken: undefined,
      rules: { 'history/pending': 'off', 'drift/index': 'notice' },
      ignore: [
        {
          rule: 'drift/table',
          object: 'public.old_*',
          migration: '2024*',
          reason: 'Goes in May.',
          until: '2027-05-31',
          line: 20,
        },
        { rule: 'drift/index', reason: '', line: 26 },
      ],
      exclude: [
        { kind: 'table', object: 'public.spatial_*', reason: 'PostGIS' },
        { kind: '*', object: 'cron.*', reason: '' },
      ],
      schemas: { include: ['billing'], exclude: ['scratchpad'] },
      otherMigrations: ['*_data'],
      columnOrder: true,
      thresholds: { largeTableRows: 5, probeCost: 6 },
      rollbackFile: 'rollbacks/{name}.sql',
      issueLabels: ['drift'],
      issueAssignees: ['octocat'],
      detail: 'reduced',
      webhookUrl: undefined,
    });
  });

  it.each([
    ['', 'an empty file'],
    ['# only a comment\n', 'a comment'],
    [
      'rules:\n#  history/pending: off\nignore:\nschemas:\nissue-labels:\n',
      'collections whose entries are commented out',
    ],
    ['\uFEFFmode: deploy\r\nrules:\r\n  history/pending: off\r\n', 'a BOM and CRLF'],
  ])('takes %j: %s', (content) => {
    expect(() => parseConfigFile(content, 'gate.yml', ruleNames)).not.toThrow();
  });

  it('takes the example of the docs', () => {
    const names = Object.keys(parse(example).rules) as typeof ruleNames;
    expect(parseConfigFile(example, 'gate.yml', [...ruleNames, ...names]).config['fail-on']).toBe('warning');
  });

  const rules = ruleNames.join(', ');
  it.each([
    ['mode: deploy\nfail-on: errors', "gate.yml:2: fail-on: 'errors' is not one of error, warning, never"],
    ['mode:', 'gate.yml:1: mode: has no value: give it one, or remove the key'],
    ["key: ''", "gate.yml:1: key: '' is not text on one line"],
    ['prisma-version: 6.10', 'gate.yml:1: prisma-version: 6.1 is not text: put it in quotes'],
    ['prisma-version: latest', "gate.yml:1: prisma-version: 'latest' is not a version such as 6.19.0"],
    ['base-ref: --upload-pack=x', "gate.yml:1: base-ref: '--upload-pack=x' is not a git branch, tag or commit"],
    ['probe-data: yes', "gate.yml:1: probe-data: 'yes' is not true or false"],
    ["min-coverage: '97'", "gate.yml:1: min-coverage: '97' is not a number from 0 to 100"],
    ['min-coverage: 100.5', 'gate.yml:1: min-coverage: 100.5 is not a number from 0 to 100'],
    ['schema: [a]', 'gate.yml:1: schema: a list is not text'],
    ['schema: "a\\nb"', "gate.yml:1: schema: 'a b' is not a path on one line"],
    ['scratch: docker', "gate.yml:1: scratch: 'docker' is not embedded, local or a postgres:// URL"],
    ['scratch: mysql://u:hunter2@h/d', "gate.yml:1: scratch: 'mysql://…' is not embedded, local or a postgres:// URL"],
    [
      'database-url: postgres://u:hunter2@h/d',
      "gate.yml:1: 'database-url' cannot be set in the config file: give it as an input of the action or as the flag --database-url",
    ],
    [
      'rules:\n  # comment\n  history/pendng: off',
      `gate.yml:3: rules: unknown rule 'history/pendng' (did you mean 'history/pending'?); valid rules: ${rules}`,
    ],
    [
      'rules: { drop-column: off }',
      `gate.yml:1: rules: unknown rule 'drop-column' (did you mean 'safety/drop-column'?); valid rules: ${rules}`,
    ],
    [
      'rules:\n  history/pending: none',
      "gate.yml:2: rules.history/pending: 'none' is not one of error, warning, notice, off",
    ],
    ['rules: [history/pending]', 'gate.yml:1: rules: is not a mapping of keys to values'],
    [
      'ignore:\n  - rule: drift/table\n    reason: x\n  - reason: x\n    rule: drift/indexes',
      `gate.yml:5: ignore[1].rule: 'drift/indexes' is not one of ${rules} (did you mean 'drift/index'?)`,
    ],
    ['ignore:\n\n  - reason: x', 'gate.yml:3: ignore[0].rule: is missing'],
    ['ignore: { rule: drift/table }', 'gate.yml:1: ignore: a mapping is not a list'],
    [
      'ignore:\n  - rule: drift/table\n    why: x',
      "gate.yml:3: ignore[0]: unknown key 'why'; valid keys: rule, object, migration, reason, until",
    ],
    [
      'ignore:\n  - rule: drift/table\n    until: 2027-02-31',
      "gate.yml:3: ignore[0].until: '2027-02-31' is not a date, written as 2026-12-31",
    ],
    [
      'exclude:\n  - object: a.b\n    kind: tabel',
      "gate.yml:3: exclude[0].kind: 'tabel' is not one of *, table, column, index, constraint, enum, type, sequence, extension, view, function, trigger, policy, comment, privilege, primary-key, unique, foreign-key, enum-value (did you mean 'table'?)",
    ],
    ['thresholds:\n  probe-cost: -1', 'gate.yml:2: thresholds.probe-cost: -1 is not a whole number, 0 or more'],
    ['rollback-file: down.sql', "gate.yml:1: rollback-file: 'down.sql' holds neither {migration} nor {name}"],
    ['- mode: deploy', 'gate.yml:1: is not a mapping of keys to values'],
    ['just words', 'gate.yml:1: is not a mapping of keys to values'],
    ['mode: deploy\nmode: audit', 'gate.yml:2: Map keys must be unique'],
    [
      'issue-labels: [a\nmode: deploy',
      'gate.yml:2: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['mode: !secret deploy', 'gate.yml:1: Unresolved tag: !secret'],
    [
      'ignore:\n  - rule: drift/table\n    object: *_old',
      "gate.yml:3: '*_old' is an alias in YAML: put text that starts with * in quotes",
    ],
  ])('refuses %j', (content, message) => {
    expect(usageError(() => parseConfigFile(content, 'gate.yml', ruleNames))).toBe(message);
  });

  it('lists the valid keys, and the one probably meant', () => {
    const message = usageError(() => parseConfigFile('fail_on: error', 'gate.yml', ruleNames));
    expect(message).toMatch(
      /^gate\.yml:1: unknown key 'fail_on' \(did you mean 'fail-on'\?\); valid keys: mode, schema, /,
    );
  });

  it('reports all mistakes at once, in the order of the file', () => {
    const content = 'modus: deploy\nissue: maybe\n\nrules:\n  history/pending: loud\n  nonsense/rule: off\nfoo: 1\n';
    const lines = usageError(() => parseConfigFile(content, 'gate.yml', ruleNames)).split('\n');
    expect(lines.map((line) => line.slice(0, line.indexOf(' is not') + 1 || line.indexOf('; valid')))).toEqual([
      "gate.yml:1: unknown key 'modus' (did you mean 'mode'?)",
      "gate.yml:2: issue: 'maybe' ",
      "gate.yml:5: rules.history/pending: 'loud' ",
      "gate.yml:6: rules: unknown rule 'nonsense/rule'",
      "gate.yml:7: unknown key 'foo'",
    ]);
  });

  it('survives aliases that multiply', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef']) bomb.push(`${to}: &${to} [${`*${from}, `.repeat(9)}]`);
    expect(usageError(() => parseConfigFile(bomb.join('\n'), 'gate.yml', ruleNames))).toBe(
      'gate.yml: Excessive alias count indicates a resource exhaustion attack',
    );
  });

  it('makes a hostile key harmless', () => {
    const message = usageError(() => parseConfigFile('"\\e[31m\\n::error::x\\u202e": 1', 'gate.yml', ruleNames));
    expect(message).toMatch(/^gate\.yml:1: unknown key '[ -~]+'; valid keys: [ -~]+$/);
  });
});

describe('which config file', () => {
  const mode = (name: string) => `mode: ${name}\n`;

  it('is .github/migration-gate.yml of the repository, seen from any folder in it', () => {
    const root = project({ '.git/HEAD': '', '.github/migration-gate.yml': mode('audit'), 'packages/api/x': '' });
    expect(settingsOf({ cwd: join(root, 'packages/api') })).toMatchObject({ mode: 'audit', repositoryRoot: root });
  });

  it('is the one that config names, from the working directory or else from the top', () => {
    const root = project({
      '.git/HEAD': '',
      '.github/migration-gate.yml': mode('deploy'),
      'gate.yml': mode('pull-request'),
      'api/gate.yml': mode('audit'),
      'web/x': '',
    });
    const modeIn = (folder: string) => settingsOf({ cwd: join(root, folder), inputs: { config: 'gate.yml' } }).mode;
    expect([modeIn('api'), modeIn('web')]).toEqual(['audit', 'pull-request']);
  });

  it('has to exist when it is named', () => {
    const cwd = project({ '.github/migration-gate.yml': mode('audit') });
    expect(usageError(() => settingsOf({ cwd, inputs: { config: 'gate.yml' } }))).toBe(
      `config: 'gate.yml' is not a file in ${cwd}`,
    );
  });

  it('may be absent', () => {
    expect(settingsOf({ cwd: project() }).configuration.file).toBeNull();
  });

  it('is no link that leads nowhere or out of the repository', () => {
    const outside = project({ environ: 'SECRET=hunter2' });
    for (const target of [join(outside, 'environ'), 'nowhere.yml']) {
      const cwd = project({ '.github/x': '' });
      symlinkSync(target, join(cwd, '.github/migration-gate.yml'));
      expect(usageError(() => settingsOf({ cwd }))).toBe(
        '.github/migration-gate.yml is a link that leads nowhere or out of the repository: make it a file, or name the file with config',
      );
    }
    const cwd = project({ 'tools/gate.yml': mode('audit'), '.github/x': '' });
    symlinkSync('../tools/gate.yml', join(cwd, '.github/migration-gate.yml'));
    expect(settingsOf({ cwd }).mode).toBe('audit');
  });

  it('takes no path out of the repository from it, as a pull request could change it', () => {
    const root = project({
      'api/x': '',
      '.git/HEAD': '',
      '.github/migration-gate.yml': 'schema: ../shared/schema.prisma\n',
    });
    const cwd = join(root, 'api');
    expect(settingsOf({ cwd }).schema).toBe('../shared/schema.prisma');
    expect(settingsOf({ cwd, inputs: { schema: '../../x.prisma' } }).schema).toBe('../../x.prisma');
    const evil = project({ '.github/migration-gate.yml': '\nschema: ../x\nmigrations: /etc\n' });
    expect(usageError(() => settingsOf({ cwd: evil })).split('\n')).toEqual([
      ".github/migration-gate.yml:2: schema: '../x' leaves the repository: from the config file only paths inside it are taken",
      ".github/migration-gate.yml:3: migrations: '/etc' leaves the repository: from the config file only paths inside it are taken",
    ]);
  });

  it('has to be UTF-8', () => {
    const cwd = project({ '.github/migration-gate.yml': Buffer.from([0x6b, 0x3a, 0xff]) });
    expect(usageError(() => settingsOf({ cwd }))).toMatch(/^\.github\/migration-gate\.yml: cannot be read: /);
  });
});

describe('JSON Schema of the config file', () => {
  const names = Object.keys(parse(example).rules) as typeof ruleNames;
  const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
  const validate = ajv.compile(configJsonSchema([...ruleNames, ...names]));

  it('accepts the example of the docs', () => {
    expect(validate(parse(example)), ajv.errorsText(validate.errors)).toBe(true);
  });

  it.each([
    { failon: 'error' },
    { 'fail-on': 'errors' },
    { 'database-url': 'postgres://h/d' },
    { scratch: 'docker' },
    { 'min-coverage': 101 },
    { rules: { 'history/pendng': 'off' } },
    { ignore: [{ reason: 'no rule' }] },
    { ignore: [{ rule: 'drift/table', until: '2027-02-31' }] },
    { 'rollback-file': 'down.sql' },
  ])('refuses %j', (bad) => {
    expect(validate(bad)).toBe(false);
  });
});

describe('limits of the config file', () => {
  const entry = '  - { rule: drift/table, reason: x }\n';

  it('takes a thousand entries of a list, and says so at one more', () => {
    const config = (count: number) => parseConfigFile(`ignore:\n${entry.repeat(count)}`, 'gate.yml', ruleNames);
    expect(config(1000).config.ignore).toHaveLength(1000);
    expect(() => config(1001)).toThrow(/^gate\.yml:\d+: ignore: has 1,001 entries, and 1,000 are the most: use globs$/);
  });

  it('refuses a text that is too long, and a file that is too large unread', () => {
    const long = (name: string) => `exclude:\n  - { object: ${name} }\n`;
    expect(() => parseConfigFile(long('x'.repeat(2001)), 'gate.yml', ruleNames)).toThrow(
      /is longer than 2,000 characters/,
    );
    const cwd = project({ '.github/migration-gate.yml': `# ${'x'.repeat(1024 * 1024)}\n` });
    expect(usageError(() => settingsOf({ cwd }))).toMatch(
      /migration-gate\.yml is larger than the 1 MB that the gate reads/,
    );
  });

  it('tells fifty mistakes and counts the rest', () => {
    const wrong = `ignore:\n${'  - { rule: x }\n'.repeat(200)}`;
    expect(() => parseConfigFile(wrong, 'gate.yml', ruleNames)).toThrow(
      /^(gate\.yml:.*\n){50}gate\.yml: 150 more mistakes$/,
    );
  });
});
