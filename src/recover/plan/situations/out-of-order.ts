import { shellWord } from '../../../base/shell';
import type { NewNames } from '../new-name';
import { slugIn } from '../new-name';
import { folderOf } from '../paths';
import type { Situation, Unfinished } from '../situation';
import { type StagedStep, staged } from '../step';

/** Migrations that have not run and sort before one that has: new names, so that every database runs the same order. */
export function outOfOrderSteps(situation: Situation, ahead: readonly Unfinished[], names: NewNames): StagedStep[] {
  if (situation.direction === 'database-follows') return [];
  return late(situation, ahead).map(({ file }) => {
    const from = folderOf(situation, file.name);
    const to = folderOf(situation, names.next(slugIn(file.name)));
    return staged('files', {
      title: `Rename ${file.name} so that it sorts last`,
      why: `It sorts before migrations that ${situation.database} has applied. A new database would run it earlier than this one. No database has applied it yet, so its name is free to change.`,
      writes: 'repository',
      verify: `${to} sorts after every applied migration.`,
      undo: `git mv -- ${shellWord(to)} ${shellWord(from)}`,
      do: [{ kind: 'rename', from, to }],
    });
  });
}

/** Those of `ahead` that may be renamed and sort before an applied one. */
export function late({ files, appliedElsewhere }: Situation, ahead: readonly Unfinished[]): Unfinished[] {
  const waiting = new Set(ahead.map(({ file }) => file.name));
  const newest = files.findLastIndex(({ name }) => !waiting.has(name));
  return ahead.filter(({ file, failed }) => {
    const index = files.findIndex(({ name }) => name === file.name);
    return failed === null && index < newest && !appliedElsewhere.has(file.name);
  });
}
