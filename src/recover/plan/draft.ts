import type { Plan } from '../../contracts/report';
import { blend } from '../../postgres/catalog/blend';
import type { Catalog, CatalogObject } from '../../postgres/catalog/model';
import { NewNames, slugOf } from './new-name';
import { reachedState } from './reached';
import type { MakeFile } from './repairs';
import { scriptOf } from './script';
import type { Situation } from './situation';
import { backupStep } from './situations/backup';
import { deploySteps } from './situations/deploy';
import { backedBySchema, baselineSteps, undoDriftSteps } from './situations/drift';
import { editedSteps, editOf } from './situations/edited';
import { failedSteps } from './situations/failed';
import { lockSteps } from './situations/lock';
import { abandonedSteps, forgetSteps, reconstructionSteps, supersededSteps } from './situations/lost';
import { inEffectSteps } from './situations/marks';
import { gapScript, modelSteps } from './situations/model';
import { outOfOrderSteps } from './situations/out-of-order';
import { recoveredSteps } from './situations/recovered';
import { renamedSteps } from './situations/renamed';
import { contradictionSteps, undeclaredSteps } from './situations/schema';
import { squashSteps } from './situations/squash';
import { verifyStep } from './situations/verify';
import { type Direction, inOrder, type StagedStep } from './step';

/** A plan that nobody has tried yet. */
export interface Draft {
  readonly direction: Direction;
  readonly steps: Plan['steps'];
  /** What it is known not to reach. */
  readonly remaining: readonly string[];
  /** Data of the database that is gone for good once it is carried out, in words; the other plan may keep it. */
  readonly losses: readonly string[];
}

export interface DraftOptions {
  /**
   * Write what lost migrations did into a new migration instead of under their own names: it may rest on what migrations
   * after them make. Default: false.
   */
  readonly reconstructAtEnd?: boolean;
}

/**
 * The plan for one situation in one direction; null when there is nothing to resolve. Pure.
 *
 * The files come first, because everything else is measured against what they make; then what the history has to say; then
 * the database; then the migrations that are left to run.
 */
export function draftPlan(situation: Situation, make: MakeFile, options: DraftOptions = {}): Draft | null {
  const { direction, expected } = situation;
  const repaired = [
    ...renamedSteps(situation),
    ...recoveredSteps(situation),
    ...editedSteps(situation),
    ...supersededSteps(situation),
    ...abandonedSteps(situation),
  ];
  const changes = expected === null ? withoutReplay(situation) : changesFrom(situation, expected, make, options);
  const work = [...repaired, ...changes.steps];
  if (work.length === 0 && situation.lockHolders.length === 0) return null;
  const writesToDatabase = work.some(({ step }) => step.do.some(({ kind }) => kind === 'sql' || kind === 'deploy'));
  const steps = inOrder([
    ...lockSteps(situation),
    ...(writesToDatabase ? [backupStep(situation)] : []),
    ...work,
    verifyStep(situation),
  ]);
  const losses = new Set(work.flatMap((staged) => staged.losses));
  return { direction, steps, remaining: changes.remaining, losses: [...losses] };
}

/** The applied migrations do not run one after the other: nothing can be measured against them. */
function withoutReplay(situation: Situation): Changes {
  const { repairs, direction, problem, unfinished } = situation;
  const isLost = repairs.lost.length > 0 && !unfinished.some(({ failed }) => failed !== null);
  if (isLost && direction === 'repository-follows') return { steps: squashSteps(situation), remaining: [] };
  return { steps: [], remaining: [`the applied migrations do not replay${problem === null ? '' : `: ${problem}`}`] };
}

interface Changes {
  readonly steps: readonly StagedStep[];
  readonly remaining: readonly string[];
}

