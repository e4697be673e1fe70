import { checksumSql, forgetSql, rememberSql } from '../history-sql';
import { scriptPath } from '../paths';
import type { MakeFile } from '../repairs';
import type { Script } from '../script';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';
import { resolveStep, rolledBackStep } from './marks';

/**
 * Applied, no folder, and no text in git: what the database has and no other migration explains is written down under its
 * name, and the record takes over the checksum of that.
 * @param script what is not explained; it goes into the first of them, unless it is ''
 */
export function reconstructionSteps(situation: Situation, script: Script, make: MakeFile): StagedStep[] {
  const { database, repairs } = situation;
  return repairs.lost.flatMap((record, index) => {
    const body = index === 0 ? script.sql : '';
    // The same for every database in the same state: no name of one in it.
    const content = [
      '-- Reconstructed from a database: the text that ran is lost, and this is what is there of it.',
      ...(body === '' ? ['-- What is left of its changes is in other migrations.', 'SELECT 1;', ''] : ['', body]),
    ].join('\n');
    const path = scriptPath(situation, record.name);
    return [
      staged('files', {
        title: `Reconstruct ${record.name}`,
        why: `${database} has applied it on ${record.startedAt.toISOString().slice(0, 10)}; neither the repository nor the history of this checkout has its text. This is a reconstruction from the structure of ${database}: changes of data, and what was undone later, are not in it. If a colleague has the original, use that and skip this step and the next.`,
        writes: 'repository',
        risk: 'low',
        verify: 'Somebody who knows the change reads the file.',
        undo: `Delete ${path}.`,
        do: [{ kind: 'write', path, content }],
      }),
      staged('history', {
        title: `Record the checksum of the reconstructed ${record.name}`,
        why: 'Prisma has no command for this; without it the migration counts as edited. Only the checksum in the history is written.',
        writes: 'database',
        risk: 'low',
        verify: `The gate does not report ${record.name} as edited.`,
        undo: checksumSql(situation, record, record.checksum),
        do: [{ kind: 'sql', sql: checksumSql(situation, record, make(record.name, content).checksum) }],
      }),
    ];
  });
}

/** The repository is right: the lost migration is undone with the drift, and its row goes. */
export function forgetSteps(situation: Situation): StagedStep[] {
  const { database } = situation;
  return situation.repairs.lost.map((record) =>
    staged('history', {
      title: `Take ${record.name} out of the history of ${database}`,
      why: 'The repository does not have it; other steps undo what it made, or write it anew. Prisma has no command for this.',
      writes: 'database',
      risk: 'high',
      verify: 'prisma migrate status no longer names it.',
      undo: rememberSql(situation, record),
      do: [{ kind: 'sql', sql: forgetSql(situation, record) }],
    }),
  );
}

/** Began, never finished, and nobody has it: what it left is settled by the other steps. */
export function abandonedSteps(situation: Situation): StagedStep[] {
  return situation.repairs.abandoned.map(({ name }) =>
    rolledBackStep(
      situation,
      name,
      `It began on ${situation.database} and did not finish, and neither the repository nor the history of this checkout has its text. What it left in the structure, if anything, is settled by the other steps.`,
    ),
  );
}

/** Rows of migrations that a baseline has taken the place of. */
export function supersededSteps(situation: Situation): StagedStep[] {
  const { database, repairs } = situation;
  const { superseded: records, baseline } = repairs;
  if (records.length === 0) return [];
  const marks =
    baseline === null
      ? []
      : [
          resolveStep(
            situation,
            baseline.name,
            `It makes what ${database} has from migrations that have no folder any more: the history was squashed into it.`,
          ),
        ];
  return [
    ...marks,
    staged('history', {
      title: `Take ${records.length} replaced ${records.length === 1 ? 'migration' : 'migrations'} out of the history of ${database}`,
      why: `${baseline === null ? 'A migration that was marked as applied after them' : baseline.name} stands for them now, and their folders are gone: ${records.map(({ name }) => name).join(', ')}. Only rows of the history are deleted. If they belong to another project that shares this history, leave them, and name them under ignore in the config file.`,
      writes: 'database',
      risk: 'low',
      verify: 'prisma migrate status no longer names them.',
      undo: records.map((record) => rememberSql(situation, record)).join('\n'),
      do: [{ kind: 'sql', sql: records.map((record) => forgetSql(situation, record)).join('\n') }],
    }),
  ];
}
