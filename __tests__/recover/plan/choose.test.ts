import { expect, test } from 'vitest';
import { plansOf, type Rehearsal } from '../../../src/recover/plan/choose';
import type { Draft } from '../../../src/recover/plan/draft';
import type { Step } from '../../../src/recover/plan/step';

const sql: Step = {
  title: 'Run it',
  why: 'So',
  writes: 'database',
  risk: 'low',
  verify: '',
  undo: '',
  do: [{ kind: 'sql', sql: 'SELECT 1;' }],
};

const keeps: Draft = { direction: 'repository-follows', steps: [sql, sql, sql], remaining: [], losses: [] };
const loses: Draft = {
  direction: 'database-follows',
  steps: [{ ...sql, risk: 'high' }],
  remaining: [],
  losses: ['the rows of table public.Desk'],
};

const inSync: Rehearsal = { rehearsed: true, remaining: [] };
const short: Rehearsal = { rehearsed: true, remaining: ['table public.Desk differs'] };

function recommended(...tried: (readonly [Draft, Rehearsal])[]): string | undefined {
  const plans = plansOf('production', tried);
  expect(plans.map((plan) => plan.recommended)).toEqual(plans.map((_, index) => index === 0));
  return plans[0]?.direction;
}

test.each<[string, Rehearsal]>([
  ['both end in sync', inSync],
  ['the one that keeps it leaves a remainder', short],
  ['the one that keeps it could not be rehearsed', { rehearsed: false, remaining: ['no such extension'] }],
])('a plan that loses data is not recommended beside one that keeps it: %s', (_, outcome) => {
  expect(recommended([loses, inSync], [keeps, outcome])).toBe('repository-follows');
});

test('of plans that lose nothing, the one that ends in sync', () => {
  const other: Draft = { ...keeps, direction: 'database-follows', steps: [sql] };
  expect(recommended([other, short], [keeps, inSync])).toBe('repository-follows');
  expect(recommended([other, inSync], [keeps, inSync])).toBe('database-follows');
});
