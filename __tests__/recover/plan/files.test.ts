import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../src/base/errors';
import type { Plan } from '../../../src/contracts/report';
import { planFiles } from '../../../src/recover/plan/files';
import type { Action } from '../../../src/recover/plan/step';
import { writePlans } from '../../../src/rehearse/write-plan';
import { factsOf } from '../../support/history';
import { migrationFile } from '../../support/migration-file';
import { makeProject } from '../../support/project';

const path = 'prisma/migrations/20250601000000_sync/migration.sql';
const old = migrationFile('20250101000000_init', 'SELECT 1;\n');

function planWith(actions: readonly Action[], parts: Partial<Plan> = {}): Plan {
  const step = {
    title: 'Write it',
    why: 'So',
    writes: 'repository',
    risk: 'low',
    verify: '',
    undo: 'DROP TABLE a;',
  } as const;
  return {
    database: 'production',
    direction: 'repository-follows',
    recommended: true,
    rehearsed: true,
    remaining: [],
    steps: [{ ...step, do: [...actions] }],
    ...parts,
  };
}

const write: Action = { kind: 'write', path, content: 'CREATE TABLE a ();\n' };
const facts = factsOf({ disk: [old], databases: { production: [] } });

test('the page stands alone, and the tree beside it can be copied', () => {
  const rename: Action = {
    kind: 'rename',
    from: 'prisma/migrations/20250101000000_init',
    to: 'prisma/migrations/0_init',
  };
  const [page, ...tree] = planFiles([planWith([write, rename])], facts, [
    { database: 'production', severity: 'error', message: 'It differs.' },
  ]);
  expect(page?.path).toBe('PLAN.md');
  for (const part of [
    'production.example.com:5432/shop',
    'It differs.',
    'CREATE TABLE a ();',
    '- [ ] Write it',
    'DROP TABLE a;',
    'git mv -- prisma/migrations/20250101000000_init prisma/migrations/0_init',
  ])
    expect(page?.content).toContain(part);
  expect(tree).toEqual([
    { path: 'migrations/20250601000000_sync/migration.sql', content: 'CREATE TABLE a ();\n' },
    { path: 'migrations/0_init/migration.sql', content: 'SELECT 1;\n' },
  ]);
});

test('a plan that does not reach sync says so before its steps', () => {
  const [page] = planFiles([planWith([write], { remaining: ['table public.a'] })], facts);
  const content = page?.content ?? '';
  expect(content).toMatch(/does NOT reach sync.*public\.a/);
  expect(content.indexOf('NOT reach sync')).toBeLessThan(content.indexOf('#### Steps'));
});

test('names of strangers stay text', () => {
  const hostile = '`x` <img src=x> @team \n# Heading';
  const plan = planWith([{ kind: 'sql', sql: `SELECT '\n\`\`\`\n<script>';` }]);
  const steps = plan.steps.map((step) => ({ ...step, title: hostile, why: hostile }));
  const [page] = planFiles([{ ...plan, steps }], facts, [{ severity: 'error', message: hostile }]);
  expect(page?.content).not.toContain('<img');
  expect(page?.content).not.toMatch(/@team/);
  expect(page?.content).not.toMatch(/^# Heading/m);
  expect(page?.content).toContain("````sql\nBEGIN;\n\nSELECT '\n```\n<script>';");
});

test('nothing to resolve, no files', () => {
  expect(planFiles([], facts)).toEqual([]);
});

function repositoryOf(files: Readonly<Record<string, string>>) {
  const project = makeProject('', files);
  const { repository } = factsOf({
    disk: Object.entries(files).map(([name, sql]) => migrationFile(name, sql)),
    repository: { root: project.directory },
  });
  return { project, repository, read: (file: string) => readFileSync(join(project.directory, file), 'utf8') };
}

test('writes the repository part, and writing it again changes nothing', () => {
  const { repository, read } = repositoryOf({ '20250101000000_init': 'SELECT 2;\n' });
  const restore: Action = {
    kind: 'write',
    path: 'prisma/migrations/20250101000000_init/migration.sql',
    content: 'SELECT 1;\n',
  };
  const plan = planWith([write, restore, { kind: 'sql', sql: 'DROP TABLE b;' }]);
  expect(writePlans([plan], repository)).toEqual([`wrote ${path}`, `wrote ${restore.path}`]);
  expect([read(path), read(restore.path)]).toEqual(['CREATE TABLE a ();\n', 'SELECT 1;\n']);
  writePlans([plan], repository);
  expect(read(path)).toBe('CREATE TABLE a ();\n');
});

test('what changed since, and what somebody wrote there, is left alone, and nothing else is done', () => {
  const { project, repository, read } = repositoryOf({ '20250101000000_init': 'SELECT 2;\n' });
  project.write({ 'prisma/migrations/20250101000000_init/migration.sql': 'SELECT 3;\n' });
  const restore: Action = {
    kind: 'write',
    path: 'prisma/migrations/20250101000000_init/migration.sql',
    content: 'SELECT 1;\n',
  };
  expect(() => writePlans([planWith([write, restore])], repository)).toThrow(UsageError);
  expect(() => read(path)).toThrow(/ENOENT/);
  project.write({ [path]: '-- mine\n' });
  expect(() => writePlans([planWith([write])], repository)).toThrow(`${path} is there and differs`);
  expect(read(path)).toBe('-- mine\n');
});

test.each(['package.json', 'prisma/migrations/../../package.json', '/etc/passwd', 'prisma/migrations'])(
  'writes nothing outside of the migrations directory: %s',
  (outside) => {
    const { repository } = repositoryOf({});
    expect(() => writePlans([planWith([{ kind: 'write', path: outside, content: 'x' }])], repository)).toThrow(
      /not inside/,
    );
  },
);

test('follows no link out of the migrations directory', () => {
  const { project, repository } = repositoryOf({});
  mkdirSync(join(project.directory, 'elsewhere'));
  writeFileSync(join(project.directory, 'elsewhere/migration.sql'), 'x');
  symlinkSync('../../elsewhere', join(project.directory, 'prisma/migrations/20250601000000_sync'));
  expect(() => writePlans([planWith([write])], repository)).toThrow(/not inside/);
});

test('the plans of several databases: what they share is done once, and what contradicts stops all', () => {
  const { repository, read } = repositoryOf({ '20250101000000_init': 'SELECT 1;\n' });
  const rename: Action = {
    kind: 'rename',
    from: 'prisma/migrations/20250101000000_init',
    to: 'prisma/migrations/0_init',
  };
  const [eu, us] = ['eu', 'us'].map((database) => planWith([write, rename], { database }));
  const other = planWith([{ ...write, content: 'SELECT 3;\n' }], { database: 'asia' });
  if (eu === undefined || us === undefined) throw new Error('no plan');
  expect(() => writePlans([eu, us, other], repository)).toThrow(/plans of us and asia do different things to/);
  expect(() => read(path)).toThrow(/ENOENT/);
  expect(writePlans([eu, us], repository)).toHaveLength(2);
  expect(read('prisma/migrations/0_init/migration.sql')).toBe('SELECT 1;\n');
});
