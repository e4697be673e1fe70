import type { Colors } from 'picocolors/types';
import { plainName, shorten } from '../../../../base/escape';
import type { Plan, Report } from '../../../../contracts/report';
import { actionText, directionWords, rehearsalWords } from '../../../../recover/plan/words';
import { verbatim, wrap } from './layout';

/** The recommended plan of each database in full, the others by name. */
export function plansText(report: Report, columns: number, colors: Colors): string {
  return report.plans
    .map((plan) => {
      const title = `${shorten(plainName(plan.database), 40)}${plan.recommended ? ', recommended' : ''}`;
      const head = `${colors.bold('Plan')}  ${title}\n${wrap(directionWords(plan), columns, '  ')}`;
      const rehearsal = wrap(rehearsalWords(plan), columns, '  ');
      return [
        head,
        rehearsal,
        plan.recommended ? steps(plan, columns, colors) : `  ${plan.steps.length} steps, in the report file`,
      ].join('\n');
    })
    .join('\n\n');
}

function steps(plan: Plan, columns: number, colors: Colors): string {
  return plan.steps
    .map((step, index) => {
      const risk = step.risk === 'high' ? colors.red(' high risk') : '';
      const actions = step.do.map((action) => {
        const [, title, ...lines] = actionText(action);
        return `${wrap(`${title}:`, columns, '     ')}\n${colors.cyan(verbatim(lines.join('\n'), '       ', 20))}`;
      });
      return [
        wrap(`${index + 1}. ${step.title}`, columns - 10, '  ') + risk,
        wrap(step.why, columns, '     '),
        ...actions,
      ]
        .filter((part) => part !== '')
        .join('\n');
    })
    .join('\n');
}
