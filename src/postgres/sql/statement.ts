import type { Node } from '@pgsql/types';

/** One statement of a migration file. */
export interface Statement {
  /** The text without the comments before it and without the closing semicolon. */
  readonly sql: string;
  /** Lines of the file on which the text begins and ends, 1-based. */
  readonly line: number;
  readonly endLine: number;
  /** UTF-16 offsets into the file's text. */
  readonly start: number;
  readonly end: number;
  /** UTF-8 byte offset of the text in the file: the `location`s in the parse tree count from the same origin. */
  readonly byteStart: number;
  /** The commands of an `ALTER TABLE` with several, in order; undefined for all other statements. */
  readonly commands?: readonly StatementPart[];
  /** The parse tree (PostgreSQL 18 grammar, libpg-query). */
  readonly node: Node;
}

/** One command of an `ALTER TABLE`. */
export interface StatementPart {
  readonly sql: string;
  /** UTF-16 offset into the statement's text. */
  readonly start: number;
  /** Lines of the file, 1-based. */
  readonly line: number;
  readonly endLine: number;
}

/** A file that PostgreSQL's grammar refuses. */
export interface SqlSyntaxError {
  readonly message: string;
  readonly line: number;
}
