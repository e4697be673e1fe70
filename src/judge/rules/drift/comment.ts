import { driftRule } from './drift-rule';

export const commentDrift = driftRule({
  kind: 'comment',
  severity: 'off',
  problem: 'A comment is not as the applied migrations make it.',
  consequence:
    'Documentation, and tools that read instructions from comments, see something else here than in other environments.',
  effect() {
    return 'What reads comments, such as PostGraphile or documentation, sees another one here.';
  },
});
