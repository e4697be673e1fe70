import type { Plan } from '../../contracts/report';
import type { Draft } from './draft';
import type { Step } from './step';

/** What became of a draft on the scratch database. */
export interface Rehearsal {
  readonly rehearsed: boolean;
  readonly remaining: readonly string[];
  /** The steps, with the files that only came to light on the way written out. */
  readonly steps?: Plan['steps'];
}

/** Plans that do the same are one plan; its direction is that of who moves. */
export function distinct(drafts: readonly Draft[]): Draft[] {
  const [first, second] = drafts;
  if (first === undefined || second === undefined || actionsOf(first) !== actionsOf(second)) return [...drafts];
  const moves = first.steps.some(({ do: actions }) => actions.some(({ kind }) => kind === 'deploy' || kind === 'sql'));
  return [{ ...first, direction: moves ? 'database-follows' : 'repository-follows' }];
}

function actionsOf({ steps }: Draft): string {
  return JSON.stringify(steps.map((step) => step.do));
}

/** The plans of a database, the safer one recommended and first. */
export function plansOf(database: string, rehearsed: readonly (readonly [Draft, Rehearsal])[]): Plan[] {
  const ranked = rehearsed.toSorted((a, b) => firstDifference(cost(...a), cost(...b)));
  return ranked.map(([{ direction, steps }, rehearsal], index) => ({
    database,
    direction,
    recommended: index === 0,
    rehearsed: rehearsal.rehearsed,
    remaining: [...rehearsal.remaining],
    steps: rehearsal.steps ?? steps,
  }));
}

/**
 * The smaller the safer: first the data that is lost, because a remainder can still be resolved; then that it ends in sync,
 * then what else cannot be had back, then how much is written.
 */
function cost({ steps, losses }: Draft, { rehearsed, remaining }: Rehearsal): number[] {
  const count = (matches: (step: Step) => boolean) => steps.filter(matches).length;
  return [
    losses.length,
    remaining.length > 0 ? 1 : 0,
    rehearsed ? 0 : 1,
    count(({ risk }) => risk === 'high'),
    count(({ do: actions }) => actions.some(({ kind }) => kind === 'sql' || kind === 'deploy')),
    count(({ writes }) => writes === 'database'),
    steps.length,
  ];
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.map((part, index) => part - (b[index] ?? 0)).find((part) => part !== 0) ?? 0;
}
