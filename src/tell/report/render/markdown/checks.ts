import { cell, prose, text } from '../../../../base/escape';
import { count } from '../../words';
import { blocksOf, databaseName, details, limit, place, type View } from './view';

/** Checks that could not be made, in sight; what was skipped or ignored, folded, with the reasons. */
export function checksSection(view: View): string {
  const { checks, suppressed } = view.report;
  const open = checks.filter(({ status }) => status === 'undetermined').slice(0, Math.max(5, limit(view)));
  const skipped = checks.filter(({ status }) => status === 'skipped').slice(0, limit(view));
  const title = (check: (typeof checks)[number]) =>
    `**${text(check.id, 60)}**${check.database ? ` of ${databaseName(check.database)}` : ''}`;
  const reason = (check: (typeof checks)[number]) => (check.reason ? `: ${prose(check.reason, 500)}` : '');
  const ignored = suppressed
    .slice(0, limit(view))
    .map((entry) => `- ${cell(entry.rule)} ${place(view, entry)}: ${text(entry.reason, 300)}`);
  return blocksOf(
    open.map((check) => `❔ ${title(check)} could not be determined${reason(check)}`).join('  \n'),
    details(
      `${count(skipped.length, 'check')} skipped`,
      skipped.map((check) => `- ${title(check)}${reason(check)}`).join('\n'),
    ),
    details(`${count(suppressed.length, 'finding')} ignored on purpose`, ignored.join('\n')),
  );
}
