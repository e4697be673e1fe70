import type { Rule } from '../../../contracts/rule';
import { inPlace } from '../../safety/recipes';
import { code, onChanges } from '../../safety/rule-kit';

export const setLocalWithoutEffect: Rule = {
  name: 'safety/set-local-without-effect',
  severity: 'warning',
  problem: 'SET LOCAL outside a transaction.',
  consequence:
    'It ends with its own statement: Prisma 7.4 and later send each statement by itself, so what follows runs without it.',
  remedy: 'SET it for the session and RESET it at the end of the file, or put BEGIN and COMMIT around it.',
  examples: [
    {
      bad: `SET LOCAL lock_timeout = '2s'; CREATE TABLE "A" ("id" INTEGER);`,
      good: `BEGIN; SET LOCAL lock_timeout = '2s'; CREATE TABLE "A" ("id" INTEGER); COMMIT;`,
    },
  ],
  check: onChanges(['set'], (change) => {
    const { action, transaction, statement } = change;
    if (!action.local || transaction.model !== 'autocommit' || transaction.statements > 1) return null;
    const set = statement.sql.replace(/\blocal\b\s*/i, '');
    const suggestion = inPlace(change, `${set};`);
    return {
      object: action.setting,
      message: `SET LOCAL ${action.setting} has no effect: Prisma sends each statement of this file by itself, and it ends with its own.`,
      help: `Set it for the session, and take it back at the end of the file:\n${code(`${set};`, '-- …', `RESET ${action.setting};`)}`,
      ...(suggestion !== undefined && { suggestion }),
    };
  }),
};
