import { cell, clean, code, htmlProse, longestName, prose } from '../../../../base/escape';
import type { Finding } from '../../../../contracts/report';
import { helpBlocks } from '../../help-blocks';
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
        !isInTable(view, finding) &&
        (view.depth !== 'failing' || finding.severity === worst(view)),
    ),
  );
  const shown = all.slice(0, limit(view));
  return blocksOf(...shown.map((entry) => findingBlock(view, entry)), more(all.length - shown.length, view.context));
}

/** In a comment, the table of migrations says of a new migration that it is pending: enough for a notice. */
function isInTable({ depth, context }: View, { rule, severity }: Finding): boolean {
  return depth !== 'everything' && context.detail === 'full' && rule === 'history/pending' && severity === 'notice';
}

function worst(view: View): Finding['severity'] {
  const { errors, warnings } = view.report.summary;
  return errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'notice';
}

function findingBlock(view: View, { finding, times }: { finding: Finding; times: number }): string {
  return blocksOf(findingLine(view, finding, times), isDetailed(view) && helpText(finding.help));
}

/** What is so, and under it which rule says so, where. */
export function findingLine(view: View, finding: Finding, times = 1): string {
  const where = [place(view, finding), finding.database ? databaseName(finding.database) : ''].filter(Boolean);
  const rule = `<sub>${[cell(finding.rule), ...where].join(' · ')}</sub>`;
  const message = `${icons[finding.severity]} ${prose(finding.message)}${times > 1 ? ` (×${times})` : ''}`;
  return `${message}  \n${rule}`;
}

/** A line or two as they are; anything longer folded, because the first step is at the top already. */
export function helpText(value: string): string {
  const [first, ...others] = helpBlocks(value);
  if (first === undefined) return '';
  const isTitle = !first.code && first.text.length <= longestTitle && !first.text.includes('\n');
  const [second] = others;
  if (isTitle && others.length === 1 && second?.code && isShortLine(second.text))
    return `${prose(first.text)} ${code(second.text)}`;
  if (others.length === 0 && !first.code && first.text.length <= 240) return help(value);
  const hasOneWay = others.every((block) => block.code);
  if (!isTitle || !hasOneWay) return details('What to do', help(value));
  return details(htmlProse(first.text), help(value.slice(value.indexOf('\n') + 1)));
}

function isShortLine(value: string): boolean {
  return value.length <= longestName && clean(value) === value && !value.includes('\n');
}
