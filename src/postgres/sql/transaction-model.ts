import semver from 'semver';
import { engineReads } from './engine-parser';
import type { Statement } from './statement';

/** How Prisma will run the statements of a file (one transaction, or each by itself). */
export type TransactionModel = 'implicit' | 'autocommit' | 'unknown';

/** From this version on Prisma's engine sends a file statement by statement when its parser can read all of it. */
const splitsSince = '7.4.0';

/**
 * How Prisma runs the file: everything in one implicit transaction, or each statement by itself. A file of one
 * statement is `autocommit` under every version. `prismaVersion` null (not known) leaves a file `unknown`, unless every
 * version would send it whole. `BEGIN` and `COMMIT` in the file are not looked at here: see {@link transactionOf}.
 */
export function transactionModel(
  prismaVersion: string | null,
  statements: readonly Statement[],
  sql: string,
): TransactionModel {
  if (statements.length === 1) return 'autocommit';
  const version = prismaVersion === null ? null : semver.coerce(prismaVersion, { includePrerelease: true });
  if (version !== null && semver.lt(version, splitsSince)) return 'implicit';
  const answers = statements.map(({ node }) => engineReads(node));
  if (answers.includes('no') || sql.startsWith('\uFEFF')) return 'implicit';
  if (version === null || version.major > 7 || statements.length === 0 || answers.includes('unknown')) return 'unknown';
  return 'autocommit';
}

/**
 * For each statement, a number that it shares with the statements of the same transaction. `BEGIN … COMMIT` is one
 * transaction under both models; in an implicit one, `BEGIN` takes in what came before it and `COMMIT` ends it
 * (PostgreSQL manual, "Multiple Statements in a Simple Query"). An unknown model is taken as implicit.
 */
export function transactionOf(model: TransactionModel, statements: readonly Statement[]): readonly number[] {
  let current = 0;
  let open = model !== 'autocommit';
  return statements.map(({ node }) => {
    const kind = 'TransactionStmt' in node ? node.TransactionStmt.kind : undefined;
    const own = current;
    if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') open = true;
    else if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') {
      open = model !== 'autocommit';
      current++;
    } else if (!open) current++;
    return own;
  });
}
