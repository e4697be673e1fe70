import { shellWord } from '../../../base/shell';
import { blend } from '../../../postgres/catalog/blend';
import type { Catalog } from '../../../postgres/catalog/model';
import { checksumSql } from '../history-sql';
import { type NewNames, slugIn } from '../new-name';
import { newMigration, scriptPath } from '../paths';
import { lossSentence, noteSentence, scriptOf } from '../script';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';
import { resolveStep } from './marks';

/** Edited after it ran: the text that ran comes back; where it is lost, the record follows the text that is there. */
export function editedSteps(situation: Situation): StagedStep[] {
  const { database, repairs } = situation;
  const restored = repairs.restored.map(({ file, record, commit, sql }) =>
    staged('files', {
      title: `Restore the text of ${file.name} that ran`,
      why: `It was changed after ${database} applied it on ${record.startedAt.toISOString().slice(0, 10)}. Commit ${commit.slice(0, 12)} has the text with the recorded checksum; ${afterRestoring(situation)}`,
      writes: 'repository',
      verify: `The gate no longer reports ${file.name} as edited.`,
      undo: `git checkout HEAD -- ${shellWord(file.path)}`,
      do: [{ kind: 'write', path: scriptPath(situation, file.name), content: sql }],
    }),
  );
  const rewritten = repairs.rewritten.map(({ file, record }) =>
    staged('history', {
      title: `Record the checksum of ${file.name} as it is now`,
      why: `It was changed after ${database} applied it, and no commit of this checkout has the text that ran. Prisma has no command for this; only the checksum in the history is written. What the change would have done to ${database} is settled by the other steps.`,
      writes: 'database',
      risk: 'low',
      verify: `The gate no longer reports ${file.name} as edited.`,
      undo: checksumSql(situation, record, record.checksum),
      do: [{ kind: 'sql', sql: checksumSql(situation, record, file.checksum) }],
    }),
  );
  return [...restored, ...rewritten];
}

function afterRestoring({ edit, differences }: Situation): string {
  if (edit === null) return 'what the change was for could not be worked out: put it into a new migration by hand.';
  return differences(edit.before, edit.after).length > 0
    ? 'what the change was for goes into a migration of its own.'
    : 'the change makes no difference to the structure; if it changes data, put it into a new migration by hand.';
}

/** The migration for what edited migrations were changed for. */
export interface EditMigration {
  readonly name: string;
  /** True when the database has it already, so that it is only marked. */
  readonly isInEffect: boolean;
  readonly steps: readonly StagedStep[];
  /** The state that was given, with the change. */
  readonly catalog: Catalog;
  /** What a folder makes, with the change. */
  readonly inFolder: (folder: Catalog) => Catalog;
}

/** @param state what the migrations account for in the database; null: the edits change no structure */
export function editOf(situation: Situation, state: Catalog, names: NewNames): EditMigration | null {
  const { edit, repairs, database, defaultSchema, actual } = situation;
  const changes = edit === null ? [] : situation.differences(edit.before, edit.after);
  if (edit === null || changes.length === 0) return null;
  const [only, ...others] = repairs.restored;
  const name = names.next(
    only === undefined || others.length > 0 ? 'edited_migrations' : `change_${slugIn(only.file.name)}`,
  );
  const script = scriptOf(edit.before, edit.after, defaultSchema);
  const inFolder = (folder: Catalog) => blend(folder, edit.after, changes);
  const catalog = inFolder(state);
  const isInEffect = situation.differences(catalog, actual).length < situation.differences(state, actual).length;
  const path = scriptPath(situation, name);
  const write = staged('files', {
    title: `Write ${name}`,
    why: `What the edit of ${repairs.restored.map(({ file }) => file.name).join(', ')} was for, as a migration that runs everywhere.${lossSentence(script)}${noteSentence(script)}`,
    writes: 'repository',
    risk: script.losses.length > 0 ? 'high' : 'none',
    verify: 'Read the SQL: it is the difference that the edit makes, worked out on the scratch server.',
    undo: `Delete ${path}.`,
    do: newMigration(situation, name, script, scriptOf(edit.after, edit.before, defaultSchema)),
  });
  const mark = resolveStep(situation, name, `${database} has been changed by hand as the edit says.`);
  return { name, isInEffect, steps: isInEffect ? [write, mark] : [write], catalog, inFolder };
}
