import { driftRule } from './drift-rule';

export const enumDrift = driftRule({
  kind: 'enum',
  problem: 'An enum of the database has other values, or another order of values, than the applied migrations make.',
  consequence:
    'Writing a value that is missing fails; Prisma Client throws when it reads one that it does not know; the order decides how rows sort.',
  effect({ change, aspects }) {
    if (change === 'missing') return 'Queries that name it fail there.';
    if (change === 'unexpected')
      return 'New environments will not have it, and a migration that creates it will fail here.';
    if (aspects.some((aspect) => aspect.endsWith('missing') || aspect.includes('renamed to')))
      return 'Writing that value fails here.';
    if (aspects.some((aspect) => aspect.endsWith('unexpected')))
      return 'Prisma Client throws when it reads a value that it does not know.';
    return 'Rows sort in another order here than in new environments.';
  },
});
