import { dirname } from 'node:path/posix';
import type { Rule } from '../../../contracts/rule';
import { rollbackPath } from '../../../gather/repository/rollback-path';

export const missing: Rule = {
  name: 'rollback/missing',
  severity: 'off',
  problem: 'A pending migration has no SQL beside it that undoes it.',
  consequence: 'When it has to be undone, somebody must write that SQL in a hurry.',
  remedy: 'Write it, or have it written: `migration-gate rollback --write`.',
  *check({ pending, settings }) {
    for (const { file } of pending) {
      if (file.down !== null) continue;
      const path = rollbackPath(settings.rollbackFile, dirname(file.path));
      yield {
        object: file.name,
        migration: file.name,
        file: file.path,
        line: 1,
        message: `${file.name} has no ${path} that undoes it.`,
        help: 'Have it written, look at it, and commit it:\n    migration-gate rollback --write',
      };
    }
  },
};
