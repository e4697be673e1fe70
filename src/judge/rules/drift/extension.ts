import { driftRule } from './drift-rule';

export const extensionDrift = driftRule({
  kind: 'extension',
  problem:
    'An extension is installed that no applied migration installs, or the other way round. Versions are not compared.',
  consequence: 'What uses its types, functions and operators works in one environment and fails in the other.',
  effect({ change }) {
    if (change === 'missing') return 'What uses its types, functions or operators fails there.';
    if (change === 'unexpected') return 'New environments will not have it: what uses it works here only.';
    return 'Its types and functions are found under another name here.';
  },
});
