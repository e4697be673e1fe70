import type { Script } from './script';
import type { Situation } from './situation';
import type { Action } from './step';

/** The folder of a migration, relative to the repository root. */
export function folderOf({ migrationsPath }: Pick<Situation, 'migrationsPath'>, name: string): string {
  return `${migrationsPath}/${name}`;
}

/** Its script, relative to the repository root. */
export function scriptPath(situation: Pick<Situation, 'migrationsPath'>, name: string): string {
  return `${folderOf(situation, name)}/migration.sql`;
}

/**
 * The actions that write a new migration, and beside it the SQL that undoes it where a policy asks for one.
 * @param back undoes the script
 */
export function newMigration(situation: Situation, name: string, script: Script, back: Script): Action[] {
  const write: Action = { kind: 'write', path: scriptPath(situation, name), content: script.sql };
  const path = situation.downPath?.(name);
  if (path === undefined || back.sql === '') return [write];
  const lost = script.losses.map((loss) => `-- Does not bring back ${loss}.\n`);
  return [write, { kind: 'write', path, content: `-- Undoes ${name}.\n${lost.join('')}\n${back.sql}` }];
}
