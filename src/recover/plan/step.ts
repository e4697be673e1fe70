import type { Plan } from '../../contracts/report';

/** One step of a plan. */
export type Step = Plan['steps'][number];
/** What a program can carry out, or a command for a person. */
export type Action = Step['do'][number];
export type Direction = Plan['direction'];

/** Where a step stands among the others, whatever situation it comes from. */
export const stages = [
  'lock',
  'backup',
  'files',
  'history',
  'database',
  'marks',
  'deploy',
  'schema',
  'verify',
] as const;
export type Stage = (typeof stages)[number];

/** A step, and when its turn is. */
export interface StagedStep {
  readonly stage: Stage;
  readonly step: Step;
  /** Data of the database that is gone for good once the plan is carried out, in words; other plans may keep it. */
  readonly losses: readonly string[];
}

/** A step in the making; what is not said is `nothing`, `none` and empty. */
export function staged(
  stage: Stage,
  step: Partial<Step> & Pick<Step, 'title' | 'why' | 'do'>,
  losses: readonly string[] = [],
): StagedStep {
  return { stage, step: { writes: 'nothing', risk: 'none', verify: '', undo: '', ...step }, losses };
}

/** In the order of their stages; within one as they were given. */
export function inOrder(steps: readonly StagedStep[]): Step[] {
  return stages.flatMap((stage) => steps.filter((entry) => entry.stage === stage).map(({ step }) => step));
}
