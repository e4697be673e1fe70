/**
 * The little of a PostgreSQL client that readers of a server need, so that they import no driver.
 * Errors thrown are {@link ServerError} when the server refused the SQL.
 */
export interface Connection {
  /** Runs one statement (extended protocol when there are values) and returns its rows. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * Sends the text as one simple Query message, as Prisma's native engine sends a migration: several statements in it
   * are one implicit transaction (PostgreSQL manual, "Multiple Statements in a Simple Query").
   * @returns the rows of each statement, in their order
   */
  script(text: string): Promise<ScriptResult>;
  /**
   * Runs one statement with every value as the server's text, positional, with the type OIDs of the columns and without
   * any conversion, for the adapter of Prisma's engine (`rowMode: 'array'` and an identity type parser in `pg`).
   */
  raw?(text: string, values?: readonly unknown[]): Promise<RawResult>;
  /** `server_version_num`, such as 150018. */
  readonly serverVersionNumber: number;
}

/** What {@link Connection.script} returns. */
export type ScriptResult = readonly (readonly object[])[];

/** What {@link Connection.raw} returns. */
export interface RawResult {
  readonly fields: readonly { readonly name: string; readonly typeOid: number }[];
  /** One array per row, in the order of `fields`; text format of the server. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows changed, of the command tag; 0 when there is none. */
  readonly count: number;
}

/** An ErrorResponse of the server (PostgreSQL manual, "Error and Notice Message Fields"). */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  constructor(
    message: string,
    /** SQLSTATE, such as `42P01`. */
    readonly code: string,
    /** 1-based position in characters into the text that was sent, when the server gave one. */
    readonly position: number | undefined,
    readonly detail: string | undefined,
    readonly hint: string | undefined,
  ) {
    super(message);
  }
}
