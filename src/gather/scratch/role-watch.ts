import { unquoteIdentifier } from '../../postgres/catalog/identifier';
import type { Connection, RawResult, ScriptResult } from '../../postgres/connection';
import { refuseOutside } from './outside-guard';

/** `CREATE ROLE`, `USER` or `GROUP` and a name, wherever in a text. */
const creation = /\bcreate\s+(?:role|user|group)\s+(?:if\s+not\s+exists\s+)?("(?:[^"]|"")+"|[\w$\u0080-\uffff]+)/gi;

/**
 * A connection that remembers which roles the SQL sent through it names as created. On a server that others use too, only
 * such a role is ours to drop.
 */
export class RoleWatch implements Connection {
  readonly #connection: Connection;
  /** Names of roles as the server stores them. */
  readonly named = new Set<string>();

  readonly #isGuarded: boolean;

  /** @param isGuarded see {@link refuseOutside} */
  constructor(connection: Connection, { isGuarded }: { isGuarded: boolean }) {
    this.#connection = connection;
    this.#isGuarded = isGuarded;
  }

  get serverVersionNumber(): number {
    return this.#connection.serverVersionNumber;
  }

  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    this.#note(text);
    return this.#connection.query<Row>(text, values);
  }

  async script(text: string): Promise<ScriptResult> {
    if (this.#isGuarded) await refuseOutside(text);
    this.#note(text);
    return this.#connection.script(text);
  }

  raw(text: string, values?: readonly unknown[]): Promise<RawResult> {
    this.#note(text);
    if (this.#connection.raw === undefined) throw new Error('this connection has no raw');
    return this.#connection.raw(text, values);
  }

  #note(text: string): void {
    for (const [, name = ''] of text.matchAll(creation))
      this.named.add(name.startsWith('"') ? unquoteIdentifier(name) : name.toLowerCase());
  }
}
