import { expect, test } from 'vitest';
import { combinations } from './combinations';
import { proveEach } from './prove';

test.each(combinations(10, 6))('$name', { timeout: 300_000 }, async (situation) => {
  expect(await proveEach(situation)).not.toEqual([]);
});
