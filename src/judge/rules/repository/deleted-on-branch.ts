import { shellWord } from '../../../base/shell';
import type { BaseComparison, Repository } from '../../../contracts/repository';
import type { Problem, Rule } from '../../../contracts/rule';
import { baseName, baseRevision } from './base-ref';
import { failedAndAppliedNowhere } from './standing';

/** From this many on, as when a history is squashed, one finding speaks for all. */
const many = 6;

export const deletedOnBranch: Rule = {
  name: 'repository/deleted-on-branch',
  severity: 'error',
  problem: 'This branch deletes or renames a migration that is on the base branch.',
  consequence:
    'Databases that have applied it then have a migration that the repository does not know; a renamed one runs a second time.',
  remedy: 'Restore the folder. To undo what a migration did, write a new one.',
  *check(facts) {
    const { base } = facts.repository;
    if (base === null) return;
    if (base.deleted.length >= many) {
      yield allTogether(base, facts.repository);
      return;
    }
    for (const name of base.deleted) {
      const problem = one(name, base, facts.repository);
      // Taking back a migration that failed is one way to mend it.
      yield failedAndAppliedNowhere(facts, name) ? { ...problem, severity: 'notice' } : problem;
    }
  },
};

function one(name: string, base: BaseComparison, { migrations, migrationsPath }: Repository): Problem {
  const checksum = base.migrations.find((migration) => migration.name === name)?.checksum;
  const renamed = migrations.find(
    (file) => file.checksum !== '' && file.checksum === checksum && base.added.includes(file.name),
  );
  const path = (folder: string) => shellWord(`${migrationsPath}/${folder}`);
  const branch = baseName(base.ref);
  if (renamed !== undefined)
    return {
      object: name,
      migration: name,
      file: renamed.path,
      line: 1,
      message: `This branch renames ${name}, which is on ${branch}, to ${renamed.name}. To Prisma that is a new migration: databases that have applied the old name will run it a second time.`,
      help: `Rename it back:\n    git mv -- ${path(renamed.name)} ${path(name)}`,
    };
  return {
    object: name,
    migration: name,
    message: `This branch deletes ${name}, which is on ${branch}. Databases that have applied it keep what it did, and new ones will not have it.`,
    help: [
      'Restore it; to undo what it did, write a new migration:',
      `    git checkout ${baseRevision(base, name)} -- ${path(name)}`,
    ].join('\n'),
  };
}

function allTogether(base: BaseComparison, { migrationsPath }: Repository): Problem {
  const { deleted, ref } = base;
  return {
    object: migrationsPath,
    message: `This branch deletes ${deleted.length} migrations that are on ${baseName(ref)}, from ${deleted[0]} to ${deleted.at(-1)}. Databases that have applied them will have a history that the repository does not know.`,
    help: [
      'Restore them:',
      `    git checkout ${baseRevision(base, deleted[0] ?? '')} -- ${shellWord(migrationsPath)}`,
      'If the history is squashed on purpose, mark the new first migration as applied in every database before the next deploy, and ignore this finding with that reason:',
      '    npx prisma migrate resolve --applied NAME_OF_THE_NEW_MIGRATION',
    ].join('\n'),
  };
}
