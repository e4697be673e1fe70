import type { Report } from '../../../contracts/report';
import type { RenderContext } from './context';
import { markdownWithin } from './markdown';

/**
 * UTF-8 bytes. GitHub says 65,536 characters for the body of a comment or issue, and does not count the same everywhere;
 * this leaves room for what we put in front.
 */
export const bodyBudget = 60_000;

/** The pull request comment, less full when it would not fit. */
export function renderComment(report: Report, context: RenderContext, reserved = 500): string {
  return markdownWithin(report, context, bodyBudget - reserved, 'full');
}
