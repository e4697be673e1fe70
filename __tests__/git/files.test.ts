import { execFileSync } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors';
import { readInitScript } from '../../src/collect/init-script';
import { largestFile } from '../../src/git/files';
import { readConfigFile } from '../../src/settings/config-file';
import { type Files, lock, read, schema, settingsFor, workspace, write } from '../gather/repository/workspace';

// Files that the gate reads because the repository has them: links, pipes and sizes are the author's choice.

const start: Files = { ...lock, 'prisma/schema.prisma': schema(), 'package.json': '{}' };
const secret = 'hunter2';

/** A project in which `path` is a link to a file of the machine. */
function leaving(path: string): string {
  const outside = workspace({ secret });
  const { [path]: _, ...rest } = start;
  return workspace({ ...rest, [path]: { link: join(outside, 'secret') } });
}

function pipe(path: string): string {
  const root = workspace(start);
  execFileSync('mkfifo', [join(root, path)]);
  return root;
}

const init = (root: string, path = 'init.sql') => readInitScript(settingsFor(root, { scratchInit: join(root, path) }));
const config = (root: string, path = 'gate.yml') =>
  readConfigFile(join(root, path), { repositoryRoot: root, workingDirectory: root }, []);

function problem(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('Nothing was refused');
}

test('scratch-init and config do not follow a link out of the repository', () => {
  for (const said of [problem(() => init(leaving('init.sql'))), problem(() => config(leaving('gate.yml')))]) {
    expect(said).toMatch(/is a symbolic link that leads out of the repository/);
    expect(said).not.toContain(secret);
  }
});

test('a file outside of the repository that the workflow names is read', () => {
  const outside = workspace({ 'init.sql': 'SELECT 1;' });
  const settings = settingsFor(workspace(start), { scratchInit: join(outside, 'init.sql') });
  expect(readInitScript(settings)?.sql).toBe('SELECT 1;');
});

test.each(['prisma/schema.prisma', 'prisma.config.ts'])('%s does not either', async (path) => {
  await expect(read(leaving(path))).rejects.toThrow(/leads out of the repository/);
});

test.each(['package.json', 'package-lock.json', 'prisma/migrations/migration_lock.toml'])(
  '%s that leads out of the repository is none',
  async (path) => {
    expect(await read(leaving(path))).toMatchObject({ prismaVersion: null });
  },
);

test('a pipe is not waited for', async () => {
  expect(problem(() => init(pipe('init.sql')))).toBe('init.sql cannot be read: it is not a file.');
  expect(problem(() => config(pipe('gate.yml')))).toBe('gate.yml cannot be read: it is not a file.');
  await read(pipe('package-lock.json'));
});

test('what is too large is said, not read', async () => {
  const root = workspace({ ...start, 'init.sql': '', 'gate.yml': '' });
  truncateSync(join(root, 'init.sql'), largestFile + 1);
  truncateSync(join(root, 'gate.yml'), largestFile + 1);
  expect(problem(() => init(root))).toMatch(/^init\.sql is larger than the 50 MB that the gate reads/);
  expect(problem(() => config(root))).toMatch(/^gate\.yml is larger than the 1 MB that the gate reads/);
  write(root, { 'prisma/schema.prisma': '' });
  truncateSync(join(root, 'prisma/schema.prisma'), largestFile + 1);
  await expect(read(root)).rejects.toThrow(/^prisma\/schema\.prisma is larger than the 50 MB/);
});
