import { beginning, oneLine, plainName, shorten } from '../../base/escape';
import type { Finding, Plan, Report } from '../../contracts/report';
import { actionText, isSure } from '../../recover/plan/words';
import { helpBlocks } from './help-blocks';
import { byUrgency } from './urgency';

/** The one next step: a sentence, and what to paste, if there is something. Both plain text with names as they are. */
export interface NextStep {
  /** What it is about: an object, migration, place or rule; null when the sentence says it. */
  readonly about: string | null;
  readonly sentence: string;
  readonly command: string | null;
}

/** The first thing to do, or null when there is nothing to do. */
export function nextStep(report: Report): NextStep | null {
  const first = byUrgency(report.findings).find(({ severity }) => severity !== 'notice');
  if (first !== undefined && (report.verdict !== 'undetermined' || first.severity === 'error')) {
    const plan = report.plans.find((candidate) => isSure(candidate) && candidate.database === first.database);
    const step = plan?.steps[0];
    if (plan && step) {
      return {
        about: null,
        sentence: `${step.title} (step 1 of ${plan.steps.length} of the plan for ${plainName(plan.database)})`,
        command: planCommand(step),
      };
    }
    return fromHelp(first);
  }
  const open = report.checks.find((check) => check.status === 'undetermined');
  return open?.reason ? { about: null, sentence: shorten(oneLine(open.reason), 500), command: null } : null;
}

function planCommand(step: Plan['steps'][number]): string | null {
  const action = step.do[0];
  if (action === undefined) return null;
  const [, , ...line] = actionText(action);
  return line.length > 0 && line.length <= 8 ? line.join('\n') : null;
}

function fromHelp(finding: Finding): NextStep | null {
  const blocks = helpBlocks(finding.help);
  const prose = blocks.find((block) => !block.code)?.text;
  const command = blocks.find((block) => block.code)?.text ?? null;
  if (prose === undefined && command === null) return null;
  const place = finding.file ? `${finding.file}${finding.line ? `:${finding.line}` : ''}` : null;
  // A reduced report names neither.
  const about = finding.object ?? place ?? finding.rule;
  return {
    about: plainName(about),
    sentence: prose === undefined ? 'run' : beginning(prose, 400),
    command,
  };
}
