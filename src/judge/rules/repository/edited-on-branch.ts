import { shellWord } from '../../../base/shell';
import type { Rule } from '../../../contracts/rule';
import { baseName, baseRevision } from './base-ref';
import { failedAndAppliedNowhere } from './standing';

export const editedOnBranch: Rule = {
  name: 'repository/edited-on-branch',
  severity: 'error',
  problem: 'This branch changes a migration that is already on the base branch.',
  consequence:
    'Databases that have applied it keep what the old text did and never run the new one; new databases get the new one. `prisma migrate dev` asks every developer to reset.',
  remedy: 'Restore the file and put the change into a new migration.',
  *check(facts) {
    const { base, migrations } = facts.repository;
    if (base === null) return;
    for (const { name, line } of base.edited) {
      const path = migrations.find((file) => file.name === name)?.path;
      if (path === undefined) continue;
      // Mending a migration that failed means to edit it.
      const isMended = failedAndAppliedNowhere(facts, name);
      yield {
        object: name,
        migration: name,
        file: path,
        line,
        message: isMended
          ? `This branch changes ${name}, which is on ${baseName(base.ref)}. It failed and no database that was looked at has applied it, so it can still be changed; one that has applied it will not run it again.`
          : `This branch changes ${name}, which is already on ${baseName(base.ref)}. Databases that have applied it will not run it again, so they and new ones will differ.`,
        ...(isMended ? ({ severity: 'notice' } as const) : {}),
        help: [
          'Restore it, and put the change into a migration of its own:',
          `    git checkout ${baseRevision(base, name)} -- ${shellWord(path)}`,
          '    npx prisma migrate dev --create-only',
        ].join('\n'),
      };
    }
  },
};
