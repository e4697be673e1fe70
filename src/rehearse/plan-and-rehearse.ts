import { basename, dirname } from 'node:path/posix';
import { UndeterminedError } from '../base/errors';
import type { Log } from '../base/log';
import type { Facts } from '../contracts/facts';
import type { Plan } from '../contracts/report';
import type { TargetSnapshot } from '../contracts/target';
import type { ScratchServer } from '../gather/scratch/server';
import { historyOf } from '../gather/target/history';
import { textsThatRan } from '../gather/target/lost-texts';
import { type Judgement, judge } from '../judge/judge';
import { rules } from '../judge/rules';
import { distinct, plansOf, type Rehearsal } from '../recover/plan/choose';
import { type Draft, type DraftOptions, draftPlan } from '../recover/plan/draft';
import { repairsOf, squashedRepairs } from '../recover/plan/repairs';
import type { Situation } from '../recover/plan/situation';
import type { Direction } from '../recover/plan/step';
import { ignoredBy } from './ignored';
import { labOf } from './lab';
import { virtualFile } from './migration-file';
import { hasMismatch } from './mismatch';
import { rehearse } from './rehearse';
import { type SurveyInput, survey } from './survey';

type Tried = readonly [Draft, Rehearsal];

const directions: readonly Direction[] = ['repository-follows', 'database-follows'];

/**
 * One or two plans for every database that does not agree with the repository, each tried out on the scratch server, the
 * safer one recommended and first. Writes nothing but scratch databases; closes what it opens there.
 * @throws UsageError as a scratch session does; what the scratch server cannot do is said in the plan
 */
export async function planAndRehearse(
  facts: Facts,
  scratch: ScratchServer,
  log: Log,
  judgement: Judgement = judge(rules, facts),
): Promise<Plan[]> {
  if (facts.repository.unsupported !== null || facts.replay.problem !== null) return [];
  const ignored = ignoredBy(judgement, facts);
  const plans: Plan[] = [];
  const concerned = facts.histories.filter((history) => hasMismatch(facts, history, ignored));
  for (const [index, { database }] of concerned.entries()) {
    log.progress('Rehearsing plans', index, concerned.length);
    const snapshot = facts.targets.find(({ name }) => name === database)?.snapshot ?? null;
    if (snapshot !== null) plans.push(...(await plansFor(database, snapshot)));
  }
  if (concerned.length > 0) log.progress('Rehearsing plans', concerned.length, concerned.length);
  return plans;

  async function plansFor(database: string, snapshot: TargetSnapshot): Promise<Plan[]> {
    const lab = await labOf(facts, snapshot, scratch);
    const history = historyOf(facts.repository.migrations, { ...snapshot, lockHolders: [] }, database);
    const migrations = history.migrations.filter(({ name }) => !ignored.migration(database, name));
    const counted = { ...history, migrations };
    const repairs = repairsOf(counted, textsThatRan(history, facts.recovered));
    const make = (name: string, sql: string) => virtualFile(facts.repository.migrationsPath, name, sql);
    const input = { facts, judgement, ignored, snapshot, database, repairs, lab };
    let situations: readonly Situation[];
    try {
      situations = await bothDirections(input);
      const squashed = squashedRepairs(repairs, counted);
      if (squashed !== null) {
        const others = await bothDirections({ ...input, repairs: squashed });
        if (unexplained(others) <= unexplained(situations)) situations = others;
      }
    } catch (error) {
      if (!(error instanceof UndeterminedError)) throw error;
      log.warn(`No plan for ${database}: ${error.message}`);
      return [];
    }
    const drafts = (options: DraftOptions) => {
      const drafted = situations.flatMap((situation) => draftPlan(situation, make, options) ?? []);
      if (!contradicts(drafted, plans)) return distinct(drafted);
      const namesElsewhere = plans.flatMap(writtenBy).map(({ name }) => name);
      return distinct(
        situations.flatMap((situation) => draftPlan({ ...situation, namesElsewhere }, make, options) ?? []),
      );
    };
    const tryOut = async (draft: Draft): Promise<Tried> => [
      draft,
      await rehearse(draft, database, snapshot, facts, lab),
    ];
    const tried: Tried[] = [];
    for (const draft of drafts({})) {
      const first = await tryOut(draft);
      const hasLost = situations.some((situation) => situation.repairs.lost.length > 0);
      const [other] = isProven(first) || !hasLost ? [] : drafts({ reconstructAtEnd: true });
      const second = other === undefined || other.direction !== draft.direction ? first : await tryOut(other);
      tried.push(isProven(second) ? second : first);
    }
    return plansOf(database, tried);
  }
}

async function bothDirections(input: SurveyInput): Promise<Situation[]> {
  const situations: Situation[] = [];
  for (const direction of directions) {
    const [first] = situations;
    // The directions look at other files only where a folder was renamed.
    const isSame = first !== undefined && input.repairs.renamed.length === 0;
    situations.push(isSame ? { ...first, direction } : await survey(input, direction));
  }
  return situations;
}

/** True when plans of several databases write different texts under one name. */
function contradicts(drafts: readonly Draft[], plans: readonly Plan[]): boolean {
  const written = new Map(plans.flatMap(writtenBy).map(({ path, content }) => [path, content]));
  return drafts.flatMap(writtenBy).some(({ path, content }) => (written.get(path) ?? content) !== content);
}

/** The migrations that a plan writes; `name` of the folder. */
function writtenBy({ steps }: Pick<Plan, 'steps'>): { name: string; path: string; content: string }[] {
  return steps.flatMap((step) =>
    step.do.flatMap((action) =>
      action.kind === 'write' && action.path.endsWith('/migration.sql')
        ? [{ name: basename(dirname(action.path)), path: action.path, content: action.content }]
        : [],
    ),
  );
}

/** How much of the database the applied migrations do not make. */
function unexplained([first]: readonly Situation[]): number {
  if (first === undefined || first.expected === null) return Number.POSITIVE_INFINITY;
  return first.differences(first.expected, first.actual).length;
}

function isProven([, { rehearsed, remaining }]: Tried): boolean {
  return rehearsed && remaining.length === 0;
}
