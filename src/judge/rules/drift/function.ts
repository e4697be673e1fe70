import { driftRule } from './drift-rule';

export const functionDrift = driftRule({
  kind: 'function',
  problem:
    'A function, procedure, aggregate, operator or text search configuration is not as the applied migrations make it.',
  consequence:
    'What calls it, triggers and defaults included, does something else here than in other environments, or fails.',
  effect({ change, actualObject, expectedObject, including = [] }) {
    const triggers = including.filter(({ kind }) => kind === 'trigger').length;
    if ((actualObject ?? expectedObject)?.kind.startsWith('text-search') && change !== 'unexpected')
      return 'What is searched for in texts is not found there as in new environments.';
    if (change === 'missing') {
      return triggers > 0
        ? `The ${triggers === 1 ? 'trigger that calls it is' : 'triggers that call it are'} gone with it.`
        : 'What calls it fails there.';
    }
    if (change === 'unexpected') return 'New environments will not have it: what calls it works here only.';
    return 'What calls it does something else here than in new environments.';
  },
});
