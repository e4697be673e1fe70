import * as core from '@actions/core';
import { errorMessage } from '../../base/errors';
import { forLog } from '../../base/escape';
import type { Report } from '../../contracts/report';
import type { OutputName } from '../../settings/outputs';

/** Outputs that the report itself gives, as texts. */
export function outputsOf(report: Report): Partial<Record<OutputName, string>> {
  const pending = report.migrations
    .filter(({ databases }) => Object.values(databases).some(({ state }) => willRun(state)))
    .map(({ name }) => name);
  return {
    verdict: report.verdict,
    mode: report.mode,
    errors: String(report.summary.errors),
    warnings: String(report.summary.warnings),
    notices: String(report.summary.notices),
    pending: JSON.stringify(pending),
    'pending-count': String(pending.length),
    'drift-count': String(report.drift.length),
    coverage: report.coverage === null ? '' : report.coverage.percent.toFixed(1),
  };
}

/** True for what the next deploy would run: one that was rolled back and not applied since is run again. */
function willRun(state: Report['migrations'][number]['databases'][string]['state']): boolean {
  return state === 'pending' || state === 'rolled-back';
}

/**
 * Sets outputs of the step. Where they cannot be set, because GITHUB_OUTPUT names no file, a warning says so, and the verdict
 * stands.
 */
export function setOutputs(outputs: Partial<Record<OutputName, string>>): void {
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  } catch (error) {
    core.warning(`The outputs were not set, check GITHUB_OUTPUT: ${forLog(errorMessage(error))}`);
  }
}
