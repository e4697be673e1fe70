import { offsetsOf } from './offsets';
import { loadParser, type Parser, type ScanToken } from './parser';
import type { Statement } from './statement';

/** A stretch of a file between semicolons, with its place: a {@link Statement} without a parse tree. */
export type Piece = Pick<Statement, 'sql' | 'line' | 'endLine' | 'start' | 'end'>;

/**
 * Splits a text that the grammar refuses (psql commands, syntax newer than the parser) at semicolons outside strings,
 * comments, parentheses and `BEGIN ATOMIC` bodies; a line that begins with a backslash is a piece of its own. A text
 * that not even the scanner can read is one piece.
 */
export async function splitStatements(sql: string): Promise<readonly Piece[]> {
  return splitWith(await loadParser(), sql);
}

/** {@link splitStatements} with a parser at hand. */
export function splitWith(parser: Parser, sql: string): readonly Piece[] {
  const skip = sql.startsWith('\uFEFF') ? 1 : 0;
  const text = sql.slice(skip);
  const offsets = offsetsOf(text);
  const pieces: Piece[] = [];
  const add = (start: number, end: number) => {
    pieces.push({
      sql: text.slice(start, end),
      line: offsets.lineAt(start),
      endLine: offsets.lineAt(Math.max(start, end - 1)),
      start: start + skip,
      end: end + skip,
    });
  };
  let tokens: readonly ScanToken[];
  try {
    tokens = parser.scan(text);
  } catch {
    // The scanner refuses unterminated strings and comments; then nothing can be told apart.
    const trimmed = text.trim();
    if (trimmed !== '') add(text.indexOf(trimmed), text.indexOf(trimmed) + trimmed.length);
    return pieces;
  }
  let start = -1;
  let end = -1;
  let depth = 0;
  let atomic = 0;
  let psqlLine = 0;
  let previous = '';
  const flush = () => {
    if (start !== -1) add(start, end);
    start = -1;
    psqlLine = 0;
  };
  for (const token of tokens) {
    if (token.tokenName.endsWith('_COMMENT')) continue;
    const from = offsets.fromBytes(token.start);
    const to = offsets.fromBytes(token.end);
    const word = text.slice(from, to).toUpperCase();
    const line = offsets.lineAt(from);
    if (psqlLine !== 0 && line !== psqlLine) flush();
    if (word === ';' && depth === 0 && atomic === 0 && psqlLine === 0) {
      flush();
      previous = '';
      continue;
    }
    if (start === -1) {
      start = from;
      if (word === '\\') psqlLine = line;
    }
    end = to;
    if (word === '(') depth++;
    else if (word === ')') depth = Math.max(0, depth - 1);
    else if (word === 'ATOMIC' && previous === 'BEGIN') atomic = 1;
    else if (atomic > 0 && word === 'CASE') atomic++;
    else if (atomic > 0 && word === 'END') atomic--;
    previous = word;
  }
  flush();
  return pieces;
}
