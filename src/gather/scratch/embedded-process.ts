import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { assetPath } from '../../base/assets';
import { UndeterminedError } from '../../base/errors';
import { answers, type EmbeddedLimits, type Start, type Wall } from './embedded-protocol';

const memoryCheckMs = 250;

/** The longest frame that is believed, in bytes. */
const largestFrame = 512 * 1024 * 1024;

/** Room for the stack, where the system lets it be raised. */
const stackKb = 32_768;
const isWindows = process.platform === 'win32';

/** How long the server may take to start. */
const startLimitMs = 120_000;

/**
 * The process of one embedded PostgreSQL. It runs the SQL of a repository and of databases, so it has neither rights nor
 * secrets (`embedded-main.mts`): no environment, no file but its own assets, no child, no worker, no code from strings.
 */
export class EmbeddedProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<void>;
  #received: Buffer[] = [];
  #length = 0;
  #words = '';
  #failure: UndeterminedError | undefined;
  #last: Promise<void> = Promise.resolve();
  #current: { onBytes(bytes: Buffer): void; done(failure?: UndeterminedError): void } | undefined;

  private constructor(limits: EmbeddedLimits, without: readonly Wall[]) {
    const { file, args } = command(without);
    this.#child = spawn(file, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.#child;
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', () => resolve());
    });
    stdout.on('data', (bytes: Buffer) => this.#accept(bytes));
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-2000);
    });
    stdin.on('error', () => {});
    this.#child.once('error', (error) => this.#fail(`stopped working (${error.message})`));
    this.#child.once('close', (code, signal) => this.#fail(`stopped working (${this.#reason(code, signal)})`));
    this.#watchMemory(limits.process);
  }

  /** @throws UndeterminedError when it does not start */
  static async start(
    settings: readonly string[],
    limits: EmbeddedLimits,
    without: readonly Wall[] = [],
  ): Promise<EmbeddedProcess> {
    const process = new EmbeddedProcess(limits, without);
    const start: Start = { files: assets(), settings, limits, without };
    await process.#send(Buffer.from(JSON.stringify(start)), startLimitMs, () => {});
    return process;
  }

  /**
   * One request, answered to its end.
   * @param onBytes called with each part of the answer
   * @throws UndeterminedError when the process has ended, or is ended because it takes longer
   */
  request(kind: number, body: Uint8Array, limitMs: number, onBytes: (bytes: Buffer) => void = () => {}): Promise<void> {
    return this.#send(Buffer.concat([Buffer.of(kind), body]), limitMs, onBytes);
  }

  /** Ends the process; what is asked of it now and later fails with this reason. */
  end(why: string): void {
    this.#fail(`was stopped because it ${why}`);
    this.#child.kill('SIGKILL');
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** One after the other: `pg` goes on when it has its bytes, which is before the request has ended. */
  #send(body: Buffer, limitMs: number, onBytes: (bytes: Buffer) => void): Promise<void> {
    const sent = this.#last.then(() => this.#exchange(body, limitMs, onBytes));
    this.#last = sent.catch(() => {});
    return sent;
  }

  #exchange(body: Buffer, limitMs: number, onBytes: (bytes: Buffer) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const timer = setTimeout(
        () => this.end(`was busy with one message for longer than ${limitMs / 1000} s`),
        limitMs,
      );
      const done = (failure?: UndeterminedError) => {
        clearTimeout(timer);
        this.#current = undefined;
        if (failure === undefined) resolve();
        else reject(failure);
      };
      this.#current = { onBytes, done };
      const head = Buffer.alloc(4);
      head.writeUInt32BE(body.length);
      this.#child.stdin.write(Buffer.concat([head, body]));
    });
  }

  #accept(bytes: Buffer): void {
    this.#received.push(bytes);
    this.#length += bytes.length;
    for (;;) {
      if (this.#length < 5) return;
      const first = this.#received[0] as Buffer;
      const head = first.length >= 5 ? first : this.#join();
      const size = 5 + head.readUInt32BE(1);
      if (size > largestFrame) this.end('gave an answer that is too long');
      if (size > largestFrame || this.#length < size) return;
      const all = this.#join();
      this.#received = all.length === size ? [] : [all.subarray(size)];
      this.#length -= size;
      this.#frame(all[0] ?? -1, all.subarray(5, size));
    }
  }

  #join(): Buffer {
    const all = this.#received.length === 1 ? (this.#received[0] as Buffer) : Buffer.concat(this.#received);
    this.#received = [all];
    return all;
  }

  #frame(kind: number, body: Buffer): void {
    if (kind === answers.bytes) this.#current?.onBytes(body);
    else if (kind === answers.ready) this.#current?.done();
    else this.#fail(`stopped working (${body.toString('utf8', 0, 500)})`);
  }

  #fail(what: string): void {
    this.#failure ??= new UndeterminedError(
      `The embedded PostgreSQL ${what}: use scratch: local or a service container.`,
    );
    this.#current?.done(this.#failure);
  }

  #reason(code: number | null, signal: string | null): string {
    const said = this.#words
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /Error|error/.test(line));
    return (
      said?.slice(0, 300) ?? (signal === null ? `its process ended with ${code}` : `its process ended by ${signal}`)
    );
  }

  #watchMemory(largest: number): void {
    const file = `/proc/${this.#child.pid}/statm`;
    const timer = setInterval(() => {
      try {
        // The second number is the resident size in pages (proc(5)); a page is at least 4 kB.
        const pages = Number(readFileSync(file, 'utf8').split(' ')[1]);
        if (pages * 4096 > largest) this.end(`used more than ${largest / 1024 ** 3} GB of memory`);
      } catch {
        // Another system, or it has ended.
        clearInterval(timer);
      }
    }, memoryCheckMs);
    timer.unref();
    void this.#exited.then(() => clearInterval(timer));
  }
}

