import { appendFile } from 'node:fs/promises';
import { fence } from '../../base/escape';
import { outputs } from '../../settings/outputs';
import { setOutputs } from './outputs';

/**
 * Outputs and job summary of a run that ended without a report: a wrong setting, or a bug. Every output is set, so that none is
 * left of an earlier run of the step; what is not known is empty.
 */
export async function publishError(message: string, env: NodeJS.ProcessEnv): Promise<void> {
  setOutputs({ ...Object.fromEntries(outputs.map(({ name }) => [name, ''])), verdict: 'undetermined' });
  const summary = `## Prisma Migration Gate: nothing was checked\n\n${fence(message)}\n`;
  // The error itself has to be told, whether or not the summary can be written.
  if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, summary).catch(() => {});
}
