import { UndeterminedError } from '../base/errors';
import { forLog } from '../base/escape';
import { collect } from '../collect/collect';
import { rollbackOptions } from '../collect/replay-all';
import { openScratch } from '../gather/scratch/open-scratch';
import { type PlannedRollback, planRollbackFiles, saveRollbackFiles } from './rollback-files';
import type { Session } from './session';

/** `migration-gate rollback`: SQL that undoes each pending migration that has none; `--write` puts it beside them. */
export async function rollback({ settings, log, redact }: Session, write: boolean): Promise<number> {
  const scratch = openScratch(settings.scratch, settings.databases, log, settings.scratchTrust);
  try {
    const { facts, afterPending } = await collect(settings, scratch, log);
    if (facts.replay.problem !== null) throw new UndeterminedError(facts.replay.problem);
    if (afterPending === null)
      throw new UndeterminedError('The pending migrations do not run; see migration-gate check.');
    const files = await afterPending((connection, defaultSchema) =>
      planRollbackFiles(connection, facts.pending, {
        ...rollbackOptions(settings, facts.repository, defaultSchema),
        rollbackFile: settings.rollbackFile,
      }),
    );
    log.end();
    const written = write ? await saveRollbackFiles(facts.repository.root, files) : [];
    process.stdout.write(forLog(redact(described(files, written))));
    return files.some(({ remaining }) => remaining.length > 0) ? 1 : 0;
  } finally {
    await scratch.close();
  }
}

function described(files: readonly PlannedRollback[], written: readonly string[]): string {
  if (files.length === 0) return 'Every pending migration has a text that undoes it, or none is pending.\n';
  return files
    .map(({ path, content, remaining }) => {
      const state = remaining.length > 0 ? 'not written' : written.includes(path) ? 'written' : 'tested';
      const lines = remaining.map((line) => `-- remains: ${line}`);
      return [`-- ${path} (${state})`, ...lines, content.trimEnd(), ''].join('\n');
    })
    .join('\n');
}
