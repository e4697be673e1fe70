import type { Report } from '../../../contracts/report';
import { visible } from '../reduce';
import type { RenderContext } from './context';
import { checksSection } from './markdown/checks';
import { coverageSection } from './markdown/coverage';
import { driftSection } from './markdown/drift';
import { findingsOf } from './markdown/findings';
import { foot, head } from './markdown/head';
import { migrationsSection } from './markdown/migrations';
import { plansSection } from './markdown/plan';
import { statementsSection } from './markdown/statements';
import { totalsSection } from './markdown/totals';
import { blocksOf, type Depth, depths, type View } from './markdown/view';

/** The whole report in GitHub's Markdown, whatever its size. */
export function renderMarkdown(report: Report, context: RenderContext): string {
  return `${markdownAt({ report: visible(report, context), context, depth: 'everything' })}\n`;
}

/**
 * The fullest Markdown that fits `budget` UTF-8 bytes, beginning with `from`: rendered again with less until it fits, so
 * that fences and folds are always closed.
 */
export function markdownWithin(
  report: Report,
  context: RenderContext,
  budget: number,
  from: Depth = 'everything',
): string {
  const shown = visible(report, context);
  let markdown = '';
  for (const depth of depths.slice(depths.indexOf(from))) {
    markdown = `${markdownAt({ report: shown, context, depth })}\n`;
    if (Buffer.byteLength(markdown) <= budget) break;
  }
  return markdown;
}

function markdownAt(view: View): string {
  if (view.depth === 'totals') return blocksOf(head(view), totalsSection(view), foot(view));
  return blocksOf(
    head(view),
    migrationsSection(view),
    driftSection(view),
    statementsSection(view),
    coverageSection(view),
    plansSection(view),
    findingsOf(view, ['suppression']),
    checksSection(view),
    foot(view),
  );
}
