import type { Draft } from './script';

/** Statements that belong together, and the steps that must come first. */
export interface Step {
  /** The lower comes first where nothing else decides. */
  readonly rank: number;
  readonly drafts: readonly Draft[];
  readonly objects: readonly string[];
  readonly after: Set<Step>;
  /** Steps that should come first; given up where they cannot. */
  readonly wishes: Set<Step>;
}

/**
 * The steps with every step behind those it must follow, else by rank, else as given. Where steps wait for each other in a
 * circle, wishes are given up first, then the step of the lowest rank goes ahead.
 */
export function sorted(steps: readonly Step[]): readonly Step[] {
  const waits = new Map(steps.map((step) => [step, new Set([...step.after, ...step.wishes])]));
  const followers = new Map<Step, Step[]>(steps.map((step) => [step, []]));
  for (const [step, earlier] of waits) for (const other of earlier) followers.get(other)?.push(step);
  const places = new Map(steps.map((step, place) => [step, place]));
  const byRank = (a: Step, b: Step) => a.rank - b.rank || (places.get(a) as number) - (places.get(b) as number);
  const ready = new Queue(byRank);
  for (const [step, earlier] of waits) if (earlier.size === 0) ready.push(step);
  const done: Step[] = [];
  const finished = new Set<Step>();
  while (done.length < steps.length) {
    const step = ready.pop() ?? leastStuck(waits, finished, byRank);
    if (finished.has(step)) continue;
    finished.add(step);
    done.push(step);
    for (const follower of followers.get(step) ?? []) {
      const earlier = waits.get(follower) as Set<Step>;
      earlier.delete(step);
      if (earlier.size === 0 && !finished.has(follower)) ready.push(follower);
    }
  }
  return done;
}

/** In a circle: the first that waits only for wishes, else the first at all. */
function leastStuck(
  waits: ReadonlyMap<Step, ReadonlySet<Step>>,
  finished: ReadonlySet<Step>,
  byRank: (a: Step, b: Step) => number,
): Step {
  const stuck = [...waits.keys()].filter((step) => !finished.has(step)).sort(byRank);
  return (
    stuck.find((step) => [...(waits.get(step) ?? [])].every((other) => !step.after.has(other))) ?? (stuck[0] as Step)
  );
}

/** A binary heap. */
class Queue {
  readonly #items: Step[] = [];
  constructor(readonly compare: (a: Step, b: Step) => number) {}

  push(step: Step): void {
    const items = this.#items;
    items.push(step);
    for (let i = items.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (this.compare(items[i] as Step, items[parent] as Step) >= 0) break;
      [items[i], items[parent]] = [items[parent] as Step, items[i] as Step];
      i = parent;
    }
  }

  pop(): Step | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (items.length > 0 && last !== undefined) {
      items[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let least = i;
        if (left < items.length && this.compare(items[left] as Step, items[least] as Step) < 0) least = left;
        if (right < items.length && this.compare(items[right] as Step, items[least] as Step) < 0) least = right;
        if (least === i) break;
        [items[i], items[least]] = [items[least] as Step, items[i] as Step];
        i = least;
      }
    }
    return first;
  }
}
