import type { Catalog } from '../../catalog/model';
import { quoteIdentifier } from '../../sql/identifiers';
import { outsideTransaction } from '../../sql/outside-transaction';
import type { Statement } from '../../sql/statement';
import { transactionOf } from '../../sql/transaction-model';
import type { Reached } from '../reached';
import { lossSentence, scriptOf } from '../script';
import type { Situation, Unfinished } from '../situation';
import { type StagedStep, staged } from '../step';
import { resolveStep } from './marks';

/** What becomes of migrations that began and did not finish. */
export interface FailedOutcome {
  readonly steps: readonly StagedStep[];
  /** The database after these steps, as far as the migrations account for it. */
  readonly catalog: Catalog;
  /** Those that the next deploy has to run. */
  readonly ahead: readonly Unfinished[];
}

/**
 * Failed half way: finish it, statement by statement, where the database is to stay as it is; else undo what took effect and
 * let the next deploy run it again. Where nothing took effect only the mark is left.
 */
export function failedSteps(situation: Situation, { partial, ahead, catalog }: Reached): FailedOutcome {
  const untouched = ahead
    .filter(({ failed }) => failed !== null)
    .map(({ file }) => rolledBack(situation, file.name, ''));
  if (partial === null) return { steps: untouched, catalog, ahead };
  const { migration } = partial;
  const { name } = migration.file;
  const all = migration.statements.length;
  const done = withItsTransaction(migration.statements, partial.done);
  const how = `${done} of the ${all} statements of ${name} took effect in ${situation.database}, seen object by object`;
  if (situation.direction === 'repository-follows' && migration.after !== null) {
    const rest = migration.statements.slice(done).filter(({ node }) => !('TransactionStmt' in node));
    const texts = rest.map((statement) => `${statement.sql.trimEnd()};`);
    const path = `SET search_path = ${quoteIdentifier(situation.defaultSchema)};\n\n`;
    // What cannot run in a transaction has to be sent by itself.
    const mustSplit = rest.some(({ node }) => outsideTransaction(node) !== null);
    const scripts = mustSplit
      ? texts
      : texts.length === 0
        ? []
        : [`${situation.defaultSchema === 'public' ? '' : path}${texts.join('\n\n')}`];
    const unseen = rest.findIndex(changesStructure);
    const maybeRan = unseen === -1 ? rest.length : unseen;
    const finish = staged('database', {
      title: `Run the rest of ${name}`,
      why: `${how}. These are the statements that are missing.${dataSentence(maybeRan)}${errorSentence(migration)}`,
      writes: 'database',
      risk: migration.isDangerous || maybeRan > 0 ? 'high' : 'low',
      verify: `The gate shows no drift for what ${name} makes.`,
      undo: scriptOf(migration.after, catalog, situation.defaultSchema).sql,
      do: scripts.map((sql) => ({ kind: 'sql', sql })),
    });
    const mark = resolveStep(
      situation,
      name,
      `All of ${name} is there now. Marked as applied, it does not run again.`,
      'marks',
    );
    return { steps: [...untouched, ...(scripts.length === 0 ? [] : [finish]), mark], catalog: migration.after, ahead };
  }
  const undo = scriptOf(catalog, migration.before, situation.defaultSchema);
  const back = staged(
    'database',
    {
      title: `Undo what ${name} has done`,
      why: `${how}. Without them the next deploy can run it from the start.${lossSentence(undo)}`,
      writes: 'database',
      risk: undo.losses.length > 0 ? 'high' : 'low',
      verify: `Nothing of ${name} is left in ${situation.database}.`,
      undo: scriptOf(migration.before, catalog, situation.defaultSchema).sql,
      do: [{ kind: 'sql', sql: undo.sql }],
    },
    undo.losses,
  );
  const marks = migration.failed === null ? [] : [rolledBack(situation, name, '')];
  return { steps: [...untouched, back, ...marks], catalog: migration.before, ahead: [migration, ...ahead] };
}

/** A transaction that the file itself opens and ends is there as a whole or not at all. */
function withItsTransaction(statements: readonly Statement[], done: number): number {
  const transactions = transactionOf('autocommit', statements);
  const last = transactions[done - 1];
  return Math.max(done, transactions.lastIndexOf(last ?? -1) + 1);
}

/** False for what leaves no trace in the structure: rows that are written, and blocks of code. */
function changesStructure({ node }: Statement): boolean {
  return !['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'SelectStmt', 'DoStmt', 'CopyStmt', 'CallStmt'].some(
    (kind) => kind in node,
  );
}

function dataSentence(count: number): string {
  if (count === 0) return '';
  const which =
    count === 1 ? 'The first of them writes rows and leaves' : `The first ${count} of them write rows and leave`;
  return ` ${which} no trace in the structure: look whether that has happened already before you run it again.`;
}

function errorSentence({ failed }: Unfinished): string {
  const error = /^(?:ERROR|Message): (.+)$/m.exec(failed?.logs ?? '')?.[1];
  return error === undefined ? '' : ` It failed with: ${error}. Mend what caused that first.`;
}

function rolledBack(situation: Situation, name: string, more: string): StagedStep {
  return staged('marks', {
    title: `Mark ${name} as rolled back`,
    why: `It began on ${situation.database} and did not finish, and nothing of it is left there. Prisma runs nothing until it is told so.${more}`,
    writes: 'database',
    risk: 'low',
    verify: `prisma migrate status says that ${name} has not yet been applied.`,
    undo: 'Set rolled_back_at of its row in _prisma_migrations back to NULL.',
    do: [{ kind: 'resolve', as: 'rolled-back', migration: name }],
  });
}
