import { createHash } from 'node:crypto';
import type { Problem } from '../contracts/rule';
import type { RuleName } from '../contracts/rule-name';

/**
 * Names the problem, not the run: 32 hex digits that stay the same while the same rule says the same of the same object,
 * also when lines move. Used for SARIF's `partialFingerprints` and to tell what changed between two audits.
 */
export function fingerprint(rule: RuleName, problem: Problem, occurrence: number): string {
  const parts = [
    rule,
    problem.database ?? '',
    problem.migration ?? '',
    problem.object ?? '',
    problem.file ?? '',
    occurrence === 0 ? '' : String(occurrence),
  ];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}
