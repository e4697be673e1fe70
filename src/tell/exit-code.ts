import { isFileError, UndeterminedError, UsageError } from '../base/errors';
import type { Report } from '../contracts/report';
import type { Settings } from '../contracts/settings';

/** 0 pass, 1 findings at or above `fail-on`, 3 undetermined; 0 in any case with `fail-on: never`. */
export function exitCodeOf({ verdict }: Report, { failOn }: Settings): 0 | 1 | 3 {
  if (failOn === 'never' || verdict === 'pass') return 0;
  return verdict === 'fail' ? 1 : 3;
}

/** 2 for wrong usage, 3 for what could not be determined, 70 (`EX_SOFTWARE` of sysexits.h) for a bug. */
export function exitCodeOfError(error: unknown): 2 | 3 | 70 {
  if (error instanceof UsageError) return 2;
  return error instanceof UndeterminedError || isFileError(error) ? 3 : 70;
}
