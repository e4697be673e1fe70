import { shellWord } from '../../../base/shell';
import type { Facts } from '../../../contracts/facts';
import type { Problem, Rule } from '../../../contracts/rule';
import { declaresObjects } from '../../../gather/repository/schema-source';

export const lockFile: Rule = {
  name: 'repository/lock-file',
  severity: 'error',
  problem:
    '`migration_lock.toml` is missing, names another provider, or has conflict markers; or there is no migrations folder.',
  consequence:
    'Prisma stops with P3019 when the provider differs, and `migrate diff` and `migrate dev` stop without the file. Without a folder Prisma finds no migration and calls the database up to date.',
  remedy: 'Commit the file with the line `provider = "postgresql"`.',
  *check({ repository }) {
    if (repository.unsupported !== null) return;
    if (!repository.migrationsExist) {
      if (declaresObjects(repository.schemaFiles)) yield noFolder(repository);
      return;
    }
    const elsewhere = otherPlace(repository);
    if (elsewhere !== null) yield elsewhere;
    const problem = lockProblem(repository);
    if (problem !== null) yield { object: repository.lockFile.path, ...problem };
  },
};

type RepositoryFacts = Facts['repository'];

function noFolder({ migrationsPlaces, migrationsPath }: RepositoryFacts): Problem {
  return {
    object: migrationsPath,
    message: `There is no migrations folder: looked for ${migrationsPlaces.join(' and ')}. Prisma would find no migration and call any database up to date.`,
    help: [
      'If the migrations are elsewhere, set the input `migrations` to their folder.',
      'If there are none yet, make the first one:',
      '    npx prisma migrate dev --name init',
    ].join('\n'),
  };
}

/** Prisma changed its mind about where migrations of a schema folder are, and says nothing when it finds none (prisma#28215). */
function otherPlace({
  migrationsPath,
  migrationsPlaces,
  prismaVersion,
  isExactVersion,
}: RepositoryFacts): Problem | null {
  const [expected] = migrationsPlaces;
  if (!isExactVersion || expected === undefined || expected === migrationsPath) return null;
  return {
    severity: 'warning',
    object: migrationsPath,
    message: `The migrations are in ${migrationsPath}, but Prisma ${prismaVersion} looks for them in ${expected}. It finds none there and calls the database up to date.`,
    help: `Move them, or set \`migrations.path\` in prisma.config.ts:\n    git mv -- ${shellWord(migrationsPath)} ${shellWord(expected)}`,
  };
}

function lockProblem({
  lockFile: lock,
  migrations,
  provider,
}: RepositoryFacts): Pick<Problem, 'message' | 'help' | 'file' | 'line'> | null {
  const write = `    printf '%s\\n' 'provider = "postgresql"' > ${shellWord(lock.path)}`;
  if (!lock.exists) {
    if (migrations.length === 0) return null;
    return {
      message: `${lock.path} is missing. \`prisma migrate dev\` and \`prisma migrate diff\` need it to know what the migrations are written for.`,
      help: `Write and commit it:\n${write}`,
    };
  }
  const place = { file: lock.path, line: 1 };
  if (lock.conflictMarkers)
    return {
      ...place,
      message: `${lock.path} has merge conflict markers in it, so which provider Prisma reads from it is left to chance.`,
      help: `Resolve the conflict, or write the file anew:\n${write}`,
    };
  if (lock.provider === 'postgresql' || provider === null) return null;
  if (lock.provider === null)
    return {
      ...place,
      message: `${lock.path} names no provider. Prisma stops with P3019.`,
      help: `Write it anew:\n${write}`,
    };
  return {
    ...place,
    message: `${lock.path} is read by Prisma as the provider ${lock.provider}, but the schema says ${provider}. Prisma stops with P3019.`,
    help: `If the migrations are PostgreSQL's, mend the line; Prisma wants exactly one space on each side of \`=\`:\n${write}\nMigrations written for another database cannot be used: start a new history.`,
  };
}
