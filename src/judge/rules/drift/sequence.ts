import { driftRule } from './drift-rule';

export const sequenceDrift = driftRule({
  kind: 'sequence',
  problem: 'A sequence is not as the applied migrations make it.',
  consequence:
    'Numbers run out earlier, collide or are counted in other steps than in other environments; code that asks a missing sequence fails.',
  effect({ change }) {
    if (change === 'missing') return 'Whatever asks it for a number fails there.';
    if (change === 'unexpected')
      return 'New environments will not have it, and a migration that creates it will fail here.';
    return 'It gives out other numbers than in new environments.';
  },
});
