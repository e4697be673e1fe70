import { UndeterminedError } from '../base/errors';
import { forLog } from '../base/escape';
import type { Plan } from '../contracts/report';
import { gate } from '../gate';
import { planFiles } from '../recover/plan/files';
import { writePlans } from '../rehearse/write-plan';
import { redactReport } from '../tell/report/redact-report';
import type { Session } from './session';

export const directions = ['repository-follows', 'database-follows'] as const;

export interface PlanFlags {
  readonly write?: boolean;
  /** The other plan than the recommended one. */
  readonly direction?: Plan['direction'];
}

/**
 * `migration-gate plan`: prints the resolution plan as a page; `--write` puts its part of the repository into the working
 * tree. Exit code 0 when there is nothing to resolve or it was written, else 1.
 */
export async function plan({ settings, log, redact }: Session, { write, direction }: PlanFlags): Promise<number> {
  const { report, facts } = await gate(settings, log);
  log.end();
  if (facts.histories.length === 0)
    throw new UndeterminedError('A plan needs a database that can be read; set --database-url.');
  const { plans, findings } = redactReport(report, redact);
  const chosen = plans.filter((one) => (direction === undefined ? one.recommended : one.direction === direction));
  const page = planFiles(write ? chosen : plans, facts, findings)[0]?.content;
  process.stdout.write(forLog(page ?? 'There is nothing to resolve.\n'));
  if (!write) return plans.length === 0 ? 0 : 1;
  // The texts themselves, not the redacted ones: what is committed must be what was rehearsed.
  const exact = report.plans.filter((one) =>
    chosen.some((shown) => shown.database === one.database && shown.direction === one.direction),
  );
  const done = writePlans(exact, facts.repository);
  process.stderr.write(forLog(redact(`${done.join('\n') || 'This plan changes no file.'}\n`)));
  return 0;
}
