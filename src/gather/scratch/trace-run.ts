import type { PendingMigration, StatementTrace } from '../../contracts/facts';
import type { ReplayFailure } from '../../contracts/replay-failure';
import type { Catalog } from '../../postgres/catalog/model';
import { type Connection, ServerError } from '../../postgres/connection';
import { outsideTransaction } from '../../postgres/sql/outside-transaction';
import type { Statement } from '../../postgres/sql/statement';
import type { TransactionModel } from '../../postgres/sql/transaction-model';
import { transactionOf } from '../../postgres/sql/transaction-model';
import { knownEffects } from '../statements/known-locks';
import { rank, strongest } from './lock-modes';
import { replayFailure } from './replay-failure';
import {
  type KnownRelation,
  readBaseline,
  readColumns,
  readRelations,
  runAndLook,
  type Snapshot,
  type TableColumns,
} from './trace-snapshot';

/** One pass over the statements of a file, in one transaction model. What it does stays, up to a failure. */
export class TraceRun {
  readonly #connection: Connection;
  readonly #migration: Omit<PendingMigration, 'before'>;
  readonly #model: TransactionModel;
  readonly #relations: ReadonlyMap<number, KnownRelation>;
  readonly #before: Catalog | null;
  readonly #traces: StatementTrace[] = [];
  /** The line on which the transaction of a statement ends. */
  readonly #lastLines = new Map<Statement, number>();
  /** Null: no transaction is open, or what was measured in it does not count any more. */
  #last: Snapshot | null = null;
  #isOpen = false;

  constructor(
    connection: Connection,
    migration: Omit<PendingMigration, 'before'>,
    model: TransactionModel,
    relations: ReadonlyMap<number, KnownRelation>,
    before: Catalog | null,
  ) {
    this.#connection = connection;
    this.#migration = migration;
    this.#model = model;
    this.#relations = relations;
    this.#before = before;
  }

  async all(): Promise<{ traces: readonly StatementTrace[]; failure: ReplayFailure | null }> {
    const { statements, file } = this.#migration;
    const transactions = transactionOf(this.#model, statements);
    const ends = new Map(statements.map(({ endLine }, index) => [transactions[index], endLine]));
    for (const [index, statement] of statements.entries())
      this.#lastLines.set(statement, ends.get(transactions[index]) ?? statement.endLine);
    for (const [index, statement] of statements.entries()) {
      const own = transactions[index];
      const isLast = own !== transactions[index + 1];
      const isAlone = own !== transactions[index - 1] && isLast;
      try {
        await this.#one(statement, isAlone, isLast ? endOf(statements[index + 1]) : []);
      } catch (error) {
        const failure = replayFailure(error, file, { statement, start: statement.start }, this.#connection);
        if (this.#isOpen && error instanceof ServerError) await this.#connection.script('ROLLBACK');
        return { traces: this.#traces, failure };
      }
    }
    return { traces: this.#traces, failure: null };
  }

  /** @param ending what ends the transaction after the statement; empty: it goes on */
  async #one(statement: Statement, isAlone: boolean, ending: readonly string[]): Promise<void> {
    if ('TransactionStmt' in statement.node) await this.#control(statement);
    else if (isAlone && outsideTransaction(statement.node) !== null) return this.#outside(statement);
    else if ('VariableSetStmt' in statement.node) await this.#set(statement);
    else return this.#measured(statement, ending);
    if (!this.#isOpen || ending.length === 0) return;
    await this.#connection.script(ending.join(';'));
    this.#ended(ending);
  }

  /** `BEGIN`, `COMMIT`, `SAVEPOINT`, … written in the file. */
  async #control(statement: Statement): Promise<void> {
    const kind = 'TransactionStmt' in statement.node ? statement.node.TransactionStmt.kind : undefined;
    const begins = kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START';
    if (begins && this.#isOpen) return;
    await this.#connection.script(statement.sql);
    if (begins) this.#isOpen = true;
    else if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') this.#closed();
  }

  async #outside(statement: Statement): Promise<void> {
    const { lockTimeoutMs } = await readBaseline(this.#connection);
    await this.#connection.script(statement.sql);
    const effects = knownEffects(statement.node, this.#before);
    this.#record(statement, { ...effects, indexLocks: [], lockTimeoutMs, source: 'known' });
    for (const [oid, relation] of await readRelations(this.#connection)) {
      const known = this.#relations.get(oid);
      if (known !== undefined) known.filenode = relation.filenode;
    }
  }

  async #begin(): Promise<void> {
    if (this.#isOpen) return;
    await this.#connection.script('BEGIN');
    this.#isOpen = true;
  }

  /** SET TRANSACTION must come before any query; a SET locks nothing. */
  async #set(statement: Statement): Promise<void> {
    await this.#begin();
    await this.#connection.script(statement.sql);
    const lockTimeoutMs = this.#last?.lockTimeoutMs ?? 0;
    this.#record(statement, {
      locks: [],
      indexLocks: [],
      rewrites: [],
      scans: [],
      lockTimeoutMs,
      source: 'measured',
    });
  }

  async #measured(statement: Statement, ending: readonly string[]): Promise<void> {
    await this.#begin();
    const before = this.#last ?? (await readBaseline(this.#connection));
    const columns = mayDropMore(statement) ? await readColumns(this.#connection) : null;
    const after = await runAndLook(this.#connection, statement.sql, before, ending);
    this.#last = after;
    if (ending.length > 0) this.#ended(ending);
    const dropped = columns === null ? [] : this.#dropped(columns, await readColumns(this.#connection));
    this.#record(statement, {
      ...this.#newLocks(before, after),
      rewrites: this.#rewrites(after),
      scans: this.#scans(before, after),
      lockTimeoutMs: after.lockTimeoutMs,
      ...(dropped.length > 0 && { dropped }),
      source: 'measured',
    });
  }

  #ended(ending: readonly string[]): void {
    if (ending.includes('BEGIN') && this.#last !== null) this.#last = { ...this.#last, locks: [] };
    else if (!ending.includes('BEGIN')) this.#closed();
  }

  #closed(): void {
    this.#isOpen = false;
    this.#last = null;
  }

  #newLocks(before: Snapshot, after: Snapshot): Pick<StatementTrace, 'locks' | 'indexLocks'> {
    const held = strongest(before);
    const locks: { table: string; mode: string }[] = [];
    const indexLocks: string[] = [];
    for (const [oid, mode] of strongest(after)) {
      const relation = this.#relations.get(oid);
      if (relation === undefined || rank(mode) <= rank(held.get(oid))) continue;
      const name = `${relation.schema}.${relation.name}`;
      if (relation.kind === 'i' || relation.kind === 'I') indexLocks.push(name);
      else locks.push({ table: name, mode });
    }
    const byName = (a: { table: string }, b: { table: string }) => (a.table < b.table ? -1 : 1);
    return { locks: locks.sort(byName), indexLocks: indexLocks.sort() };
  }

  #rewrites(after: Snapshot): string[] {
    const names = new Set<string>();
    for (const { oid, filenode } of after.locks) {
      const relation = this.#relations.get(oid);
      if (relation === undefined || filenode === null || filenode === relation.filenode) continue;
      relation.filenode = filenode;
      names.add(`${relation.schema}.${relation.name}`);
    }
    return [...names].sort();
  }

