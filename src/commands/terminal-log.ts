import ora, { type Ora } from 'ora';
import pc from 'picocolors';
import type { Log } from '../log';

export interface TerminalLog extends Log {
  /** Takes the spinner away, before the report is printed. */
  end(): void;
}

/** A log on standard error for a person at a terminal: a spinner while something long runs, plain lines elsewhere. */
export function terminalLog(options: {
  readonly debug: boolean;
  readonly redact: (text: string) => string;
}): TerminalLog {
  const { redact } = options;
  let spinner: Ora | null = null;
  const end = () => {
    spinner?.stop();
    spinner = null;
  };
  const line = (text: string) => {
    end();
    process.stderr.write(`${redact(text)}\n`);
  };
  return {
    debug: (message) => {
      if (options.debug) line(pc.dim(message));
    },
    info: line,
    warn: (message) => line(`${pc.yellow('warning:')} ${message}`),
    progress: (title, done, total) => {
      if (!process.stderr.isTTY) return;
      spinner ??= ora({ stream: process.stderr }).start();
      spinner.text = redact(`${title} ${done}/${total}`);
      if (done >= total) end();
    },
    end,
  };
}
