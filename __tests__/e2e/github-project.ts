import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeGitHub } from '../support/fake-github';
import { makeProject, type Project } from '../support/project';

// A project in git and the environment of a job, for runs of the built action.

export const models = 'model User {\n  id Int @id @default(autoincrement())\n}';
export const init = {
  '20250101000000_init': `-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
`,
};
/** A migration that a pull request adds, with {@link withName}. */
export const newer = '20250102000000_add_name';
export const newerSql = '-- AlterTable\nALTER TABLE "User" ADD COLUMN     "name" TEXT;\n';

/** What the runner would mask; it must not turn up in a call. */
export const token = 'ghs_token-of-the-run';
export const sha = 'c0ffee0000000000000000000000000000000000';

function git(project: Project, ...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', project.directory, ...identity, ...args], { encoding: 'utf8' }).trim();
}

/** A checkout as actions/checkout leaves it for a pull request with depth 0: the merge commit, and the base's branch. */
export function pullRequestProject(change: (project: Project) => void): { project: Project; head: string } {
  const project = makeProject(models, init);
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '.');
  git(project, 'commit', '-qm', 'Base');
  git(project, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  git(project, 'checkout', '-q', '-b', 'feature');
  change(project);
  git(project, 'add', '.');
  git(project, 'commit', '-qm', 'Change');
  const head = git(project, 'rev-parse', 'HEAD');
  git(project, 'checkout', '-q', '--detach', 'main');
  git(project, 'merge', '-q', '--no-ff', '-m', 'Merge', 'feature');
  return { project, head };
}

/** A change that no rule has anything to say about. */
export function harmless(project: Project): void {
  project.write({ 'README.md': 'changed' });
}

/** The schema with one more column. */
export function withName(project: Project): Record<string, string> {
  const schema = readFileSync(join(project.directory, 'prisma/schema.prisma'), 'utf8');
  return { 'prisma/schema.prisma': schema.replace('@default(autoincrement())', '$&\n  name String?') };
}

/** The environment of a job of this event in `octo/shop`. */
export function jobEnv(project: Project, github: FakeGitHub, eventName: string, event: object): Record<string, string> {
  const path = join(project.directory, '.event.json');
  writeFileSync(path, JSON.stringify(event));
  return {
    GITHUB_REPOSITORY: 'octo/shop',
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_RUN_ID: '77',
    GITHUB_SHA: sha,
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_NAME: eventName,
    GITHUB_EVENT_PATH: path,
  };
}

export const octo = { full_name: 'octo/shop', owner: { login: 'octo' } };
export const mallory = { full_name: 'mallory/shop', owner: { login: 'mallory' } };

/** The environment of a job of pull request 7. */
export function pullRequestEnv(
  project: Project,
  github: FakeGitHub,
  head: string,
  from = octo,
): Record<string, string> {
  const event = {
    repository: { private: true },
    pull_request: { number: 7, head: { sha: head, repo: from }, base: { repo: octo } },
  };
  return { ...jobEnv(project, github, 'pull_request', event), GITHUB_BASE_REF: 'main' };
}
