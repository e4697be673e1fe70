import { blend } from '../../../postgres/catalog/blend';
import type { Catalog } from '../../../postgres/catalog/model';
import type { Statement } from '../../../postgres/sql/statement';
import type { HalfDone, Reached } from '../reached';
import { scriptsOf, withItsTransaction } from '../rest-of-file';
import { lossSentence, scriptOf } from '../script';
import type { Situation, Unfinished } from '../situation';
import { type StagedStep, staged } from '../step';
import { resolveStep, rolledBackStep } from './marks';

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
export function failedSteps(situation: Situation, reached: Reached): FailedOutcome {
  const isKept = situation.direction === 'repository-follows';
  const finished = reached.partial.filter(({ migration }) => isKept && migration.after !== null);
  // What was begun last goes first.
  const undone = reached.partial.filter((partial) => !finished.includes(partial)).toReversed();
  let { catalog } = reached;
  const steps: StagedStep[] = reached.ahead
    .filter(({ failed }) => failed !== null)
    .map(({ file }) => rolledBack(situation, file.name));
  for (const { migration, done } of finished) {
    const after = migration.after ?? catalog;
    const whole = blend(catalog, after, situation.differences(migration.before, after));
    steps.push(...finishSteps(situation, migration, done, scriptOf(whole, catalog, null).sql));
    catalog = whole;
  }
  for (const partial of undone) {
    const before = blend(catalog, partial.without, situation.differences(partial.state, partial.without));
    steps.push(...undoSteps(situation, partial, catalog, before));
    catalog = before;
  }
  const waiting = new Set([...reached.ahead, ...undone.map(({ migration }) => migration)]);
  return { steps, catalog, ahead: situation.unfinished.filter((migration) => waiting.has(migration)) };
}

/** @param undo SQL that takes back what these steps run */
function finishSteps(situation: Situation, migration: Unfinished, seen: number, undo: string): StagedStep[] {
  const { name } = migration.file;
  const done = withItsTransaction(migration.statements, seen);
  const rest = migration.statements.slice(done).filter(({ node }) => !('TransactionStmt' in node));
  const mark = resolveStep(
    situation,
    name,
    `All of ${name} is there now. Marked as applied, it does not run again.`,
    'marks',
  );
  if (rest.length === 0) return [mark];
  const unseen = rest.findIndex(changesStructure);
  const maybeRan = unseen === -1 ? rest.length : unseen;
  const finish = staged('database', {
    title: `Run the rest of ${name}`,
    why: `${howFar(situation, migration, done)}. These are the statements that are missing.${dataSentence(maybeRan)}${errorSentence(migration)}`,
    writes: 'database',
    risk: migration.isDangerous || maybeRan > 0 ? 'high' : 'low',
    verify: `The gate shows no drift for what ${name} makes.`,
    undo,
    do: scriptsOf(rest, situation.defaultSchema).map((sql) => ({ kind: 'sql', sql })),
  });
  return [finish, mark];
}

function undoSteps(
  situation: Situation,
  { migration, done }: HalfDone,
  catalog: Catalog,
  before: Catalog,
): StagedStep[] {
  const { name } = migration.file;
  const undo = scriptOf(catalog, before, null);
  const how = howFar(situation, migration, withItsTransaction(migration.statements, done));
  const back = staged(
    'database',
    {
      title: `Undo what ${name} has done`,
      why: `${how}. Without them the next deploy can run it from the start.${lossSentence(undo)}`,
      writes: 'database',
      risk: undo.losses.length > 0 ? 'high' : 'low',
      verify: `Nothing of ${name} is left in ${situation.database}.`,
      undo: scriptOf(before, catalog, null).sql,
      do: [{ kind: 'sql', sql: undo.sql }],
    },
    undo.losses,
  );
  return migration.failed === null ? [back] : [back, rolledBack(situation, name)];
}

function howFar({ database }: Situation, { file, statements }: Unfinished, done: number): string {
  return `${done} of the ${statements.length} statements of ${file.name} took effect in ${database}, seen object by object`;
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

function rolledBack(situation: Situation, name: string): StagedStep {
  const why = `It began on ${situation.database} and did not finish, and nothing of it is left there.`;
  return rolledBackStep(situation, name, why);
}
