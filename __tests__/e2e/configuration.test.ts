import { expect, test, vi } from 'vitest';
import { createDatabase, startPostgres } from '../support/postgres';
import { deployed, makeProject } from '../support/project';
import { runAction } from '../support/run-action';
import { init, models, newer, pullRequestProject } from './github-project';

// The built action on pull requests that change what decides about them.
vi.setConfig({ testTimeout: 300_000 });

const file = '.github/migration-gate.yml';
const pullRequest = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' };
const dropped = `ALTER TABLE "User" DROP COLUMN "id";\n`;
/** Every rule that would say something of {@link dropped}. */
const allOff =
  'rules: { safety/drop-column: off, safety/primary-key-change: off, coverage/not-migrated: off, coverage/below-minimum: off }\n';

test('a pull request with all rules off fails, and the first screen says what it changes', async () => {
  const { project } = pullRequestProject((p) =>
    p.write({ [file]: `${allOff}fail-on: never\n`, [`prisma/migrations/${newer}/migration.sql`]: dropped }),
  );
  const { exitCode, report, summary } = await runAction(project.directory, {}, pullRequest);
  expect({ exitCode, verdict: report?.verdict }).toEqual({ exitCode: 1, verdict: 'fail' });
  expect(report?.configuration).toEqual({ file: null, from: null, changed: true, off: [], baseline: null });
  const told = report?.findings.find(({ rule }) => rule === 'repository/gate-changed');
  expect(told?.help).toContain('    rules: safety/drop-column not set → off');
  expect(summary.split('\n').slice(0, 4).join('\n')).toContain('this change alters the configuration');
});

test('what the base has switched off, and what this change silences, is said first', async () => {
  const { project } = pullRequestProject((p) =>
    p.write({
      [`prisma/migrations/${newer}/migration.sql`]: `-- migration-gate-ignore-file safety/drop-column: nobody reads it\n${dropped}`,
    }),
  );
  const inputs = { 'fail-on': 'never' };
  const { exitCode, report, stdout, summary } = await runAction(project.directory, inputs, pullRequest);
  expect(exitCode).toBe(0);
  expect(report?.suppressed).toHaveLength(1);
  for (const screen of [stdout, summary]) {
    expect(screen).toContain('fails on: never; 1 finding ignored, 1 by this change');
  }
});

test('rules that are off by configuration are named outside of pull requests too', async () => {
  const project = makeProject(models, init);
  project.write({ [file]: 'rules: { safety/drop-column: off, drift/comment: off }\n' });
  const { report, summary } = await runAction(project.directory, { 'require-database': 'false' });
  expect(report?.configuration).toMatchObject({ file, from: 'head', off: ['safety/drop-column'] });
  expect(summary).toContain('off by configuration: safety/drop-column');
});

test('a shallow clone leaves the verdict undetermined and says how to fetch the base', async () => {
  const { project } = pullRequestProject((p) => p.write({ [file]: allOff }));
  const { exitCode, report } = await runAction(project.directory, {}, { ...pullRequest, GITHUB_BASE_REF: 'gone' });
  expect(exitCode).toBe(3);
  expect(report?.checks).toContainEqual(
    expect.objectContaining({
      id: 'configuration',
      status: 'undetermined',
      reason: expect.stringContaining('fetch-depth: 0'),
    }),
  );
});

test('a configuration that leaves nothing to compare is undetermined, with and without a database', async () => {
  const url = await createDatabase(await startPostgres(15), deployed(init));
  const project = makeProject(models, init);
  const both = [{ 'require-database': 'false' }, { 'database-url': url }];
  project.write({ [file]: 'schemas: { exclude: [public] }\n' });
  for (const inputs of both) {
    const { exitCode, summary } = await runAction(project.directory, inputs);
    expect(exitCode).toBe(3);
    expect(summary).toContain('No schema is left to compare');
  }
  for (const config of ['schemas: { exclude: [public], include: [nowhere] }', 'exclude: [{ object: "*" }]']) {
    project.write({ [file]: config });
    for (const inputs of both) {
      const { exitCode, report, summary } = await runAction(project.directory, inputs);
      expect([0, 1, 3]).toContain(exitCode);
      expect(report?.checks).toContainEqual(expect.objectContaining({ id: 'coverage', status: 'skipped' }));
      expect(summary).toContain('not checked: coverage');
    }
  }
});
