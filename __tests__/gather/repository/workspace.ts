import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Log } from '../../../src/base/log';
import type { Repository } from '../../../src/contracts/repository';
import type { Settings } from '../../../src/contracts/settings';
import { readRepository } from '../../../src/gather/repository/read-repository';

/** Text of files by path; `{ link }` is a symbolic link. */
export type Files = Readonly<Record<string, string | Buffer | { readonly link: string }>>;

/** A directory with these files, gone after the test. */
export function workspace(files: Files = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gate-repository-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  return root;
}

export function write(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(target, content);
    else symlinkSync(content.link, target);
  }
}

/** Settings of a run in the directory; only what the repository's reader looks at. */
export function settingsFor(root: string, overrides: Partial<Settings> = {}): Settings {
  return {
    repositoryRoot: root,
    schema: undefined,
    migrations: undefined,
    prismaVersion: undefined,
    baseRef: undefined,
    otherMigrations: [],
    rollbackFile: '{migration}/down.sql',
    ...overrides,
    workingDirectory: resolve(root, overrides.workingDirectory ?? '.'),
  } as Settings;
}

/** Reads the repository and keeps the warnings. */
export async function read(
  root: string,
  overrides: Partial<Settings> = {},
): Promise<Repository & { readonly warnings: readonly string[] }> {
  const warnings: string[] = [];
  const log: Log = { debug() {}, info() {}, progress() {}, warn: (message) => warnings.push(message) };
  return { ...(await readRepository(settingsFor(root, overrides), log)), warnings };
}

/** A schema with a datasource, and one model when a name is given. */
export function schema(model?: string): string {
  const datasource = 'datasource db {\n  provider = "postgresql"\n}\n';
  return model === undefined ? datasource : `${datasource}\nmodel ${model} {\n  id Int @id\n}\n`;
}

export const lock = { 'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n' };

/** Runs git in the directory, with an identity and nothing of the machine's configuration. */
export function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: root,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  }).trim();
}

/** Commits everything and returns the commit. */
export function commit(root: string, files: Files = {}, message = 'Change'): string {
  write(root, files);
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(root, 'rev-parse', 'HEAD');
}
