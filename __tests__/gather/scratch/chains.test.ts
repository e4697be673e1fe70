import fc from 'fast-check';
import { expect, test } from 'vitest';
import { begins, chainsOf } from '../../../src/gather/scratch/chains';

const ids = (wanted: Parameters<typeof chainsOf>[0]) =>
  chainsOf(wanted).map(({ states }) => states.map(({ id }) => id));

test('a database that is behind shares the replay of the whole folder', () => {
  expect(
    ids([
      { id: 'folder', migrations: ['a', 'b', 'c'] },
      { id: 'staging', migrations: ['a', 'b'] },
      { id: 'production', migrations: ['a'] },
      { id: 'in sync', migrations: ['a', 'b', 'c'] },
    ]),
  ).toEqual([['production', 'staging', 'in sync', 'folder']]);
});

test('a database that applied in another order has a replay of its own', () => {
  expect(
    ids([
      { id: 'folder', migrations: ['a', 'b', 'c'] },
      { id: 'late merge', migrations: ['a', 'c'] },
    ]),
  ).toEqual([['folder'], ['late merge']]);
});

test('every state is in one chain, each list begins the next, and no two chains could be one', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(list, { maxLength: 8 }), (lists) => {
      const wanted = lists.map((migrations, index) => ({ id: String(index), migrations }));
      const chains = chainsOf(wanted);
      const placed = chains.flatMap(({ states }) => states.map(({ id }) => id)).sort();
      expect(placed).toEqual(wanted.map(({ id }) => id).sort());
      for (const { states } of chains)
        for (const [index, state] of states.entries())
          expect(begins(state.migrations, states[index - 1]?.migrations ?? [])).toBe(true);
      const longest = chains.map(({ states }) => states.at(-1)?.migrations ?? []);
      for (const [i, one] of longest.entries())
        for (const [j, other] of longest.entries()) if (i !== j) expect(begins(one, other)).toBe(false);
    }),
  );
});
