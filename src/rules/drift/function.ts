import { driftRule } from './drift-rule';

export const functionDrift = driftRule({
  kind: 'function',
  problem: 'A function, procedure or aggregate is not as the applied migrations make it.',
  consequence:
    'What calls it, triggers and defaults included, does something else here than in other environments, or fails.',
  effect({ change, including = [] }) {
    const triggers = including.filter(({ kind }) => kind === 'trigger').length;
    if (change === 'missing') {
      return triggers > 0
        ? `The ${triggers === 1 ? 'trigger that calls it is' : 'triggers that call it are'} gone with it.`
        : 'What calls it fails there.';
    }
    if (change === 'unexpected') return 'New environments will not have it: what calls it works here only.';
    return 'What calls it does something else here than in new environments.';
  },
});
