import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { programFolders } from './paths';

/** What a git command wrote, and how it ended. */
export interface GitResult {
  /** Exit code. */
  readonly code: number;
  readonly stdout: Buffer;
  /** First line of standard error, for people. */
  readonly problem: string;
}

/** Runs git commands that read objects, in one checkout. */
export interface Git {
  /** `input` goes to standard input. A command that runs longer than a minute is ended and has the code 124. */
  run(args: readonly string[], input?: string): Promise<GitResult>;
  /** Standard output as trimmed text; null when the command failed. */
  line(args: readonly string[]): Promise<string | null>;
}

/**
 * Settings of the repository can make git run programs; none of these commands needs any, so they are switched off, and the
 * network too: a partial clone must not start a fetch. Replaced objects and grafts would show another history than the one
 * that the server has.
 */
const harmless = [
  '--no-pager',
  '--no-replace-objects',
  ...[
    'safe.bareRepository=explicit',
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.attributesFile=/dev/null',
    'core.quotePath=false',
    'credential.helper=',
    'log.showSignature=false',
    'log.showRoot=true',
    'protocol.allow=never',
  ].flatMap((setting) => ['-c', setting]),
];

/** The longest a command may take, in milliseconds. */
const timeout = 60_000;

/**
 * Git in the checkout whose top is given. Git does not look for the repository itself: coming from below it would first find
 * a bare one that a pull request has put there (`HEAD`, `config`, `objects`, `refs`), with branches of its author's. Told where
 * it is, git does not ask either whether the checkout belongs to us, which in a container it does not (`safe.directory`).
 * Nothing is run yet; a missing `git` program shows as code 127.
 */
export function gitIn(top: string): Git {
  const place = ['-C', top, `--git-dir=${join(top, '.git')}`, `--work-tree=${top}`];
  const git: Git = {
    run: (args, input) => execute(top, [...place, ...harmless, ...args], input),
    async line(args) {
      const { code, stdout } = await git.run(args);
      return code === 0 ? stdout.toString('utf8').trim() : null;
    },
  };
  return git;
}

/** Only what git needs to run at all: no `GIT_*`, so that neither hook nor action environment redirects it. */
function environment(path: string): NodeJS.ProcessEnv {
  const kept = ['SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : []))),
    PATH: path,
    LC_ALL: 'C',
    // No alias, credential helper or include of this machine's; a repository's own settings remain, see `harmless`.
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    // No fetch of what a partial clone lacks: by the first since git 2.45, before by the second, which no setting overrules.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

function findGit(folders: readonly string[]): string | null {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: the next folder may have it.
    return false;
  }
}

function execute(top: string, args: readonly string[], input = ''): Promise<GitResult> {
  const folders = programFolders(top);
  const program = findGit(folders);
  if (program === null)
    return Promise.resolve({ code: 127, stdout: Buffer.alloc(0), problem: 'the program git was not found' });
  return new Promise((resolve) => {
    const env = environment(folders.join(delimiter));
    const child = spawn(program, args, { env, timeout, stdio: 'pipe', windowsHide: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // git may end before it has read its input; its exit code tells the story.
    child.stdin.on('error', () => {});
    child.on('error', (error) => resolve({ code: 127, stdout: Buffer.alloc(0), problem: error.message }));
    child.on('close', (code) => {
      const problem = Buffer.concat(err).toString('utf8').split('\n', 1)[0] ?? '';
      resolve({ code: code ?? 124, stdout: Buffer.concat(out), problem });
    });
    child.stdin.end(input);
  });
}
