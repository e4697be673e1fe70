import * as core from '@actions/core';
import { forLog } from '../../base/escape';
import type { Log } from '../../base/log';

/** A log on the job's own: plain lines, warnings as annotations. Progress is not shown there: nobody watches. */
export function actionLog(redact: (text: string) => string): Log {
  return {
    debug: (message) => core.debug(forLog(redact(message))),
    info: (message) => core.info(forLog(redact(message))),
    warn: (message) => core.warning(forLog(redact(message))),
    progress: (title, done, total) => {
      if (done === total) core.debug(`${title}: ${total}`);
    },
  };
}
