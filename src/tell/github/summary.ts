import { appendFile } from 'node:fs/promises';
import type { Report } from '../../contracts/report';
import type { RenderContext } from '../report/render/context';
import { markdownWithin } from '../report/render/markdown';

/** A step's summary may have 1 MiB (GitHub docs, "Adding a job summary"); a larger one is refused as a whole. */
const budget = 1024 * 1024 - 4096;

/**
 * Writes the full story into the job summary, whose file `GITHUB_STEP_SUMMARY` names.
 * @throws the file system's error
 */
export async function writeSummary(file: string, report: Report, context: RenderContext): Promise<void> {
  await appendFile(file, markdownWithin(report, context, budget));
}
