import { driftRule } from './drift-rule';

export const privilegeDrift = driftRule({
  kind: 'privilege',
  severity: 'off',
  problem: 'Privileges, default privileges or the owner of an object are not as the applied migrations make them.',
  consequence: 'Roles can do more, or less, here than in other environments.',
  effect() {
    return 'Roles can do something else here than in new environments.';
  },
});
