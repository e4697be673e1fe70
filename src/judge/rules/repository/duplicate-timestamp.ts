import { shellWord } from '../../../base/shell';
import type { MigrationFile } from '../../../contracts/repository';
import type { Rule } from '../../../contracts/rule';
import { standing } from './standing';
import { later, prefixOf, titleOf } from './timestamp';

export const duplicateTimestamp: Rule = {
  name: 'repository/duplicate-timestamp',
  severity: 'warning',
  problem: 'A new migration has the same timestamp as another one.',
  consequence:
    'Which of the two runs first is decided by the rest of their names, not by when they were made; usually two branches have each made one.',
  remedy: 'Give the one that has to run second a later timestamp.',
  *check(facts) {
    const prefixes = facts.repository.migrations.map(({ name }) => prefixOf(name));
    for (const files of sharing(facts.repository.migrations)) {
      const open = files.filter(({ name }) => standing(facts, name) !== 'settled');
      // Of those that are all new, the first may keep its timestamp.
      for (const file of open.length === files.length ? open.slice(1) : open) {
        const other = files.find((candidate) => candidate !== file);
        const folder = file.path.slice(0, -'/migration.sql'.length);
        const target = `${folder.slice(0, -file.name.length)}${free(prefixOf(file.name), prefixes)}_${titleOf(file.name)}`;
        yield {
          object: file.name,
          migration: file.name,
          file: file.path,
          ...(standing(facts, file.name) === 'unknown' ? ({ severity: 'notice' } as const) : {}),
          message: `${file.name} and ${other?.name} have the same timestamp, so the rest of their names decides which of them runs first.`,
          help: `If ${file.name} has to run second, give it a later one:\n    git mv -- ${shellWord(folder)} ${shellWord(target)}`,
        };
      }
    }
  },
};

/** Migrations of one timestamp, two or more each; a day is no timestamp, names of eight digits share it rightly. */
function sharing(migrations: readonly MigrationFile[]): MigrationFile[][] {
  const byPrefix = new Map<string, MigrationFile[]>();
  for (const file of migrations) {
    const prefix = prefixOf(file.name);
    if (prefix === '' || /^(?:19|20)\d{6}$/.test(prefix)) continue;
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), file]);
  }
  return [...byPrefix.values()].filter((files) => files.length > 1);
}

/** The next prefix after the given one that no migration has. */
function free(prefix: string, taken: readonly string[]): string {
  const next = later(prefix, 1);
  return taken.includes(next) ? free(next, taken) : next;
}
