import { fence, prose, text } from '../../../../base/escape';
import type { Plan } from '../../../../contracts/report';
import { actionText, directionWords, rehearsalWords } from '../../../../recover/plan/words';
import { count } from '../../words';
import { blocksOf, databaseSummary, details, isDetailed, type View } from './view';

/** Every plan folded, the recommended first; in a comment only the recommended ones have their steps. */
export function plansSection(view: View): string {
  const { plans } = view.report;
  if (!isDetailed(view) || plans.length === 0) return '';
  const sorted = [...plans].sort((a, b) => Number(b.recommended) - Number(a.recommended));
  const shown = sorted.filter((plan) => plan.recommended || view.depth === 'everything');
  const others = sorted.length - shown.length;
  return blocksOf(
    ...shown.map((plan) => {
      const title = `<b>Plan for ${databaseSummary(plan.database)}</b>: ${directionWords(plan)}, ${count(plan.steps.length, 'step')}`;
      return details(
        `${title}${plan.recommended ? ' (recommended)' : ''}${plan.rehearsed && plan.remaining.length === 0 ? ', rehearsed' : ''}`,
        blocksOf(rehearsal(plan), ...plan.steps.map(step)),
      );
    }),
    others > 0 && `${count(others, 'other plan')} in the report file.`,
  );
}

function rehearsal(plan: Plan): string {
  const isProven = plan.rehearsed && plan.remaining.length === 0;
  return `${isProven ? '✅' : '⚠️'} ${text(rehearsalWords(plan), 2000)}`;
}

function step(entry: Plan['steps'][number], index: number): string {
  const writes = entry.writes === 'nothing' ? 'writes nothing' : `writes to the ${entry.writes}`;
  const actions = entry.do.map((action) => {
    const [language, title, ...lines] = actionText(action);
    return `${text(title)}:\n\n${fence(lines.join('\n'), language, 120)}`;
  });
  return blocksOf(
    `**${index + 1}. ${prose(entry.title, 200)}** <sub>${writes}${entry.risk === 'none' ? '' : `, ${entry.risk} risk`}</sub>`,
    prose(entry.why, 600),
    ...actions,
    entry.verify && `Verify: ${prose(entry.verify, 300)}`,
    entry.undo && `Undo: ${prose(entry.undo, 300)}`,
  );
}
