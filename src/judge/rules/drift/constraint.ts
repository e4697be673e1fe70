import { driftRule } from './drift-rule';

export const constraintDrift = driftRule({
  kind: 'constraint',
  problem:
    'A primary key, unique, foreign key, check or exclusion constraint is not as the applied migrations make it.',
  consequence:
    'Rows get in that the application relies on never to see, or rows are refused here that other environments accept.',
  effect({ change, aspects }) {
    if (change === 'missing') return 'Rows that it would refuse can get in.';
    if (change === 'unexpected') return 'It refuses rows that new environments accept.';
    if (aspects.some((aspect) => /→ (?:NOT VALID|NOT ENFORCED|not upheld)/.test(aspect)))
      return 'Rows that break it can be there.';
    return 'What it allows, or what follows from a delete or update, differs from new environments.';
  },
});
