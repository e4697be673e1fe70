import type { Change } from './change';
import type { Changes } from './changes';
import type { Context } from './context';
import { broughtBy, takenBy } from './covers';
import type { Dependencies } from './dependencies';
import { kindOf } from './kinds/kinds';
import { type Step, sorted } from './order';
import { namesOf, type Part, type PartKey } from './part';
import { type Phase, rankOf } from './ranks';

/**
 * The statements of all changes in an order in which they can run. What comes or goes with something else (a column with
 * its table) has no step of its own.
 */
export function stepsOf(changes: Changes, context: Context, from: Dependencies, to: Dependencies): readonly Step[] {
  const builder = new Builder(changes, context);
  for (const change of changes.values()) builder.add(change);
  for (const change of changes.values()) {
    if (change.mode !== 'keep' || change.swappedWith !== undefined) builder.connect(change, from, to);
  }
  builder.keepNamesApart();
  return sorted(builder.steps);
}

class Builder {
  readonly steps: Step[] = [];
  readonly #own = new Map<string, Step>();

  constructor(
    readonly changes: Changes,
    readonly context: Context,
  ) {}

  add(change: Change): void {
    const { from, to, mode } = change;
    if (from !== null && (mode === 'drop' || mode === 'anew') && this.#dropsWith(from).length === 0) {
      this.#push(change, 'drop', from, kindOf(from).drop(from, this.context));
    }
    if (mode === 'alter' && to !== null) this.#push(change, 'alter', to, change.drafts);
    if (to !== null && (mode === 'create' || mode === 'anew') && this.#comesWith(to).length === 0) {
      this.#push(change, 'create', to, kindOf(to).create(to, this.context));
    }
  }

  #push({ key }: Change, phase: Phase, part: Part, drafts: Step['drafts']): void {
    const step: Step = { rank: rankOf(part, phase), drafts, objects: [part.id], after: new Set(), wishes: new Set() };
    this.steps.push(step);
    this.#own.set(`${phase} ${key}`, step);
  }

  /** The parts that are dropped in this script and take the part with them. */
  #dropsWith(part: Part): PartKey[] {
    return takenBy(part, this.context).filter((key) => this.#goes(key));
  }

  #comesWith(part: Part): PartKey[] {
    return broughtBy(part, this.context).filter((key) => this.#comes(key));
  }

  #goes(key: PartKey): boolean {
    const mode = this.changes.get(key)?.mode;
    return mode === 'drop' || mode === 'anew';
  }

  #comes(key: PartKey): boolean {
    const mode = this.changes.get(key)?.mode;
    return mode === 'create' || mode === 'anew';
  }

  /** The step that removes a part, which may be another part's. */
  dropStep(key: PartKey): Step | undefined {
    const change = this.changes.get(key);
    if (!change?.from || !this.#goes(key)) return undefined;
    const own = this.#own.get(`drop ${key}`);
    return (
      own ??
      this.#dropsWith(change.from)
        .map((other) => this.dropStep(other))
        .find((step) => step !== undefined)
    );
  }

  createStep(key: PartKey): Step | undefined {
    const change = this.changes.get(key);
    if (!change?.to || !this.#comes(key)) return undefined;
    const own = this.#own.get(`create ${key}`);
    return (
      own ??
      this.#comesWith(change.to)
        .map((other) => this.createStep(other))
        .find((step) => step !== undefined)
    );
  }

  /** The steps that change a part where it is: a column can be changed along with its type, too. */
  alterSteps(key: PartKey): Step[] {
    const type = this.changes.get(key)?.swappedWith;
    return [`alter ${key}`, ...(type === undefined ? [] : [`alter ${type}`])].flatMap(
      (name) => this.#own.get(name) ?? [],
    );
  }

  connect({ key, mode }: Change, from: Dependencies, to: Dependencies): void {
    const [drop, create] = [this.dropStep(key), this.createStep(key)];
    const either = (step: Step | undefined, other: PartKey) => (step === undefined ? this.alterSteps(other) : [step]);
    if (drop !== undefined) {
      for (const other of from.neededBy(key)) follow(drop, either(this.dropStep(other), other));
    }
    if (create !== undefined) {
      if (mode === 'anew' && drop !== undefined) follow(create, [drop]);
      for (const other of to.needs(key)) follow(create, either(this.createStep(other), other));
      for (const other of to.wishes(key)) wish(create, either(this.createStep(other), other));
    }
    for (const alter of this.alterSteps(key)) {
      for (const other of to.needs(key)) follow(alter, either(this.createStep(other), other));
      for (const other of from.neededBy(key)) {
        const leaves = !to.needs(other).has(key);
        const gone = this.dropStep(other);
        follow(alter, gone !== undefined ? [gone] : leaves ? this.alterSteps(other) : []);
      }
    }
  }

  /** A name must be free before something takes it: relations, constraints with an index and types share them. */
  keepNamesApart(): void {
    const freed = new Map<string, Step[]>();
    for (const { key, from } of this.changes.values()) {
      const step = from === null ? undefined : this.dropStep(key);
      if (from === null || step === undefined) continue;
      for (const name of namesOf(from)) freed.set(name, [...(freed.get(name) ?? []), step]);
    }
    for (const { key, to } of this.changes.values()) {
      const step = to === null ? undefined : this.createStep(key);
      if (to === null || step === undefined) continue;
      for (const name of namesOf(to)) follow(step, freed.get(name) ?? []);
    }
  }
}

function follow(step: Step, earlier: readonly Step[]): void {
  for (const other of earlier) if (other !== step) step.after.add(other);
}

function wish(step: Step, earlier: readonly Step[]): void {
  for (const other of earlier) if (other !== step) step.wishes.add(other);
}
