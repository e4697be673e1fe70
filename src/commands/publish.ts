import { UsageError } from '../base/errors';
import { rules } from '../judge/rules';
import { publishReport } from '../tell/github/publish-report';
import type { Session } from './session';

/** `migration-gate publish`: posts the report of another run, the second half of the recipe for forks. */
export async function publish({ settings, log, redact }: Session): Promise<number> {
  if (settings.report === undefined) throw new UsageError('publish needs --report: the path of a report.json');
  await publishReport(settings.report, settings, { env: process.env, log, redact, rules });
  return 0;
}