/** From what the applied migrations make to where history, database, migrations and schema agree. */
function changesFrom(
  situation: Situation,
  expected: Catalog,
  make: MakeFile,
  { reconstructAtEnd = false }: DraftOptions,
): Changes {
  const { repairs, direction, actual, defaultSchema, files } = situation;
  const names = new NewNames(situation.now, [
    ...files.map(({ name }) => name),
    ...repairs.lost.map(({ name }) => name),
    ...situation.namesElsewhere,
  ]);
  const reached = reachedState(situation, expected);
  const failed = failedSteps(situation, reached);
  const steps: StagedStep[] = [
    ...inEffectSteps(situation, reached.inEffect),
    ...failed.steps,
    ...outOfOrderSteps(situation, failed.ahead, names),
  ];
  const added: string[] = [];
  const remaining: string[] = [];

  // What the edits of applied migrations were for, as a migration of its own.
  const edit = editOf(situation, failed.catalog, names);
  if (edit !== null) {
    steps.push(...edit.steps);
    if (!edit.isInEffect) added.push(edit.name);
  }

  // Drift: what of it the migrations take over, and what the database gives up.
  const catalog = edit?.isInEffect ? edit.catalog : reached.catalog;
  const differences = situation.differences(catalog, actual);
  const seen = blend(catalog, actual, differences);
  const wanted = differences.filter(({ actualObject }) => !isBroken(actualObject));
  const backed = backedBySchema(situation, wanted, situation.folder, actual);
  const kept = direction === 'repository-follows' ? wanted : backed;
  const target = kept.length === differences.length ? seen : blend(catalog, actual, kept);
  const baseline = scriptOf(catalog, target, defaultSchema);
  const dropped = differences.filter((difference) => !kept.includes(difference));
  const isReconstructed = repairs.lost.length > 0 && direction === 'repository-follows';
  if (isReconstructed)
    steps.push(...reconstructionSteps(situation, reconstructAtEnd ? { ...baseline, sql: '' } : baseline, make));
  else if (repairs.lost.length > 0) steps.push(...forgetSteps(situation));
  if (!isReconstructed || reconstructAtEnd) {
    if (baseline.sql !== '')
      steps.push(
        ...baselineSteps(
          situation,
          baselineName(situation, names, kept),
          baseline,
          scriptOf(target, catalog, defaultSchema),
          kept,
        ),
      );
  }
  const undo = scriptOf(seen, target, null);
  steps.push(...undoDriftSteps(situation, undo, scriptOf(target, seen, null), dropped));
  remaining.push(...baseline.remaining, ...undo.remaining);

  if (situation.folder !== null) {
    const base = edit === null ? situation.folder : edit.inFolder(situation.folder);
    const takesOver = direction === 'repository-follows' && (baseline.sql !== '' || steps.length === 0);
    const folders = { after: blend(base, actual, kept), backed: blend(base, actual, backed) };
    const schema = schemaChanges(
      situation,
      folders,
      names,
      takesOver ? 'write' : steps.length > 0 ? 'tell' : 'keep quiet',
    );
    steps.push(...schema.steps);
    added.push(...schema.added);
    remaining.push(...schema.remaining);
  }
  steps.push(...deploySteps(situation, failed.ahead, added));
  return { steps, remaining };
}

/** What a failed `CREATE INDEX CONCURRENTLY` left behind: no migration makes it, and no query uses it. */
function isBroken(object: CatalogObject | null): boolean {
  return object?.kind === 'index' && !object.valid;
}

/**
 * The schema: what it waits for, and what it has to give up or take over itself.
 * @param folders what the migrations make after the plan, and what they make with only that of the drift which the schema
 * asks for: what it misses in the second is a gap, what it misses in the first alone is what it has to give up
 * @param undeclared what to do about things that the migrations make and the schema does not declare
 */
function schemaChanges(
  situation: Situation,
  folders: { readonly after: Catalog; readonly backed: Catalog },
  names: NewNames,
  undeclared: 'write' | 'tell' | 'keep quiet',
): Changes & { readonly added: readonly string[] } {
  const gaps = situation.gaps(folders.backed);
  const isGap = new Set(gaps.map(({ kind, object }) => `${kind} ${object}`));
  const against = situation.gaps(folders.after).filter(({ kind, object }) => !isGap.has(`${kind} ${object}`));
  const surplus = situation.undeclared(folders.after);
  const ofSchema =
    against.length > 0
      ? contradictionSteps(situation, against)
      : surplus.length > 0 && undeclared !== 'keep quiet'
        ? undeclaredSteps(surplus, undeclared === 'write')
        : [];
  const script = gapScript(situation, folders.after, gaps);
  if (script === null) return { steps: ofSchema, added: [], remaining: [] };
  const name = names.next(gaps.length === 1 ? `add_${slugOf(lastPart(gaps[0]?.object))}` : 'add_missing_objects');
  const steps = [...modelSteps(situation, name, script, gaps), ...ofSchema];
  return { steps, added: [name], remaining: script.there.remaining };
}

function baselineName(situation: Situation, names: NewNames, kept: readonly { readonly object: string }[]): string {
  if (situation.files.length === 0 && situation.repairs.lost.length === 0) return '0_init';
  const [only, ...others] = kept;
  return names.next(
    only !== undefined && others.length === 0 ? `sync_${slugOf(lastPart(only.object))}` : 'sync_with_database',
  );
}

function lastPart(object = ''): string {
  return object.split('.').slice(1).join('_') || object;
}
