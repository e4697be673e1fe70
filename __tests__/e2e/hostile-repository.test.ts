import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../support/project';
import { runAction, runCli } from '../support/run-action';

// What an author of a pull request tries from within a file, through the built program.

const models = 'model User {\n  id Int @id\n}';
const init = { '20250101000000_init': 'CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY);\n' };
const offline = { mode: 'pull-request', 'require-database': 'false' };
const flags = ['--mode', 'pull-request', '--require-database', 'false'];
const secrets = {
  PGPASSWORD: 'hunter2-pg',
  DATABASE_URL: 'postgres://u:hunter2-url@nowhere/x',
  GITHUB_TOKEN: 'hunter2-token',
  ACTIONS_RUNTIME_TOKEN: 'hunter2-runtime',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hunter2-id',
  NPM_CONFIG__AUTH: 'hunter2-npm',
};

test('a string of prisma.config.ts that doubles forty times cannot be told', async () => {
  const project = makeProject(models, init);
  const doubled = Array.from({ length: 40 }, (_, at) => `const a${at + 1} = a${at} + a${at};`).join('\n');
  project.write({ 'prisma.config.ts': `const a0 = 'x';\n${doubled}\nexport default { schema: a40 };\n` });
  const { exitCode, stderr } = await runCli(project.directory, flags);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('prisma.config.ts:42 computes `schema`, and the gate reads this file without running it');
});

test('outputs that cannot be set are a warning, and the verdict stands', async () => {
  const project = makeProject(models, init);
  const run = await runAction(project.directory, offline, { GITHUB_OUTPUT: join(project.directory, 'nowhere') });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(/::warning::The outputs were not set, check GITHUB_OUTPUT: Missing file at path/);
  expect(run.stdout).toContain('PASS');
});

test('text of the repository is neither a workflow command nor an escape sequence', async () => {
  const project = makeProject(models, init);
  const hostile = '\n  ::stop-commands::x\n##[add-mask]y\u001b[2J\u009b31m\u202e\u0007';
  project.write({ 'prisma/schema.prisma': `datasource db {\n  provider = "my${hostile}sql"\n}\n` });
  project.write({ '.github/migration-gate.yml': `"${JSON.stringify(hostile).slice(1, -1)}": 1\n` });
  for (const run of [
    await runCli(project.directory, flags),
    await runCli(project.directory, [...flags, '--config', 'none.yml']),
    await runAction(project.directory, offline),
  ])
    expectHarmless(run.stdout + run.stderr);
  project.remove('.github/migration-gate.yml');
  for (const format of ['terminal', 'markdown', 'json']) {
    const { stdout, stderr } = await runCli(project.directory, [...flags, '--format', format]);
    expectHarmless(stdout + stderr);
    if (format === 'json' && stdout !== '') JSON.parse(stdout);
  }
});

function expectHarmless(said: string): void {
  expect(said).not.toMatch(/^\s*::stop-commands/m);
  expect(said).not.toContain('##[add-mask]');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(said).not.toMatch(/\u001b\[2J|[\u0007\u0080-\u009f\u202e]/);
}

test('no secret is in the environment of the program once it reads the repository, nor in its command line', async () => {
  const project = makeProject(models, init);
  const dump = join(project.directory, 'dump.cjs');
  const seen = join(project.directory, 'seen.json');
  writeFileSync(
    dump,
    `const fs = require('node:fs');
process.on('exit', () => fs.writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env) +
  process.argv + (process.platform === 'linux' ? fs.readFileSync('/proc/self/cmdline', 'utf8') : '')));\n`,
  );
  const env = { ...secrets, NODE_OPTIONS: `--require ${dump}` };
  const inputs = { ...offline, 'github-token': 'hunter2-input', 'webhook-url': 'https://h.test/hunter2-hook' };
  const action = await runAction(project.directory, inputs, env);
  expect(action.exitCode).toBe(0);
  expect(readFileSync(seen, 'utf8')).not.toContain('hunter2');
  expect(readFileSync(seen, 'utf8')).toContain('GITHUB_WORKSPACE');
  writeFileSync(seen, '');
  await runCli(project.directory, [...flags, '--webhook-url', 'https://h.test/hunter2-hook'], env);
  expect(readFileSync(seen, 'utf8')).toContain('PATH');
  expect(readFileSync(seen, 'utf8')).not.toContain('hunter2');
});
