import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../support/project';
import { runCli } from '../support/run-action';

// What one file of a pull request can make the gate do and write, through the built program.

const models = 'model User {\n  id Int @id @default(autoincrement())\n}';
const init = 'CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));\n';
const words = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`).join(' ');
const flags = ['--require-database', 'false', '--mode', 'pull-request'];

/** Runs the check with `--format json`; the sizes are those of the report files. */
async function check(directory: string) {
  const run = await runCli(directory, ['check', ...flags, '--format', 'json', '--report-directory', 'out']);
  const out = join(directory, 'out');
  const sizes = readdirSync(out).map((name) => statSync(join(out, name)).size);
  return { ...run, report: JSON.parse(run.stdout), largest: Math.max(...sizes) };
}

test('an ignore comment of two megabytes is one finding', async () => {
  const { directory } = makeProject(models, { '1_init': `-- migration-gate-ignore ${words(300_000)}\n${init}` });
  const { report, largest } = await check(directory);
  const invalid = report.findings.filter(({ rule }: { rule: string }) => rule === 'suppression/invalid');
  expect(invalid).toMatchObject([{ line: 1, message: expect.stringContaining('longer than 4,000 characters') }]);
  expect(largest).toBeLessThan(1024 * 1024);
});

test('a hundred thousand ignore comments that are wrong, over many files, make files of at most 20 MB', async () => {
  const comment = `-- migration-gate-ignore ${'x'.repeat(100)}\n`;
  const migrations = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`${1000 + index}_m`, `${comment.repeat(1000)}SELECT 1;\n`]),
  );
  const { directory } = makeProject(models, { '1_init': init, ...migrations });
  const { report, largest } = await check(directory);
  expect(largest).toBeLessThanOrEqual(20 * 1024 * 1024);
  expect(report.summary.warnings).toBeGreaterThan(100_000);
  expect(report.checks.at(-1).reason).toMatch(/^For its size this report shows .* findings/);
});

test('two hundred thousand ignore entries are a wrong configuration', async () => {
  const { directory, write } = makeProject(models, { '1_init': init });
  const entries = '- {rule: drift/table, object: "*a*b*c*", reason: x}\n'.repeat(200_000);
  write({ '.github/migration-gate.yml': `ignore:\n${entries}` });
  const { exitCode, stderr } = await runCli(directory, ['check', ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/migration-gate\.yml is larger than the 1 MB that the gate reads/);
});
