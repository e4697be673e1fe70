/** A state of the scratch database that is wanted: what is there after exactly these migrations, in this order. */
export interface WantedState {
  readonly id: string;
  readonly migrations: readonly string[];
}

/** One replay from empty: states in order, each list beginning with the one before it. */
export interface Chain {
  readonly states: readonly WantedState[];
}

/**
 * Groups wanted states into as few replays as possible: a state whose list begins another's is read on the way to it.
 * Every state is in exactly one chain. The order of `wanted` decides which of several equal hosts takes a state.
 */
export function chainsOf(wanted: readonly WantedState[]): readonly Chain[] {
  const chains: WantedState[][] = [];
  const longestFirst = wanted.toSorted((a, b) => b.migrations.length - a.migrations.length);
  for (const state of longestFirst) {
    const host = chains.find((chain) => chain.every((other) => begins(other.migrations, state.migrations)));
    if (host === undefined) chains.push([state]);
    else host.unshift(state);
  }
  return chains.map((states) => ({ states }));
}

/** True when `list` begins with `start`. */
export function begins(list: readonly string[], start: readonly string[]): boolean {
  return start.length <= list.length && start.every((name, index) => list[index] === name);
}
