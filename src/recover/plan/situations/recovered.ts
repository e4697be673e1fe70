import { scriptPath } from '../paths';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';

/** Applied, no folder, and git still has the very text. */
export function recoveredSteps(situation: Situation): StagedStep[] {
  return situation.repairs.recovered.map(({ record, commit, sql }) => {
    const path = scriptPath(situation, record.name);
    return staged('files', {
      title: `Bring back ${record.name} from commit ${commit.slice(0, 12)}`,
      why: `${situation.database} has applied it on ${record.startedAt.toISOString().slice(0, 10)} and the repository has no such folder. This is the text that ran: its checksum is the recorded one.`,
      writes: 'repository',
      verify: `prisma migrate status no longer says that ${record.name} is missing.`,
      undo: `Delete ${path}.`,
      do: [{ kind: 'write', path, content: sql }],
    });
  });
}
