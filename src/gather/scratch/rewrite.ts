import { offsetsOf } from '../../postgres/sql/offsets';
import { parseWith } from '../../postgres/sql/parse';
import type { Parser } from '../../postgres/sql/parser';
import type { Statement } from '../../postgres/sql/statement';
import { harmlessFor, placesOfRole, powerWords, withoutServerRoles } from './harmless';
import type { RunRole } from './run-role';
import { sealedCall } from './seal';

/** A stretch of a text and what to send in its place; UTF-16 offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What the role of a run is called in the SQL that is run: on a shared server, by the name of the URL's user. */
export interface Alias {
  readonly written: string;
  readonly real: string;
}

/** How a text has to be sent for the role of a run; none for one that the grammar refuses: the server says why. */
export function editsFor(parser: Parser, sql: string, role: RunRole, alias: Alias | null): readonly Edit[] {
  const { statements } = parseWith(parser, sql);
  return statements.flatMap((statement) => editsOf(statement, sql, role, alias));
}

function editsOf(statement: Statement, sql: string, role: RunRole, alias: Alias | null): readonly Edit[] {
  const { node, start, end } = statement;
  const whole = (text: string) => [{ start, end, text }];
  const instead = withoutServerRoles(node);
  const words = wordEdits(statement, sql, alias);
  if (instead !== null) return whole(apply(instead, []));
  const order = role.seal === null ? null : harmlessFor(statement, role);
  // What the role of the run is given it takes by itself.
  const isOwn = order?.kind === 'owner' && order.subject === (alias?.written ?? role.name);
  if (order === null || role.seal === null || isOwn) return words;
  const inner = words.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return whole(sealedCall({ ...order, sql: apply(statement.sql, inner) }, role.seal));
}

/** Words of power in blanks, and the role by its real name. */
function wordEdits({ node }: Statement, sql: string, alias: Alias | null): Edit[] {
  const offsets = offsetsOf(sql);
  const wordAt = (byte: number) => {
    const start = offsets.fromBytes(byte);
    const word = /^(?:"(?:[^"]|"")*"|[\w$\u0080-\uffff]+)/.exec(sql.slice(start, start + 300))?.[0] ?? '';
    return { start, end: start + word.length };
  };
  const blanks = powerWords(node).map(({ location = 0 }) => {
    const { start, end } = wordAt(location);
    return { start, end, text: ' '.repeat(end - start) };
  });
  const named = alias === null ? [] : placesOfRole(node, alias.written);
  const renamed = named.map((byte) => ({ ...wordAt(byte), text: alias?.real ?? '' }));
  return [...blanks, ...renamed].sort((a, b) => a.start - b.start);
}

/** The text with the edits made; they are in order and do not overlap. */
export function apply(sql: string, edits: readonly Edit[]): string {
  let text = '';
  let from = 0;
  for (const edit of edits) {
    text += sql.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return text + sql.slice(from);
}

/** A 1-based position in characters in the text as it was sent, in the text before the edits. */
export function positionBefore(sql: string, edits: readonly Edit[], position: number): number {
  let sent = offsetsOf(apply(sql, edits)).fromCharacters(position - 1);
  for (const { start, end, text } of edits) {
    if (sent < start) break;
    if (sent < start + text.length) sent = start;
    else sent += end - start - text.length;
  }
  return Array.from(sql.slice(0, sent)).length + 1;
}
