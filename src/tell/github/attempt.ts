import { oneLine, shorten } from '../../base/escape';
import type { Log } from '../../base/log';
import type { Client } from './client';
import type { RunContext } from './context';
import { failureLine, isUnavailable, statusOf } from './failure';

/** Does something that may fail without changing the verdict; null when it failed, and then a warning was given. */
export type Attempt = <T>(what: string, permission: string, work: () => Promise<T>) => Promise<T | null>;

/** What the functions that talk to GitHub share. */
export interface There {
  readonly context: RunContext;
  readonly client: Client;
  readonly attempt: Attempt;
  readonly log: Log;
}

/**
 * Makes the function that every call to the outside goes through. When GitHub itself does not answer, later attempts are
 * left out, so that an outage costs one wait and one warning.
 */
export function attempts(log: Log, redact: (text: string) => string, context: RunContext | null): Attempt {
  let isDown = false;
  return async (what, permission, work) => {
    if (isDown) return null;
    try {
      return await work();
    } catch (error) {
      isDown = isUnavailable(error);
      const line = redact(shorten(oneLine(failureLine(what, permission, error)), 600));
      if (context?.isDependabot && statusOf(error) === 403) {
        log.info(`${what}: the token of a run of Dependabot is read-only. The job summary has the report.`);
      } else {
        log.warn(isDown ? `${line} Further calls to GitHub are left out.` : line);
      }
      log.debug(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
      return null;
    }
  };
}
