import { driftRule } from './drift-rule';

export const policyDrift = driftRule({
  kind: 'policy',
  problem: 'A row security policy is not as the applied migrations make it.',
  consequence: 'Rows are visible or writable to roles that should not have them, or hidden from roles that should.',
  effect({ change, expectedObject, actualObject }) {
    const policy = [actualObject, expectedObject].find((object) => object?.kind === 'policy');
    const widens = (policy?.kind === 'policy' && policy.permissive) === (change === 'unexpected');
    if (change === 'changed') return 'Who may see and write which rows differs from new environments.';
    return widens
      ? 'Rows can be reached that are out of reach in new environments.'
      : 'Rows are out of reach that can be reached in new environments.';
  },
});
