import { UndeterminedError } from '../../base/errors';
import type { ReplayFailure } from '../../contracts/replay-failure';
import type { MigrationFile } from '../../contracts/repository';
import { type Connection, ServerError } from '../../postgres/connection';
import { offsetsOf } from '../../postgres/sql/offsets';
import type { Statement } from '../../postgres/sql/statement';
import { scratchLimit } from './scratch-limit';
import type { SystemObjectsError } from './system-objects';

/** In characters; a report has room for no more. */
const shownStatement = 200;

/** What was sent when it failed. */
export interface Sent {
  /** The statement to blame; null: not known. */
  readonly statement: Statement | null;
  /** UTF-16 offset in the file at which the text that was sent begins. */
  readonly start: number;
}

/**
 * Describes why a migration did not run on the scratch session.
 * @throws whatever was thrown that is neither an answer of the server nor the end of it
 */
export function replayFailure(
  thrown: unknown,
  file: MigrationFile,
  { statement, start }: Sent,
  connection: Connection,
): ReplayFailure {
  const failure = {
    migration: file.name,
    line: statement?.line ?? 1,
    statement: shorten(statement?.sql ?? ''),
  };
  if (thrown instanceof UndeterminedError)
    return { ...failure, message: thrown.message, code: '', undetermined: thrown.message };
  if (!(thrown instanceof ServerError)) throw thrown;
  const { message, code, position } = thrown;
  const line = position === undefined ? failure.line : errorLine(file.sql ?? '', position, start);
  return { ...failure, line, message, code, undetermined: scratchLimit(thrown, connection) };
}

/** What stopped the gate from looking at what a migration, the last that ran, had made. */
export function unreadable(error: ServerError | SystemObjectsError, migration: string): ReplayFailure {
  const { message } = error;
  const failure = { migration, line: 1, statement: '', message };
  if (!(error instanceof ServerError)) return { ...failure, code: '', undetermined: `After ${migration}: ${message}` };
  const { code } = error;
  const undetermined = `After ${migration} the scratch server refused what the gate asks it: ${message} (${code}). Look there for what changes the session, the server's own objects, or what every statement does.`;
  return { ...failure, code, undetermined };
}

/** Why the file cannot be sent to a server at all; null: it can. */
export function unsendable({ name, sql }: MigrationFile): ReplayFailure | null {
  const failure = { migration: name, statement: '', undetermined: null };
  if (sql === null) return { ...failure, line: 1, message: 'There is no migration.sql.', code: 'P3015' };
  const nul = sql.indexOf('\0');
  if (nul === -1) return null;
  // No message of the protocol can hold one; Prisma's driver refuses the file too.
  return { ...failure, line: errorLine(sql, nul + 1), message: 'The file contains a NUL byte.', code: '22021' };
}

/** The 1-based line of a position that the server gave: 1-based, in characters from `start` on. */
export function errorLine(text: string, position: number, start = 0): number {
  return offsetsOf(text).lineAt(errorOffset(text, position, start));
}

/** The UTF-16 offset of a position that the server gave. */
export function errorOffset(text: string, position: number, start = 0): number {
  return start + offsetsOf(text.slice(start)).fromCharacters(position - 1);
}

function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > shownStatement ? `${line.slice(0, shownStatement - 1)}…` : line;
}
