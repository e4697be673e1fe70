import { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import { errorMessage, UndeterminedError } from '../errors';
import type { ThreadAnswer } from './embedded-thread';

/**
 * Types of frontend messages after which the server answers at once: Query, Sync, Flush, FunctionCall, and CopyDone and
 * CopyFail, which end a COPY (PostgreSQL manual, "Message Formats"). Others wait for one of these.
 */
const answered = new Set(Buffer.from('QSHFcf'));

/** Type of the message that holds a script, and of the one that says goodbye. */
const [simpleQuery, terminate] = Buffer.from('QX');

/** CopyFail, with the reason that `pg` gives too. */
const copyFail = Buffer.from('f\0\0\0\x1dNo source stream defined\0');

/**
 * The socket of `pg`, answered by a PGlite on a thread of its own: whole messages of PostgreSQL's wire protocol go in, the
 * server's bytes come out. Give it to `new pg.Client({ stream })`, without TLS.
 */
export class EmbeddedStream extends Duplex {
  readonly #worker: Worker;
  readonly #limitMs: number;
  #received: Buffer[] = [];
  #started = false;
  /** Why nothing is answered any more. */
  #failure: UndeterminedError | undefined;
  /** Whoever waits for the answer to the batch that the thread has. */
  #answered: ((failure?: UndeterminedError) => void) | undefined;

  /**
   * @param worker the thread, which has started its server
   * @param limitMs how long one message may run; the thread is stopped then
   */
  constructor(worker: Worker, limitMs: number) {
    super();
    this.#worker = worker;
    this.#limitMs = limitMs;
    worker.on('message', (answer: ThreadAnswer) => {
      if ('crash' in answer) return this.#fail(`stopped working (${answer.crash})`);
      this.push(answer.bytes);
      this.#answered?.();
    });
    worker.on('error', (error) => this.#fail(`stopped working (${errorMessage(error)})`, error));
    worker.on('exit', () => this.#fail('stopped working'));
  }

  /** `pg` calls these on its socket. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#accept([chunk]).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#accept(chunks.map(({ chunk }) => chunk)).then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  async #accept(chunks: Buffer[]): Promise<void> {
    this.#received.push(...chunks);
    const received = this.#received.length === 1 ? (this.#received[0] as Buffer) : Buffer.concat(this.#received);
    // Goodbye: the thread is stopped as it is, there is nothing to keep.
    if (this.#started && received[0] === terminate) return;
    const end = this.#endOfBatch(received);
    this.#received = end === received.length ? [] : [received.subarray(end)];
    if (end > 0) await this.#execute(received.subarray(0, end));
  }

  /** Where the last whole message ends that the server will answer; 0 when there is none yet. */
  #endOfBatch(bytes: Buffer): number {
    let end = 0;
    let offset = 0;
    // The startup packet has no type, only a length.
    if (!this.#started) {
      if (bytes.length < 4 || bytes.length < bytes.readInt32BE(0)) return 0;
      this.#started = true;
      return bytes.readInt32BE(0);
    }
    while (offset + 5 <= bytes.length) {
      const next = offset + 1 + bytes.readInt32BE(offset + 1);
      if (next > bytes.length) break;
      if (answered.has(bytes[offset] as number)) end = next;
      offset = next;
    }
    return end;
  }

  #execute(batch: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const timer = setTimeout(() => {
        this.#fail(`was stopped because it was busy with one message for longer than ${this.#limitMs / 1000} s`);
        void this.#worker.terminate();
      }, this.#limitMs);
      this.#answered = (failure) => {
        clearTimeout(timer);
        this.#answered = undefined;
        if (failure === undefined) resolve();
        else reject(failure);
      };
      const message = new Uint8Array(refusesCopy(batch) ? Buffer.concat([batch, copyFail]) : batch);
      this.#worker.postMessage(message, [message.buffer]);
    });
  }

  #fail(what: string, cause?: unknown): void {
    this.#failure ??= new UndeterminedError(
      `The embedded PostgreSQL ${what}: use scratch: local or a service container.`,
      { cause },
    );
    this.#answered?.(this.#failure);
  }
}

/**
 * PGlite runs a batch to its end, so that COPY FROM STDIN would read the end of its input and kill the server. The answer
 * that `pg` would give to its CopyInResponse is sent along; where there is no COPY the server ignores it (PostgreSQL
 * manual, "COPY Operations").
 */
function refusesCopy(batch: Buffer): boolean {
  return batch[0] === simpleQuery && /\bcopy\b/i.test(batch.toString('latin1'));
}
