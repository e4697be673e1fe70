import * as core from '@actions/core';
import type { Log } from '../log';
import { withoutCommands } from '../report/escape';

/** A log on the job's own: plain lines, warnings as annotations. Progress is not shown there: nobody watches. */
export function actionLog(redact: (text: string) => string): Log {
  return {
    debug: (message) => core.debug(redact(message)),
    info: (message) => core.info(withoutCommands(redact(message))),
    warn: (message) => core.warning(redact(message)),
    progress: (title, done, total) => {
      if (done === total) core.debug(`${title}: ${total}`);
    },
  };
}
