import { shellWord } from '../../../base/shell';
import type { MigrationFile, MigrationFileProblem } from '../../../contracts/repository';
import type { Problem, Rule } from '../../../contracts/rule';

export const missingSql: Rule = {
  name: 'repository/missing-sql',
  severity: 'error',
  problem: 'A folder in the migrations directory has no `migration.sql` that can be read.',
  consequence:
    'Prisma takes every folder for a migration: `prisma migrate deploy` stops there with P3015, and what the migration should do is not checked.',
  remedy:
    'Restore the file, or remove the folder. Folders that hold another kind of migration on purpose are named under `other-migrations` in the config file.',
  *check({ repository }) {
    const missing = repository.migrations.filter(({ problem }) => problem?.kind === 'missing');
    if (missing.length >= many) yield allTogether(missing, repository.migrationsPath);
    for (const file of repository.migrations) {
      if (file.problem === null || file.problem.kind === 'other-migration') continue;
      if (file.problem.kind === 'missing' && missing.length >= many) continue;
      yield { object: file.name, migration: file.name, file: file.path, ...explain(file, file.problem) };
    }
  },
};

/** From this many on, as in a project that keeps data migrations beside the others, one finding speaks for all. */
const many = 6;

function allTogether(missing: readonly MigrationFile[], migrationsPath: string): Problem {
  const names = missing.map(({ name }) => name);
  return {
    object: migrationsPath,
    message: `${names.length} folders have no migration.sql, from ${names[0]} to ${names.at(-1)}. Prisma takes them for migrations, so \`prisma migrate deploy\` stops at the first with P3015.`,
    help: onPurpose(missing),
  };
}

/** What to put into the config file for folders that hold another kind of migration. */
function onPurpose(missing: readonly MigrationFile[]): string {
  const common = commonFile(missing);
  const globs = common === undefined ? missing.map(({ name }) => name) : [`*/${common}`];
  return [
    'If another kind of migration is there on purpose, say so in the config file:',
    '    other-migrations:',
    ...globs.map((glob) => `      - ${JSON.stringify(glob)}`),
  ].join('\n');
}

/** A file that is in each of the folders, such as `migration.ts`. */
function commonFile(missing: readonly MigrationFile[]): string | undefined {
  const [first = [], ...others] = missing.map(({ problem }) =>
    problem?.kind === 'missing' ? (problem.files ?? []) : [],
  );
  return first.find((file) => others.every((files) => files.includes(file)));
}

type Kind = Exclude<MigrationFileProblem, { kind: 'other-migration' }>;

function explain(file: MigrationFile, problem: Kind): Pick<Problem, 'message' | 'help'> {
  const { name, path } = file;
  const folder = path.slice(0, path.lastIndexOf('/'));
  switch (problem.kind) {
    case 'missing':
      return {
        message: `The folder ${name} has no migration.sql. Prisma takes it for a migration, so \`prisma migrate deploy\` stops there with P3015.`,
        help: [
          'If the file was lost, bring it back:',
          `    git log --all --oneline -- ${shellWord(path)}`,
          'If the folder is a leftover, remove it:',
          `    rm -r ${shellWord(folder)}`,
          onPurpose([file]),
        ].join('\n'),
      };
    case 'too-large':
      return {
        message: `The migration.sql of ${name} has ${Math.round(problem.bytes / 1024 / 1024)} MB. The gate reads files up to 50 MB, so this migration is not checked.`,
        help: 'Keep structure in the migration and load the data in a step of its own.',
      };
    case 'outside':
      return {
        message: `The migration.sql of ${name} is a symbolic link to ${problem.target}, outside of the repository. Another checkout has another text there, or none.`,
        help: `Replace the link by the file itself:\n    cp --remove-destination ${shellWord(problem.target)} ${shellWord(path)}`,
      };
    case 'unreadable':
      return {
        message: `The migration.sql of ${name} cannot be read: ${problem.reason}. \`prisma migrate deploy\` will stop there.`,
        help: `Look at what is there:\n    ls -l ${shellWord(path)}`,
      };
  }
}
