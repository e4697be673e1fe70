import { performance } from 'node:perf_hooks';
import type { Log } from './base/log';
import { collect } from './collect/collect';
import type { Facts } from './contracts/facts';
import type { Report } from './contracts/report';
import type { Settings } from './contracts/settings';
import { openScratch } from './gather/scratch/open-scratch';
import { judge } from './judge/judge';
import { rules } from './judge/rules';
import { planAndRehearse } from './rehearse/plan-and-rehearse';
import { assembleReport } from './tell/report/assemble';

/** What came of a run. */
export interface Outcome {
  readonly report: Report;
  readonly facts: Facts;
}

/**
 * The gate, top to bottom: gather the facts, judge them, plan and rehearse the way back, report. Writes nothing anywhere but on the scratch server.
 * @throws UsageError for what the user has to set differently; any other error is a bug
 */
export async function gate(settings: Settings, log: Log): Promise<Outcome> {
  const started = performance.now();
  const scratch = openScratch(settings.scratch, settings.databases, log, settings.scratchTrust);
  try {
    const { facts, reconcile } = await collect(settings, scratch, log);
    const judgement = judge(rules, facts);
    const plans = await planAndRehearse(facts, scratch, log, judgement);
    const totalMs = Math.round(performance.now() - started);
    return { report: assembleReport(facts, judgement, { plans, reconcile, totalMs }), facts };
  } finally {
    await scratch.close();
  }
}