function assets(): Start['files'] {
  return {
    pglite: realpathSync(assetPath('@electric-sql/pglite/dist/index.cjs')),
    wasm: realpathSync(assetPath('@electric-sql/pglite/dist/pglite.wasm')),
    data: realpathSync(assetPath('@electric-sql/pglite/dist/pglite.data')),
    image: realpathSync(assetPath('.cache/prisma-migration-gate/embedded.image.gz')),
  };
}

/**
 * Node without rights: https://nodejs.org/api/permissions.html (experimental in 20, stable in 24). Its stack has room for what
 * PostgreSQL's own `max_stack_depth` of 2 MB allows, so that the server says when it is too deep; the shell raises what the
 * system allows, and allows no file to be written at all.
 */
function command(without: readonly Wall[]): { file: string; args: string[] } {
  const main = realpathSync(assetPath('.cache/prisma-migration-gate/embedded-main.mjs'));
  const { pglite, wasm, data, image } = assets();
  const isStable = Number(process.versions.node.split('.')[0]) >= 24;
  const options = [
    '--no-warnings',
    '--max-old-space-size=1024',
    ...(isWindows ? [] : [`--stack-size=${stackKb - 512}`]),
    // See `preferFastWasmCompiler`.
    '--no-wasm-tier-up',
    '--no-wasm-dynamic-tiering',
    // Each function when it is first called: most never are.
    '--wasm-lazy-validation',
    ...(without.includes('strings') ? [] : ['--disallow-code-generation-from-strings']),
    ...(without.includes('permissions')
      ? []
      : [
          isStable ? '--permission' : '--experimental-permission',
          ...[main, pglite, wasm, data, image].map((path) => `--allow-fs-read=${path}`),
        ]),
  ];
  if (isWindows) return { file: process.execPath, args: [...options, main] };
  const limits = ['-f 0', '-c 0', `-s ${stackKb}`].map((limit) => `ulimit ${limit} 2>/dev/null; `).join('');
  return {
    file: '/bin/sh',
    args: ['-c', `${limits}unset PWD OLDPWD SHLVL _; exec "$@"`, 'sh', process.execPath, ...options, main],
  };
}
