import { posix } from 'node:path';
import { coerce } from 'semver';
import { shellWord } from '../../../base/shell';
import type { Facts } from '../../../contracts/facts';

/**
 * A command of Prisma, ready to paste at the top of the repository: run in the project's directory, and with `--schema`
 * when the gate was told where the schema is.
 * @param command words that need no quoting, such as `migrate resolve --applied`
 * @param operands what follows them, quoted as needed
 */
export function prisma({ settings }: Pick<Facts, 'settings'>, command: string, ...operands: readonly string[]): string {
  const schema = settings.schema === undefined ? '' : ` --schema ${shellWord(settings.schema)}`;
  const line = `${['npx prisma', command, ...operands.map(shellWord)].join(' ')}${schema}`;
  const directory = projectDirectory(settings);
  return directory === '' ? line : `(cd ${shellWord(directory)} && ${line})`;
}

/** A path of the repository as it is called from the project's directory. */
export function fromProject({ settings }: Pick<Facts, 'settings'>, path: string): string {
  return posix.relative(projectDirectory(settings), path);
}

function projectDirectory({ repositoryRoot, workingDirectory }: Facts['settings']): string {
  return posix.relative(repositoryRoot.replaceAll('\\', '/'), workingDirectory.replaceAll('\\', '/'));
}

/** How to say on which database a command of Prisma acts. */
export function against(database: string): string {
  return `With DATABASE_URL set to ${database}:`;
}

/** Lines of commands that write what the schema asks for into a first migration, `0_init`. */
export function makeBaseline({ settings, repository }: Pick<Facts, 'settings' | 'repository'>): string[] {
  const { migrationsPath, schemaPath, prismaVersion } = repository;
  // The flag changed its name with Prisma 7 (prisma, packages/migrate/src/commands/MigrateDiff.ts).
  const flag = (coerce(prismaVersion)?.major ?? 7) < 7 ? '--to-schema-datamodel' : '--to-schema';
  const schema = shellWord(fromProject({ settings }, schemaPath ?? 'prisma/schema.prisma'));
  const diff = prisma(
    { settings: { ...settings, schema: undefined } },
    `migrate diff --from-empty ${flag} ${schema} --script`,
  );
  const folder = `${migrationsPath}/0_init`;
  return [`    mkdir -p ${shellWord(folder)}`, `    ${diff} > ${shellWord(`${folder}/migration.sql`)}`];
}
