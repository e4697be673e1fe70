import type { Rule } from '../../../contracts/rule';
import { isChange } from '../../safety/change';
import { code, onMigrations, placed } from '../../safety/rule-kit';

/** Settings that change what later statements mean. */
const grave = new Set(['search_path', 'session_replication_role', 'role', 'session_authorization']);

export const settingLeaks: Rule = {
  name: 'safety/setting-leaks',
  severity: 'notice',
  problem: 'A migration changes a setting of the session and does not take it back.',
  consequence:
    'Prisma runs all migrations of a deploy in one session: the setting goes on for every migration after this one.',
  remedy: 'RESET it at the end of the file.',
  examples: [
    {
      bad: `SET lock_timeout = '2s'; CREATE TABLE "A" ("id" INTEGER);`,
      good: `SET lock_timeout = '2s'; CREATE TABLE "A" ("id" INTEGER); RESET lock_timeout;`,
    },
  ],
  check: onMigrations(function* (changes) {
    const settings = changes.filter((change) => isChange(change, 'set'));
    for (const [index, change] of settings.entries()) {
      const { setting, value, local } = change.action;
      if (local || value === null) continue;
      const later = settings.slice(index + 1);
      // `RESET ALL` has no name; a later SET is the one to tell of.
      if (
        later.some((other) => (other.action.setting === setting || other.action.setting === '') && !other.action.local)
      )
        continue;
      yield placed(change, {
        object: setting,
        ...(grave.has(setting) && { severity: 'warning' as const }),
        message: `${setting} stays changed for every later migration of the same deploy.`,
        help: `At the end of the file:\n${code(`RESET ${setting};`)}`,
      });
    }
  }),
};
