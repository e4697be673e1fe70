import { droppedNames } from '../../postgres/sql/ast';
import { quoteIdentifier, quoteQualified } from '../../postgres/sql/identifiers';
import { outsideTransaction } from '../../postgres/sql/outside-transaction';
import type { Statement } from '../../postgres/sql/statement';
import { transactionOf } from '../../postgres/sql/transaction-model';

/** How many statements are there, when those that were seen are: a transaction of the file is there as a whole or not at all. */
export function withItsTransaction(statements: readonly Statement[], seen: number): number {
  const transactions = transactionOf('autocommit', statements);
  const last = transactions[seen - 1];
  return Math.max(seen, transactions.lastIndexOf(last ?? -1) + 1);
}

/**
 * The statements as scripts that can be run one after the other, each as one message. What refuses to run inside a
 * transaction is a script of its own, and has its names in full, since a `search_path` set in another script may be gone.
 */
export function scriptsOf(statements: readonly Statement[], defaultSchema: string): string[] {
  const scripts: string[][] = [];
  let isOpen = false;
  for (const statement of statements) {
    if ('TransactionStmt' in statement.node) continue;
    if (outsideTransaction(statement.node) !== null) {
      scripts.push([defaultSchema === 'public' ? statement.sql : qualified(statement, defaultSchema)]);
      isOpen = false;
    } else if (isOpen) scripts.at(-1)?.push(statement.sql);
    else {
      const path = defaultSchema === 'public' ? [] : [`SET search_path = ${quoteIdentifier(defaultSchema)}`];
      scripts.push([...path, statement.sql]);
      isOpen = true;
    }
  }
  return scripts.map((texts) => texts.map((text) => `${text.trimEnd()};`).join('\n\n'));
}

/** The statement with the schema written before every table and index that it names without one. */
function qualified({ sql, node, byteStart }: Statement, schema: string): string {
  if ('DropStmt' in node) {
    const [name] = droppedNames(node.DropStmt.objects);
    const ifExists = node.DropStmt.missing_ok === true ? 'IF EXISTS ' : '';
    const text = quoteQualified({ schema: name?.schema ?? schema, name: name?.name ?? '' });
    return `DROP INDEX CONCURRENTLY ${ifExists}${text}`;
  }
  const bytes = Buffer.from(sql);
  const places = unqualifiedRelations(node).map((location) => location - byteStart);
  const parts = [0, ...places].map((place, index) => bytes.subarray(place, places[index]).toString());
  return parts.join(`${quoteIdentifier(schema)}.`);
}

/** Where relations stand that are named without a schema, in order: byte offsets in the file. */
function unqualifiedRelations(node: unknown): number[] {
  if (typeof node !== 'object' || node === null) return [];
  const own =
    'relname' in node && !('schemaname' in node) && 'location' in node && typeof node.location === 'number'
      ? [node.location]
      : [];
  return [...own, ...Object.values(node).flatMap(unqualifiedRelations)].sort((a, b) => a - b);
}
