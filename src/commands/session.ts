import pc from 'picocolors';
import { errorText } from '../base/errors';
import { forLog } from '../base/escape';
import type { Settings } from '../contracts/settings';
import { ruleNames } from '../judge/rules';
import { inputsFromFlags } from '../settings/flags';
import { secretsOfInputs } from '../settings/input-secrets';
import { forgetArguments, forgetSecrets } from '../settings/process-environment';
import { readSettings } from '../settings/read-settings';
import { exitCodeOfError } from '../tell/exit-code';
import { type TerminalLog, terminalLog } from './terminal-log';

/** What every command works with. */
export interface Session {
  readonly settings: Settings;
  readonly log: TerminalLog;
  /** Takes secrets out of any text; nothing is printed without it. */
  readonly redact: (text: string) => string;
}

/** Runs a command with the settings of its flags, and turns what it throws into words and an exit code. */
export async function inSession(
  flags: Readonly<Record<string, unknown>>,
  work: (session: Session) => Promise<number>,
): Promise<void> {
  const inputs = inputsFromFlags(flags);
  const { redact } = secretsOfInputs(inputs);
  forgetSecrets(process.env);
  forgetArguments(process.argv);
  const log = terminalLog({ debug: flags.verbose === true, redact });
  try {
    const settings = await readSettings({ inputs, env: process.env, cwd: process.cwd(), ruleNames });
    process.exitCode = await work({ settings, log, redact });
  } catch (error) {
    process.stderr.write(`${pc.red('error:')} ${forLog(redact(errorText(error)))}\n`);
    process.exitCode = exitCodeOfError(error);
  } finally {
    log.end();
  }
}
