import { offsetsOf } from './offsets';
import { type ParsedSql, parseWith } from './parse';
import { loadParser, type ScanToken } from './parser';
import { type Piece, splitWith } from './split';

/** A `-- migration-gate-ignore` comment. */
export interface Directive {
  /** Rule names as written. */
  readonly rules: readonly string[];
  /** What follows the colon; '' when there is none. */
  readonly reason: string;
  /** Line of the comment, 1-based. */
  readonly line: number;
  readonly scope: 'statement' | 'file';
  /** Lines of the statement it covers; of the comment itself when no statement follows; null for the whole file. */
  readonly lines: { readonly from: number; readonly to: number } | null;
  /** Why it is not taken, the end of a sentence that begins with "This ignore comment"; it then names no rule. */
  readonly tooMuch?: string;
}

/** Limits on what one file can ask for: comments, the characters of each, and the rules that each names. */
const most = { comments: 1000, characters: 4000, rules: 50 } as const;

const marker = /^migration-gate-ignore(-file)?(?![\w-])/;

/**
 * The directives of a migration file. Comments are found by PostgreSQL's scanner, so that the same words in a string do
 * not count. A directive covers the statement it stands in or behind (on the same line), else the next one.
 */
export async function findDirectives(sql: string): Promise<readonly Directive[]> {
  if (!sql.includes('migration-gate-ignore')) return [];
  const parser = await loadParser();
  const skip = sql.startsWith('\uFEFF') ? 1 : 0;
  const text = sql.slice(skip);
  const parsed: ParsedSql = parseWith(parser, sql);
  const statements: readonly Piece[] = parsed.error === null ? parsed.statements : splitWith(parser, sql);
  const offsets = offsetsOf(text);
  let tokens: readonly ScanToken[];
  try {
    tokens = parser.scan(text);
  } catch {
    // An unterminated string or comment: no server will run the file, and its comments cannot be told from its strings.
    return [];
  }
  const directives: Directive[] = [];
  for (const token of tokens) {
    if (!token.tokenName.endsWith('_COMMENT')) continue;
    const start = offsets.fromBytes(token.start);
    const content = commentText(text.slice(start, offsets.fromBytes(token.end)));
    const match = marker.exec(content);
    if (match === null) continue;
    const line = offsets.lineAt(start);
    const said = directives.length < most.comments ? saidBy(content.slice(match[0].length)) : oneTooMany;
    directives.push({
      ...said,
      line,
      scope: match[1] === undefined ? 'statement' : 'file',
      lines: match[1] === undefined ? coveredLines(statements, line, start + skip) : null,
    });
    if (said === oneTooMany) break;
  }
  return directives;
}

type Said = Pick<Directive, 'rules' | 'reason' | 'tooMuch'>;

const refused = (tooMuch: string): Said => ({ rules: [], reason: '', tooMuch });

const oneTooMany = refused(
  `comes after ${most.comments.toLocaleString('en')} others in this file, the most that are read`,
);

/** What stands behind the marker; each rule once. */
function saidBy(rest: string): Said {
  if (rest.length > most.characters)
    return refused(`is longer than ${most.characters.toLocaleString('en')} characters`);
  const colon = rest.indexOf(':');
  const names = colon === -1 ? rest : rest.slice(0, colon);
  const rules = [...new Set(names.split(/[\s,]+/).filter((name) => name !== ''))];
  if (rules.length > most.rules) return refused(`names more than ${most.rules} rules`);
  return { rules, reason: colon === -1 ? '' : rest.slice(colon + 1).trim() };
}

function commentText(comment: string): string {
  return comment.startsWith('--') ? comment.slice(2).trim() : comment.slice(2, -2).trim();
}

function coveredLines(statements: readonly Piece[], line: number, start: number): { from: number; to: number } {
  const covered =
    statements.find((s) => s.start < start && (start < s.end || s.endLine === line)) ??
    statements.find((s) => s.start > start);
  return covered === undefined ? { from: line, to: line } : { from: covered.line, to: covered.endLine };
}
