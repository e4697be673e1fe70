import { driftRule } from './drift-rule';

export const triggerDrift = driftRule({
  kind: 'trigger',
  problem: 'A trigger, rule or event trigger is not as the applied migrations make it, or is disabled.',
  consequence: 'Writes have other effects here than in other environments.',
  effect({ change, aspects, expectedObject, actualObject }) {
    if ((actualObject ?? expectedObject)?.kind === 'event-trigger')
      return 'Schema changes, those of migrations too, have other effects here than in new environments.';
    if (change === 'missing') return 'What it does on a write no longer happens.';
    if (change === 'unexpected') return 'Writes do something here that they do not do in new environments.';
    if (aspects.includes('enabled → disabled')) return 'What it does on a write does not happen while it is disabled.';
    return 'Writes have another effect here than in new environments.';
  },
});
