import { spawn } from 'node:child_process';

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
 * network too: a partial clone must not start a fetch. `safe.directory` is lifted because checkouts in containers belong
 * to another user, which is safe with everything else off.
 */
const harmless = [
  '--no-pager',
  '--no-replace-objects',
  ...[
    'safe.directory=*',
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.quotePath=false',
    'log.showSignature=false',
    'log.showRoot=true',
    'protocol.allow=never',
  ].flatMap((setting) => ['-c', setting]),
];

/** The longest a command may take, in milliseconds. */
const timeout = 60_000;

/** Git in the given directory. Nothing is run yet; a missing `git` program shows as code 127. */
export function gitIn(directory: string): Git {
  const git: Git = {
    run: (args, input) => execute(['-C', directory, ...harmless, ...args], input),
    async line(args) {
      const { code, stdout } = await git.run(args);
      return code === 0 ? stdout.toString('utf8').trim() : null;
    },
  };
  return git;
}

/** Only what git needs to run at all: no `GIT_*`, so that neither hook nor action environment redirects it. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'Path', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : []))),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

function execute(args: readonly string[], input = ''): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = spawn('git', args, { env: environment(), timeout, stdio: 'pipe', windowsHide: true });
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
