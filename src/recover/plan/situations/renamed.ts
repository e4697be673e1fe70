import { shellWord } from '../../../base/shell';
import { renameSql } from '../history-sql';
import { folderOf } from '../paths';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';

/** A folder that was renamed after it ran: back to the old name, or the record follows. */
export function renamedSteps(situation: Situation): StagedStep[] {
  const { database, direction } = situation;
  return situation.repairs.renamed.map(({ file, record }) => {
    const why = `${file.name} is what ${database} has applied as ${record.name}: the same text. Prisma goes by the name and would run it a second time.`;
    if (direction === 'database-follows')
      return staged('history', {
        title: `Rename ${record.name} to ${file.name} in the history of ${database}`,
        why: `${why} Only the name in the history is written; every other database with the old name needs the same.`,
        writes: 'database',
        risk: 'low',
        verify: `prisma migrate status lists ${file.name} as applied.`,
        undo: renameSql(situation, record, record.name),
        do: [{ kind: 'sql', sql: renameSql(situation, record, file.name) }],
      });
    const [from, to] = [folderOf(situation, file.name), folderOf(situation, record.name)];
    return staged('files', {
      title: `Rename ${file.name} back to ${record.name}`,
      why,
      writes: 'repository',
      verify: `The folder ${to} is there and ${from} is not.`,
      undo: `git mv -- ${shellWord(to)} ${shellWord(from)}`,
      do: [{ kind: 'rename', from, to }],
    });
  });
}
