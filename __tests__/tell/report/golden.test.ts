import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderComment } from '../../../src/tell/report/render/comment';
import type { RenderContext } from '../../../src/tell/report/render/context';
import { renderHtml } from '../../../src/tell/report/render/html';
import { issueTitle, renderIssue } from '../../../src/tell/report/render/issue';
import { renderMarkdown } from '../../../src/tell/report/render/markdown';
import { renderSarif } from '../../../src/tell/report/render/sarif';
import { renderTerminal } from '../../../src/tell/report/render/terminal';
import { situations } from '../../support/situations';

const golden = join(import.meta.dirname, '../../golden');
const context: RenderContext = {
  key: 'prisma/schema.prisma',
  detail: 'full',
  runUrl: 'https://github.test/octo/shop/actions/runs/77',
  blobUrl: 'https://github.test/octo/shop/blob/c0ffee0',
  commit: 'c0ffee0000000000000000000000000000000000',
  rules: [
    {
      name: 'drift/table',
      problem: 'A table differs from what the migrations make.',
      consequence: 'Code that expects the other one fails.',
      remedy: 'Follow the plan of the report.',
    },
  ],
};
const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

// Whole outputs, to be read by people: `vitest run -u` writes them anew.
describe.each(Object.entries(situations))('%s', (name, report) => {
  it.each([
    ['comment.md', () => renderComment(report, context)],
    ['summary.md', () => renderMarkdown(report, context)],
    ['terminal.txt', () => renderTerminal(report, { ...context, color: false })],
    ['report.sarif', () => renderSarif(report, context)],
  ])('%s', async (file, render) => {
    await expect(render()).toMatchFileSnapshot(join(golden, name, file));
  });

  it.runIf(report.databases.length > 0)('comment-reduced.md', async () => {
    const comment = renderComment(report, { ...context, detail: 'reduced' });
    await expect(comment).toMatchFileSnapshot(join(golden, name, 'comment-reduced.md'));
  });

  it.runIf(['worst-week', 'in-sync', 'hostile'].includes(name))('report.html', async () => {
    await expect(renderHtml(report, context)).toMatchFileSnapshot(join(golden, name, 'report.html'));
  });

  it.runIf(report.databases.length > 0)('issue.md', async () => {
    const database = report.databases[0]?.name ?? '';
    const issue = `${issueTitle(database)}\n\n${renderIssue(report, context, database, hash)}`;
    await expect(issue).toMatchFileSnapshot(join(golden, name, 'issue.md'));
  });
});
