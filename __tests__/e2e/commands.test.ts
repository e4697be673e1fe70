import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { reportSchema } from '../../src/contracts/report';
import type { Cluster } from '../../src/gather/scratch/cluster';
import { createDatabase, execute, startPostgres } from '../support/postgres';
import { deployed, makeProject } from '../support/project';
import { runCli } from '../support/run-action';

const init = {
  '20250101000000_init': `-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,
    "name" TEXT,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
`,
};
const required = {
  '20250102000000_name_required': '-- AlterTable\nALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;\n',
};
const models = 'model User {\n  id   Int    @id @default(autoincrement())\n  name String\n}';

function gitIn(directory: string, ...args: string[]): string {
  const ada = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  return execFileSync('git', ['-C', directory, ...ada, ...args], { encoding: 'utf8' });
}

let server: Cluster;
beforeAll(async () => {
  server = await startPostgres(15);
});

test('check prints the report as JSON and nothing else on standard output', async () => {
  const project = makeProject(models, { ...init, ...required });
  const url = await createDatabase(server, deployed({ ...init, ...required }));
  const run = await runCli(project.directory, ['--format', 'json', '--database-url', `production=${url}`]);
  expect(reportSchema.parse(JSON.parse(run.stdout))).toMatchObject({ verdict: 'pass', mode: 'deploy' });
  expect(run.exitCode).toBe(0);
});

test.each([
  { rows: '(1, NULL)', says: /Will fail \(23502\)/, severity: 'error' },
  { rows: "(1, 'Ada')", says: /^(?!.*Will fail)/, severity: 'notice' },
])('probe-data settles whether $rows makes a pending migration fail', async ({ rows, says, severity }) => {
  const project = makeProject(models, { ...init, ...required });
  const url = await createDatabase(server, `${deployed(init)} INSERT INTO "User" VALUES ${rows}; ANALYZE;`);
  const args = ['--format', 'json', '--probe-data', '--allow-pending', '--database-url', url];
  const { findings } = reportSchema.parse(JSON.parse((await runCli(project.directory, args)).stdout));
  const found = findings.filter(({ rule }) => rule.startsWith('safety/'));
  for (const { message } of found) expect(message).toMatch(says);
  if (severity === 'error') expect(found.map((finding) => finding.severity)).toContain('error');
  else expect(found.map((finding) => finding.severity)).not.toContain('error');
  // What the probe says is what the migration does.
  const deploying = execute(url, required['20250102000000_name_required']).then(
    () => 'notice',
    () => 'error',
  );
  expect(await deploying).toBe(severity);
});

test('rollback writes a tested text that undoes the pending migration, once', async () => {
  const project = makeProject(models, { ...init, ...required });
  const url = await createDatabase(server, deployed(init));
  const path = join(project.directory, 'prisma/migrations/20250102000000_name_required/down.sql');
  const shown = await runCli(project.directory, ['rollback', '--database-url', url]);
  expect(shown.stdout).toContain('ALTER TABLE "User" ALTER COLUMN "name" DROP NOT NULL');
  expect(existsSync(path)).toBe(false);
  const written = await runCli(project.directory, ['rollback', '--write', '--database-url', url]);
  expect([written.exitCode, written.stderr.includes('error')]).toEqual([0, false]);
  expect(readFileSync(path, 'utf8')).toContain('DROP NOT NULL');
  const checked = await runCli(project.directory, ['--format', 'json', '--allow-pending', '--database-url', url]);
  const { findings } = reportSchema.parse(JSON.parse(checked.stdout));
  expect(findings.filter(({ rule }) => rule.startsWith('rollback/'))).toEqual([]);
  project.write({ 'prisma/migrations/20250102000000_name_required/down.sql': 'SELECT 1;\n' });
  const wrong = await runCli(project.directory, ['--format', 'json', '--allow-pending', '--database-url', url]);
  expect(reportSchema.parse(JSON.parse(wrong.stdout)).findings.map(({ rule }) => rule)).toContain(
    'rollback/does-not-restore',
  );
});

test('two databases that ran different texts under one name, and git has both', async () => {
  const add = (type: string) => ({
    '20250102000000_age': `-- AlterTable\nALTER TABLE "User" ADD COLUMN     "age" ${type};\n`,
  });
  const project = makeProject(
    'model User {\n  id   Int     @id @default(autoincrement())\n  name String?\n  age  Int?\n}',
    {
      ...init,
      ...add('SMALLINT'),
    },
  );
  const git = (...args: string[]) => gitIn(project.directory, ...args);
  const commitAll = (message: string) => git('add', '.') + git('commit', '-qm', message);
  git('init', '-q');
  commitAll('First');
  for (const type of ['BIGINT', 'INTEGER']) {
    project.write({ 'prisma/migrations/20250102000000_age/migration.sql': Object.values(add(type)).join('') });
    commitAll(type);
  }
  const urls = await Promise.all(
    ['SMALLINT', 'BIGINT'].map(async (type) => {
      return `${type.toLowerCase()}=${await createDatabase(server, deployed({ ...init, ...add(type) }))}`;
    }),
  );
  const run = await runCli(project.directory, ['--format', 'json', '--database-url', urls.join('\n')]);
  const { findings, drift } = reportSchema.parse(JSON.parse(run.stdout));
  expect(drift).toEqual([]);
  const edited = findings.filter(({ rule }) => rule === 'history/edited-after-apply');
  expect(edited.map(({ database }) => database)).toEqual(['smallint', 'bigint']);
  for (const { database, help } of edited) {
    const [, blob = ''] = /git show ([0-9a-f]+) > prisma\/migrations/.exec(help ?? '') ?? [];
    expect(git('show', blob)).toContain(database?.toUpperCase());
  }
});

test('plan brings back a lost migration from git and ends in a pass', async () => {
  const project = makeProject(models, { ...init, ...required });
  const git = (...args: string[]) => gitIn(project.directory, ...args);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'All');
  const lost = 'prisma/migrations/20250102000000_name_required';
  project.remove(lost);
  const url = await createDatabase(server, deployed({ ...init, ...required }));
  const shown = await runCli(project.directory, ['plan', '--database-url', url]);
  expect(shown.stdout).toMatch(/Rehearsed: carried out on the scratch database, it ends in sync/);
  expect(shown.stdout).toContain('20250102000000\\_name\\_required');
  expect(existsSync(join(project.directory, lost))).toBe(false);
  expect(shown.exitCode).toBe(1);
  const written = await runCli(project.directory, ['plan', '--write', '--database-url', url]);
  expect([written.exitCode, written.stderr]).toEqual([0, expect.stringContaining(lost)]);
  const check = await runCli(project.directory, ['--database-url', url]);
  expect([check.exitCode, check.stdout]).toEqual([0, expect.stringContaining('PASS')]);
});

test.each([
  { args: ['--fail-on', 'sometimes'], says: /error, warning, never/ },
  { args: ['--no-such-flag'], says: /unknown option '--no-such-flag'/ },
  { args: ['no-such-command'], says: /no-such-command|too many arguments/ },
  { args: ['publish'], says: /--report/ },
  { args: ['--working-directory', 'nowhere'], says: /nowhere/ },
])('wrong usage is one line and exit code 2: $args', async ({ args, says }) => {
  const project = makeProject(models, init);
  const run = await runCli(project.directory, [...args, '--mode', 'pull-request']);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toMatch(says);
  expect(run.stderr).not.toMatch(/^\s+at /m);
});
