import { Duplex } from 'node:stream';
import { createContext, Script } from 'node:vm';
import type { PGlite } from '@electric-sql/pglite';
import { UndeterminedError } from '../errors';
import { scriptLimitMs } from './server';

/**
 * Types of frontend messages after which the server answers at once: Query, Sync, Flush, FunctionCall, Terminate, and
 * CopyDone and CopyFail, which end a COPY (PostgreSQL manual, "Message Formats"). Others wait for one of these.
 */
const answered = new Set(Buffer.from('QSHFXcf'));

/** Type of the message that holds a script. */
const simpleQuery = 'Q'.charCodeAt(0);

/** PGlite throws this out of its main loop for each SQL error; it then handles it itself. */
const longJumpStatus = 100;

/** CopyFail, with the reason that `pg` gives too. */
const copyFail = Buffer.from('f\0\0\0\x1dNo source stream defined\0');

/**
 * The socket of `pg`, answered by a PGlite in the same process: whole messages of PostgreSQL's wire protocol go in, the
 * server's bytes come out. Give it to `new pg.Client({ stream })`, without TLS.
 */
export class PGliteStream extends Duplex {
  readonly #database: PGlite;
  readonly #limitMs: number;
  #received: Buffer[] = [];
  #started = false;
  #crash: unknown;
  /** The batch being executed. */
  #message: Uint8Array<ArrayBuffer> | undefined;

  /** @param limitMs how long one message may run; the database is of no use afterwards */
  constructor(database: PGlite, limitMs = scriptLimitMs) {
    super();
    this.#database = database;
    this.#limitMs = limitMs;
    this.#watchForCrash();
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

  async #execute(batch: Buffer): Promise<void> {
    // A copy of its own: PGlite keeps the array, and a crash detaches it.
    this.#message = new Uint8Array(refusesCopy(batch) ? Buffer.concat([batch, copyFail]) : batch);
    const answer: Buffer[] = [];
    try {
      await this.#database.execProtocolRawStream(this.#message, {
        syncToFs: false,
        // The bytes are a view of WebAssembly memory, which the next message overwrites.
        onRawData: (bytes) => answer.push(Buffer.from(bytes)),
      });
    } catch (error) {
      this.#crash ??= error;
    }
    this.#message = undefined;
    if (this.#crash !== undefined) throw this.#failure(this.#crash);
    for (const part of answer) this.push(part);
  }

  #failure(cause: unknown): UndeterminedError {
    const isTimeout = (cause as { code?: string } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    const what = isTimeout
      ? `The embedded PostgreSQL was stopped because it was busy with one message for longer than ${this.#limitMs / 1000} s`
      : `The embedded PostgreSQL stopped working (${describe(cause)})`;
    return new UndeterminedError(`${what}: use scratch: local or a service container.`, { cause });
  }

  /**
   * PGlite goes on after any exception of its WebAssembly code and then reports that it is ready, so that a trap in the
   * middle of a script would pass as success. Its loop over the message ends when the message has no bytes left.
   */
  #watchForCrash(): void {
    const module = this.#database.Module;
    const runOnce = module._PostgresMainLoopOnce;
    const runLimited = limited(runOnce, this.#limitMs);
    module._PostgresMainLoopOnce = () => {
      try {
        // Migrations come as simple queries; all else is short, and a time limit has its price.
        if (this.#message?.[0] === simpleQuery) runLimited();
        else runOnce();
      } catch (error) {
        if ((error as { status?: number }).status !== longJumpStatus) {
          this.#crash = error;
          const buffer = this.#message?.buffer;
          if (buffer) structuredClone(buffer, { transfer: [buffer] });
          module._pq_buffer_remaining_data = () => 0;
        }
        throw error;
      }
    };
  }
}

/**
 * The function, interrupted when it takes too long. PGlite runs on this thread, where neither a timer of ours nor its own
 * `statement_timeout` can fire; the time-out of `vm` has a thread of its own.
 */
function limited(run: () => void, timeout: number): () => void {
  const context = createContext({ run });
  const script = new Script('run()');
  return () => void script.runInContext(context, { timeout });
}

/**
 * PGlite runs a batch to its end, so that COPY FROM STDIN would read the end of its input and kill the server. The answer
 * that `pg` would give to its CopyInResponse is sent along; where there is no COPY the server ignores it (PostgreSQL
 * manual, "COPY Operations").
 */
function refusesCopy(batch: Buffer): boolean {
  return batch[0] === simpleQuery && /\bcopy\b/i.test(batch.toString('latin1'));
}

function describe(error: unknown): string {
  return String((error as { message?: string } | null)?.message ?? error);
}
