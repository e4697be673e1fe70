import { clean } from '../../../../base/escape';
import type { Plan, Report } from '../../../../contracts/report';
import { actionText, directionWords, rehearsalWords } from '../../../../recover/plan/words';
import { count } from '../../words';
import { codeBlock, type Html, h, name, prose, section } from './parts';

/** Every plan, the recommended ones open. */
export function plansHtml(report: Report): Html {
  const plans = [...report.plans].sort((a, b) => Number(b.recommended) - Number(a.recommended));
  return section(
    'Plan',
    ...plans.map(
      (
        plan,
      ) => h`<details${plan.recommended && h` open`}><summary><b>${name(plan.database, 60)}</b>: ${directionWords(plan)}${plan.recommended && ' (recommended)'}</summary>
<p>${rehearsalWords(plan)}</p><ol>${plan.steps.map(stepHtml)}</ol></details>`,
    ),
  );
}

function stepHtml(step: Plan['steps'][number]): Html {
  const writes = step.writes === 'nothing' ? 'writes nothing' : `writes to the ${step.writes}`;
  return h`<li><b>${clean(step.title)}</b> <small>${writes}${step.risk !== 'none' && `, ${step.risk} risk`}</small><p>${prose(step.why)}</p>
${step.do.map((action) => {
  const [, title, ...lines] = actionText(action);
  return h`<p class="faint">${title}:</p>${codeBlock(lines.join('\n').trimEnd())}`;
})}<p><small>Verify: ${prose(step.verify)}<br>Undo: ${prose(step.undo)}</small></p></li>\n`;
}

/** Checks that were not made, and what was ignored. */
export function checksHtml(report: Report): Html {
  const open = report.checks.filter(({ status }) => status !== 'done');
  const suppressed = report.suppressed.map(
    (entry) =>
      h`<li>${name(entry.rule)} ${entry.object && name(entry.object)} ${entry.file && name(`${entry.file}${entry.line ? `:${entry.line}` : ''}`)}: ${clean(entry.reason)}</li>`,
  );
  return h`${section(
    'Checks not made',
    ...open.map(
      (check) =>
        h`<p><span class="${check.status === 'undetermined' ? 'attention' : 'faint'}">${check.status}</span> ${check.id}${check.database && h` of ${name(check.database, 60)}`}${check.reason && h`: ${prose(check.reason)}`}</p>`,
    ),
  )}${section(`Ignored on purpose: ${count(suppressed.length, 'finding')}`, ...(suppressed.length > 0 ? [h`<ul>${suppressed}</ul>`] : []))}`;
}
