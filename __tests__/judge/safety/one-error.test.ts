import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Facts, ReplayedState } from '../../../src/contracts/facts';
import type { ScratchSession } from '../../../src/gather/scratch/server';
import { judge } from '../../../src/judge/judge';
import { historyRules } from '../../../src/judge/rules/history';
import { safetyRules } from '../../../src/judge/rules/safety';
import { plainSession, useScratch } from '../../support/scratch';
import { brief, lintFacts } from './lint';

const scratch = useScratch('embedded');
let session: ScratchSession;
beforeAll(async () => {
  session = await scratch.server.session(plainSession);
});
afterAll(() => session.close());

const before = `CREATE TYPE "Role" AS ENUM ('A');
CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" VARCHAR(10), "role" "Role");
CREATE VIEW "names" AS SELECT "name" FROM "User";`;

/** The facts of pending migrations that stop: on an empty database, or only in the order of a target. */
async function stopping(pending: Readonly<Record<string, string>>, where: 'empty' | 'target'): Promise<Facts> {
  const facts = await lintFacts(session.connection, { before, pending, prismaVersion: '6.19.0', snapshot: {} });
  const failure = facts.pending.find((migration) => migration.failure != null)?.failure ?? null;
  const stopped: ReplayedState = { migrations: [], catalog: null, failure };
  const ran: ReplayedState = { migrations: [], catalog: { objects: [] } as never, failure: null };
  const replay =
    where === 'empty'
      ? { migrations: stopped, deployed: new Map() }
      : { migrations: ran, deployed: new Map([['production', stopped]]) };
  return { ...facts, replay: { ...facts.replay, ...replay } };
}

const errors = (facts: Facts) =>
  judge([...historyRules, ...safetyRules], facts).findings.filter(
    ({ severity, rule }) => severity === 'error' && rule !== 'history/pending',
  );

const cases: readonly (readonly [string, Readonly<Record<string, string>>, string, string, string])[] = [
  [
    'CONCURRENTLY in a transaction',
    { a: 'SELECT 1;\nCREATE INDEX CONCURRENTLY "i"\n  ON "User"("name");' },
    'error concurrently-in-implicit-tx public.User 2',
    'empty database',
    'only statement of the file',
  ],
  [
    'an enum value used at once',
    { a: `ALTER TYPE "Role" ADD VALUE 'B';\nINSERT INTO "User"\nVALUES (1, 'x', 'B');` },
    'error enum-value-used-same-tx public.User 2',
    'empty database',
    'ADD VALUE',
  ],
  [
    'a view in the way',
    { a: 'ALTER TABLE "User" ALTER COLUMN "name" TYPE TEXT;' },
    'error dependent-object-blocks a 1',
    'empty database',
    'Drop that first',
  ],
  [
    'no cast',
    { a: 'ALTER TABLE "User" ADD COLUMN "a" TEXT;\nALTER TABLE "User" ALTER COLUMN "a" TYPE INTEGER;' },
    'error dependent-object-blocks a 2',
    'cannot be cast automatically',
    'USING',
  ],
  [
    'two that make the same',
    { a: 'CREATE TABLE "T" ();', b: 'SELECT 1;\nCREATE TABLE "T" ();' },
    'error history/not-replayable b 2',
    'Fails after a: both make the table public.T.',
    'Take it out of b',
  ],
  [
    'something that is not there',
    { a: 'ALTER TABLE "Uesr" ADD COLUMN "x" TEXT;' },
    'error history/not-replayable a 1',
    '42P01',
    'no earlier migration makes',
  ],
];

it.each(cases)('%s is one error with its cause and what to do', async (_, pending, expected, cause, remedy) => {
  const found = errors(await stopping(pending, 'empty'));
  expect(brief(found)).toEqual([expected]);
  expect(found[0]?.message).toContain(cause);
  expect(found[0]?.help).toContain(remedy);
});

it.each(cases)('%s is one error after what a target has applied', async (_, pending, expected) => {
  const elsewhere = expected.replace('history/not-replayable', 'history/order-dependent');
  expect(brief(errors(await stopping(pending, 'target')))).toEqual([elsewhere]);
});

it('stays an error when the rule that tells the cause is silenced or turned off', async () => {
  const facts = await stopping({ a: 'SELECT 1; CREATE INDEX CONCURRENTLY "i" ON "User"("name");' }, 'empty');
  const rule = 'safety/concurrently-in-implicit-tx';
  const entry = { rule, reason: 'we know' };
  const silenced = { ...facts, settings: { ...facts.settings, ignore: [entry] } };
  const off = { ...facts, settings: { ...facts.settings, rules: { [rule]: 'off' } } };
  for (const changed of [silenced, off])
    expect(brief(errors(changed as unknown as Facts))).toEqual(['error history/not-replayable a 1']);
});
