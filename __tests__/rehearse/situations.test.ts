import { expect, test } from 'vitest';
import { cases } from './cases';
import { proveEach } from './prove';

test.each(cases)('$name', { timeout: 300_000 }, async (situation) => {
  const plans = await proveEach(situation);
  expect(plans.map(({ direction }) => direction)).toEqual(situation.directions);
});