  #scans(before: Snapshot, after: Snapshot): string[] {
    const names = new Set<string>();
    for (const [oid, count] of after.scans) {
      const table = this.#relations.get(this.#relations.get(oid)?.table ?? 0);
      if (table !== undefined && count > (before.scans.get(oid) ?? 0)) names.add(`${table.schema}.${table.name}`);
    }
    return [...names].sort();
  }

  /** Tables, and columns of tables that are still there, that are gone; only of what was there before. */
  #dropped(
    before: ReadonlyMap<number, TableColumns>,
    after: ReadonlyMap<number, TableColumns>,
  ): { table: string; column: string | null }[] {
    const gone: { table: string; column: string | null }[] = [];
    for (const [oid, { table, columns }] of before) {
      if (!this.#relations.has(oid)) continue;
      const now = after.get(oid);
      if (now === undefined) gone.push({ table, column: null });
      else for (const [key, column] of columns) if (!now.columns.has(key)) gone.push({ table, column });
    }
    return gone;
  }

  #record(
    statement: Statement,
    measured: Omit<StatementTrace, 'migration' | 'file' | 'statement' | 'transaction'>,
  ): void {
    const { file, transaction } = this.#migration;
    const heldUntilLine = this.#lastLines.get(statement) ?? statement.endLine;
    this.#traces.push({ migration: file.name, file: file.path, statement, transaction, ...measured, heldUntilLine });
  }
}

/**
 * What ends the transaction of a statement, and begins the next one in the same message where it can: between two messages
 * the server may send its statistics away, and the counters of the next snapshot would begin anew.
 */
function endOf(next: Statement | undefined): readonly string[] {
  const follows = next !== undefined && !('TransactionStmt' in next.node) && outsideTransaction(next.node) === null;
  return follows ? ['COMMIT', 'BEGIN'] : ['COMMIT'];
}

/** Statements of which the parser does not tell what they drop: code, and CASCADE of what tables depend on. */
function mayDropMore({ node }: Statement): boolean {
  if ('DropStmt' in node)
    return node.DropStmt.behavior === 'DROP_CASCADE' && node.DropStmt.removeType !== 'OBJECT_TABLE';
  return 'DoStmt' in node || 'CallStmt' in node || 'SelectStmt' in node || 'DropOwnedStmt' in node;
}
