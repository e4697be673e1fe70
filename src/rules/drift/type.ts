import { driftRule } from './drift-rule';

export const typeDrift = driftRule({
  kind: 'type',
  problem: 'A domain, composite type or range type is not as the applied migrations make it.',
  consequence: 'Columns of the type accept or refuse other values here than in other environments.',
  effect({ change }) {
    if (change === 'missing') return 'A migration that uses it will fail here.';
    if (change === 'unexpected')
      return 'New environments will not have it, and a migration that creates it will fail here.';
    return 'Columns of the type accept other values here than in new environments.';
  },
});
