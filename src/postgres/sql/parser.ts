import type { ParseResult } from '@pgsql/types';

/** A token of PostgreSQL's scanner; `start` and `end` are UTF-8 byte offsets. */
export interface ScanToken {
  readonly start: number;
  readonly end: number;
  /** `SQL_COMMENT` (`--`), `C_COMMENT`, `IDENT`, `SCONST`, …; keywords are `UNKNOWN`. */
  readonly tokenName: string;
}

/** PostgreSQL's own grammar, compiled to WebAssembly. */
export interface Parser {
  /** Throws an error with `sqlDetails` for text that the grammar refuses. */
  parse(text: string): ParseResult;
  /** Throws for an unterminated string or comment. */
  scan(text: string): readonly ScanToken[];
}

let loading: Promise<Parser> | undefined;

/**
 * Loads the parser once. It is imported on first use only: libpg-query starts to load its wasm when it is imported.
 */
export function loadParser(): Promise<Parser> {
  loading ??= import('libpg-query').then(async (pg) => {
    await pg.loadModule();
    return { parse: (text) => pg.parseSync(text), scan: (text) => pg.scanSync(withoutControls(text)).tokens };
  });
  return loading;
}

/**
 * `scanSync` puts control characters unescaped into the JSON it returns and then cannot read it. Each is one byte, so
 * another character in its place leaves the offsets alone; none of them matters to where a token ends.
 */
function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, (control) => {
    if (control === '\v' || control === '\f') return ' ';
    return control < '\u0080' ? '?' : control;
  });
}
