import ora, { type Ora } from 'ora';
import pc from 'picocolors';
import { forLog } from '../base/escape';
import type { Log } from '../base/log';

export interface TerminalLog extends Log {
  /** Takes the spinner away, before the report is printed. */
  end(): void;
}

/** A log on standard error for a person at a terminal: a spinner while something long runs, plain lines elsewhere. */
export function terminalLog(options: {
  readonly debug: boolean;
  readonly redact: (text: string) => string;
}): TerminalLog {
  const safe = (text: string) => forLog(options.redact(text));
  let spinner: Ora | null = null;
  const end = () => {
    spinner?.stop();
    spinner = null;
  };
  const line = (text: string) => {
    end();
    process.stderr.write(`${text}\n`);
  };
  return {
    debug: (message) => {
      if (options.debug) line(pc.dim(safe(message)));
    },
    info: (message) => line(safe(message)),
    warn: (message) => line(`${pc.yellow('warning:')} ${safe(message)}`),
    progress: (title, done, total) => {
      if (!process.stderr.isTTY) return;
      spinner ??= ora({ stream: process.stderr }).start();
      spinner.text = safe(`${title} ${done}/${total}`);
      if (done >= total) end();
    },
    end,
  };
}
