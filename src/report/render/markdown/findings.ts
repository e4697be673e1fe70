import { cell, htmlProse, prose } from '../../escape';
import { helpBlocks } from '../../help-blocks';
import type { Finding } from '../../report';
import { byUrgency, family, sameOnce } from '../../urgency';
import { blocksOf, databaseName, details, help, icons, isDetailed, limit, more, place, type View } from './view';

/** A longer line than this is no title for a fold. */
const longestTitle = 160;

/** Findings of the families, the most urgent first: what will happen, which rule and where, what to do (folded when long). */
export function findingsOf(
  view: View,
  families: readonly string[],
  leaveOut: ReadonlySet<Finding> = new Set(),
): string {
  const all = sameOnce(
    byUrgency(view.report.findings).filter(
      (finding) =>
        families.includes(family(finding.rule)) &&
        !leaveOut.has(finding) &&
        (view.depth !== 'failing' || finding.severity === worst(view)),
    ),
  );
  const shown = all.slice(0, limit(view));
  return blocksOf(...shown.map((entry) => findingBlock(view, entry)), more(all.length - shown.length, view.context));
}

function worst(view: View): Finding['severity'] {
  const { errors, warnings } = view.report.summary;
  return errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'notice';
}

function findingBlock(view: View, { finding, times }: { finding: Finding; times: number }): string {
  const where = [place(view, finding), finding.database ? databaseName(finding.database) : ''].filter(Boolean);
  const rule = `<sub>${[cell(finding.rule), ...where].join(' · ')}</sub>`;
  const message = `${icons[finding.severity]} ${prose(finding.message)}${times > 1 ? ` (×${times})` : ''}`;
  return blocksOf(`${message}  \n${rule}`, isDetailed(view) && helpText(finding.help));
}

/** Short prose as it is; anything with code folded, because the first step is at the top already. */
export function helpText(value: string): string {
  const [first, ...others] = helpBlocks(value);
  if (first === undefined) return '';
  const isTitle = !first.code && first.text.length <= longestTitle && !first.text.includes('\n');
  if (others.length === 0 && !first.code && first.text.length <= 240) return help(value);
  if (!isTitle) return details('What to do', help(value));
  return details(htmlProse(first.text), help(value.slice(value.indexOf('\n') + 1)));
}
