import type { Node, ParseResult } from '@pgsql/types';
import { errorMessage } from '../../base/errors';
import { type Offsets, offsetsOf } from './offsets';
import { loadParser, type Parser } from './parser';
import type { SqlSyntaxError, Statement, StatementPart } from './statement';

export interface ParsedSql {
  /** In file order; empty when there is an error. */
  readonly statements: readonly Statement[];
  /** Set when PostgreSQL's grammar refuses the text. */
  readonly error: SqlSyntaxError | null;
}

/**
 * Parses the text of a migration file with the grammar of PostgreSQL 18. A byte order mark is skipped here, although
 * the server refuses it: what the file says is clear. An empty text has no statements and no error.
 */
export async function parseStatements(sql: string): Promise<ParsedSql> {
  return parseWith(await loadParser(), sql);
}

/** {@link parseStatements} with a parser at hand. */
export function parseWith(parser: Parser, sql: string): ParsedSql {
  const skip = sql.startsWith('\uFEFF') ? 1 : 0;
  const text = sql.slice(skip);
  const offsets = offsetsOf(text);
  const nul = text.indexOf('\0');
  if (nul !== -1) return refused('the file contains a NUL byte', offsets.lineAt(nul));
  if (text.trim() === '') return { statements: [], error: null };
  let result: ParseResult;
  try {
    result = parser.parse(text);
  } catch (error) {
    return refused(errorMessage(error), offsets.lineAt(offsets.fromCharacters(errorCharacter(error))));
  }
  const statements: Statement[] = [];
  const file = { parser, text, offsets, skip };
  for (const { stmt, stmt_location = 0, stmt_len } of result.stmts ?? []) {
    if (stmt === undefined) continue;
    const limit = stmt_len === undefined || stmt_len === 0 ? text.length : offsets.fromBytes(stmt_location + stmt_len);
    statements.push(statementAt(file, stmt_location, limit, stmt));
  }
  return { statements, error: null };
}

/** A text without its byte order mark, which took up `skip` characters. */
interface File {
  readonly parser: Parser;
  readonly text: string;
  readonly offsets: Offsets;
  readonly skip: number;
}

function statementAt(file: File, byteStart: number, limit: number, node: Node): Statement {
  const { parser, text, offsets, skip } = file;
  const start = offsets.fromBytes(byteStart);
  const sql = withoutTrailingComments(parser, text.slice(start, limit).trimEnd());
  const end = start + sql.length;
  const commands = alterCommandParts(file, node, start, end);
  return {
    sql,
    line: offsets.lineAt(start),
    endLine: offsets.lineAt(Math.max(start, end - 1)),
    start: start + skip,
    end: end + skip,
    byteStart,
    ...(commands !== undefined && { commands }),
    node,
  };
}

/** An `ALTER TABLE` split at its commas outside brackets: the parse tree has no place for most commands. */
function alterCommandParts(
  { parser, text, offsets }: File,
  node: Node,
  start: number,
  end: number,
): StatementPart[] | undefined {
  if (!('AlterTableStmt' in node) || (node.AlterTableStmt.cmds?.length ?? 0) < 2) return undefined;
  const sql = text.slice(start, end);
  const local = offsetsOf(sql);
  const tokens = parser
    .scan(sql)
    .filter((token) => !token.tokenName.endsWith('_COMMENT'))
    .map((token) => ({ from: local.fromBytes(token.start), to: local.fromBytes(token.end) }));
  const word = (index: number) => sql.slice(tokens[index]?.from, tokens[index]?.to);
  const relation = offsets.fromBytes(node.AlterTableStmt.relation?.location ?? 0) - start;
  let index = tokens.findIndex(({ from }) => from >= relation) + 1;
  while (word(index) === '.') index += 2;
  if (word(index) === '*') index++;
  const parts: StatementPart[] = [];
  for (let first = index, depth = 0; index < tokens.length; index++) {
    if (/^[([]$/.test(word(index))) depth++;
    else if (/^[)\]]$/.test(word(index))) depth--;
    const isLast = index === tokens.length - 1;
    if (!isLast && (depth > 0 || word(index) !== ',')) continue;
    const [from, to] = [tokens[first]?.from ?? 0, tokens[isLast ? index : index - 1]?.to ?? sql.length];
    parts.push({
      sql: sql.slice(from, to),
      start: from,
      line: offsets.lineAt(start + from),
      endLine: offsets.lineAt(start + to - 1),
    });
    first = index + 1;
  }
  return parts;
}

/** The grammar's statement runs up to the semicolon, or to the end of the file: comments there are not part of it. */
function withoutTrailingComments(parser: Parser, text: string): string {
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  if (!lastLine.includes('--') && !text.endsWith('*/')) return text;
  const last = parser.scan(text).findLast((token) => !token.tokenName.endsWith('_COMMENT'));
  return last === undefined ? text : text.slice(0, offsetsOf(text).fromBytes(last.end));
}

function refused(message: string, line: number): ParsedSql {
  return { statements: [], error: { message, line } };
}

/** libpg-query gives the place of an error as a 0-based count of characters, -1 for none. */
function errorCharacter(error: unknown): number {
  const details = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails;
  return Math.max(0, details?.cursorPosition ?? 0);
}
