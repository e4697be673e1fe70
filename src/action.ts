import * as core from '@actions/core';
import { errorText } from './base/errors';
import { forLog } from './base/escape';
import { gate } from './gate';
import { ruleNames, rules } from './judge/rules';
import { planFiles } from './recover/plan/files';
import { inputsFromAction } from './settings/from-action';
import { secretsOfInputs } from './settings/input-secrets';
import { forgetSecrets } from './settings/process-environment';
import { readSettings } from './settings/read-settings';
import { exitCodeOf, exitCodeOfError } from './tell/exit-code';
import { actionLog } from './tell/github/log';
import { publish } from './tell/github/publish';
import { publishError } from './tell/github/publish-error';
import { publishReport } from './tell/github/publish-report';
import { boundReport } from './tell/report/bound';
import { redactReport } from './tell/report/redact-report';
import { renderTerminal } from './tell/report/render/terminal';
import { headline } from './tell/report/words';
import { writePlanFiles } from './tell/report/write-files';

/** The action: reads `INPUT_*`, publishes the report, and fails the job last. */
export async function runAction(): Promise<void> {
  // Until the run has ended well it has failed: a promise that never settles would otherwise end the process with 0.
  process.exitCode = 70;
  const { env } = process;
  const inputs = inputsFromAction(env);
  const { maskable, redact } = secretsOfInputs(inputs);
  for (const secret of maskable) core.setSecret(secret);
  forgetSecrets(env);
  const log = actionLog(redact);
  const world = { env, log, redact, rules };
  let isPublished = false;
  try {
    const settings = await readSettings({ inputs, env, cwd: process.cwd(), ruleNames });
    if (settings.report !== undefined) {
      await publishReport(settings.report, settings, world);
      process.exitCode = 0;
      return;
    }
    const { report, facts } = await gate(settings, log);
    const planned = planFiles(report.plans, facts, report.findings).map(({ path, content }) => ({
      path: redact(path),
      content: redact(content),
    }));
    const plan = await writePlanFiles(planned, settings.reportDirectory);
    const { detail } = await publish(report, settings, { ...world, ...(plan !== null && { plan }) });
    isPublished = true;
    core.info(
      renderTerminal(boundReport(redactReport(report, redact)), {
        key: '',
        detail,
        rules,
        columns: 120,
        neverFails: settings.failOn === 'never',
      }),
    );
    const exitCode = exitCodeOf(report, settings);
    if (exitCode !== 0) core.setFailed(forLog(redact(headline(report))));
    process.exitCode = exitCode;
  } catch (error) {
    const message = redact(errorText(error));
    if (!isPublished) await publishError(message, env);
    core.setFailed(forLog(message));
    process.exitCode = exitCodeOfError(error);
  }
}
