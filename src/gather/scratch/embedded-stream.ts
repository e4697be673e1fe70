import { Duplex } from 'node:stream';
import type { EmbeddedProcess } from './embedded-process';
import { type EmbeddedLimits, requests } from './embedded-protocol';

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
 * The socket of `pg`, answered by a PGlite in a process of its own: whole messages of PostgreSQL's wire protocol go in, the
 * server's bytes come out. Give it to `new pg.Client({ stream })`, without TLS.
 */
export class EmbeddedStream extends Duplex {
  readonly #process: EmbeddedProcess;
  readonly #limits: Pick<EmbeddedLimits, 'message' | 'answer'>;
  #received: Buffer[] = [];
  #started = false;

  /** @param process whose server has started */
  constructor(process: EmbeddedProcess, limits: Pick<EmbeddedLimits, 'message' | 'answer'>) {
    super();
    this.#process = process;
    this.#limits = limits;
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
    // Goodbye: the process is ended as it is, there is nothing to keep.
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

  async #execute(batch: Buffer): Promise<void> {
    const message = refusesCopy(batch) ? Buffer.concat([batch, copyFail]) : batch;
    const { message: limitMs, answer } = this.#limits;
    let size = 0;
    await this.#process.request(requests.batch, message, limitMs, (bytes) => {
      size += bytes.length;
      if (size > answer) this.#process.end(`gave an answer of more than ${answer / 1024 / 1024} MB`);
      else this.push(bytes);
    });
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
