import { oneLine, plainName, shorten } from '../../../base/escape';
import type { Report } from '../../../contracts/report';
import { nextStep } from '../next-step';
import { visible } from '../reduce';
import { standing } from '../standing';
import { byUrgency } from '../urgency';
import { headline } from '../words';
import type { RenderContext } from './context';

const icons = { pass: ':white_check_mark:', fail: ':x:', undetermined: ':grey_question:' } as const;

/** A message that Slack, and what is compatible with it, understands: verdict, next step, the most urgent findings. */
export function renderWebhook(full: Report, context: RenderContext): string {
  const report = visible(full, context);
  const next = nextStep(report);
  const findings = byUrgency(report.findings).filter(({ severity }) => severity !== 'notice');
  const lines = [
    `${icons[report.verdict]} *${slack(headline(report))}*`,
    slack(standing(report, context)),
    report.databases.length > 0
      ? `Databases: ${slack(shorten(report.databases.map(({ name }) => plainName(name)).join(', '), 300))}`
      : '',
    next ? `Next: ${slack(next.about ? `${next.about}: ${next.sentence}` : next.sentence)}` : '',
    ...findings.slice(0, 5).map(({ message }) => `• ${slack(shorten(oneLine(message), 300))}`),
    findings.length > 5 ? `…and ${findings.length - 5} more` : '',
    context.runUrl ? `<${context.runUrl}|The run>` : '',
  ];
  return JSON.stringify({ text: lines.filter((line) => line !== '').join('\n') });
}

/**
 * Slack's three control characters as entities (docs, "Formatting text with mrkdwn"), and its marks of emphasis, mentions
 * and emoji parted from their words by a zero-width space.
 */
function slack(value: string): string {
  return oneLine(value)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[*_~`@#]|:(?=\/\/|[\w+-]{1,100}:)/g, '$&\u200b');
}
