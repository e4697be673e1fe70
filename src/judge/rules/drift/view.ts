import { driftRule } from './drift-rule';

export const viewDrift = driftRule({
  kind: 'view',
  problem: 'A view or materialised view is not as the applied migrations make it.',
  consequence: 'What reads it gets other rows or columns than in other environments, or fails.',
  effect({ change }) {
    if (change === 'missing') return 'What reads it fails there.';
    if (change === 'unexpected')
      return 'New environments will not have it, and a migration that creates it will fail here.';
    return 'What reads it gets something else here than in new environments.';
  },
});
