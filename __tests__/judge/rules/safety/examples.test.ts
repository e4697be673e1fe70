import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScratchSession } from '../../../../src/gather/scratch/server';
import { safetyRules } from '../../../../src/judge/rules/safety';
import { plainSession, useScratch } from '../../../support/scratch';
import { lint } from '../../safety/lint';

const scratch = useScratch('embedded');
let session: ScratchSession;
beforeAll(async () => {
  session = await scratch.server.session(plainSession);
});
afterAll(() => session.close());

const rules = async (before: string | undefined, pending: string) =>
  (await lint(session.connection, { before: before ?? '', pending })).map(({ rule }) => rule);

describe.each(safetyRules.filter(({ examples = [] }) => examples.length > 0))('$name', ({ name, examples = [] }) => {
  it.each(examples)('catches: $bad', async ({ before, bad }) => expect(await rules(before, bad)).toContain(name));
  it.each(examples)('lets be: $good', async ({ before, good }) =>
    expect(await rules(before, good)).not.toContain(name),
  );
});
