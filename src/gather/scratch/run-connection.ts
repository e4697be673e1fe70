import { type Connection, type RawResult, type ScriptResult, ServerError } from '../../postgres/connection';
import { loadParser } from '../../postgres/sql/parser';
import { mayNeedMore } from './harmless';
import { refuseOutside } from './outside-guard';
import { type Alias, apply, type Edit, editsFor, positionBefore } from './rewrite';
import type { RunRole } from './run-role';
import { sealedCall } from './seal';

export interface RunOptions {
  /** What SQL calls the role when that is not its name; null: its name. */
  readonly writtenAs?: string | null;
  /** See {@link refuseOutside}. */
  readonly isGuarded: boolean;
}

/**
 * A connection of the role of a run. What needs more rights than that role has and is known to be harmless is carried out
 * by the administrator, in its place in the text and in its transaction; positions of errors are those of the text that
 * was given.
 */
export class RunConnection implements Connection {
  readonly #connection: Connection;
  readonly #role: RunRole;
  readonly #alias: Alias | null;
  readonly #isGuarded: boolean;
  /** Long texts that were sent as they are, such as the question for a catalog, which is asked again and again. */
  readonly #unedited = new Set<string>();

  constructor(connection: Connection, role: RunRole, { writtenAs = null, isGuarded }: RunOptions) {
    this.#connection = connection;
    this.#role = role;
    this.#alias = writtenAs === null ? null : { written: writtenAs, real: role.name };
    this.#isGuarded = isGuarded;
  }

  get serverVersionNumber(): number {
    return this.#connection.serverVersionNumber;
  }

  async query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    return this.#answer(await this.#connection.query<Row>(text, values)) as Row[];
  }

  async script(text: string): Promise<ScriptResult> {
    if (this.#isGuarded) await refuseOutside(text);
    const edits = await this.#edits(text);
    try {
      return this.#answer(await this.#connection.script(apply(text, edits))) as ScriptResult;
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      const { code, position, detail, hint } = error;
      const before = position === undefined ? undefined : positionBefore(text, edits, position);
      throw new ServerError(this.#answer(error.message) as string, code, before, detail, hint);
    }
  }

  /**
   * Carries out one statement of the gate's own, which no text of others is part of but as names and literals, with the
   * administrator's rights where he is a superuser; else with those of the role.
   */
  async asAdministrator(statement: string): Promise<void> {
    const { seal } = this.#role;
    const call = seal === null ? statement : sealedCall({ kind: 'plain', subject: '', sql: statement }, seal);
    await this.#connection.script(call);
  }

  async raw(text: string, values?: readonly unknown[]): Promise<RawResult> {
    if (this.#connection.raw === undefined) throw new Error('this connection has no raw');
    return this.#answer(await this.#connection.raw(text, values)) as RawResult;
  }

  async #edits(text: string): Promise<readonly Edit[]> {
    const isNamed = this.#alias !== null && text.includes(this.#alias.written);
    // The server refuses a byte order mark and says so.
    if (text.startsWith('\uFEFF') || this.#unedited.has(text) || !(isNamed || mayNeedMore.test(text))) return [];
    const edits = editsFor(await loadParser(), text, this.#role, this.#alias);
    if (edits.length === 0 && text.length > 10_000) this.#unedited.add(text);
    return edits;
  }

  /** Only the run knows the real name before it is over, so that wherever it stands it is the role. */
  #answer(value: unknown): unknown {
    const alias = this.#alias;
    return alias === null ? value : replaced(value, alias);
  }
}

function replaced(value: unknown, alias: Alias): unknown {
  if (typeof value === 'string')
    return value.includes(alias.real) ? value.replaceAll(alias.real, alias.written) : value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, alias));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, alias)]));
}
