import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/contracts/report';
import { bodyBudget, renderComment } from '../../../src/tell/report/render/comment';
import { renderIssue } from '../../../src/tell/report/render/issue';
import { markdownWithin, renderMarkdown } from '../../../src/tell/report/render/markdown';
import { inspect } from '../../support/markdown';
import { buildReport, cell, finding, migration } from '../../support/report';
import { situations } from '../../support/situations';

const context = { key: 'prisma/schema.prisma', detail: 'full', runUrl: 'https://github.test/run/1' } as const;
const worst = situations['worst-week'] as Report;

/** The worst week, so many times over, with names of so many characters. */
function large(times: number, width = 20): Report {
  const name = (i: number, j: number) => `${i}_${j}_${'名'.repeat(width)}`;
  const each = <T>(make: (i: number) => T[]) => Array.from({ length: times }, (_, i) => make(i)).flat();
  return buildReport({
    ...worst,
    migrations: each((i) => worst.migrations.map((entry, j) => ({ ...entry, name: name(i, j) }))),
    drift: each((i) => worst.drift.map((entry, j) => ({ ...entry, object: name(i, j + 4) }))),
    statements: each((i) =>
      worst.statements.map((entry) => ({
        ...entry,
        migration: name(i, 0),
        sql: `${entry.sql} -- ${'```'.repeat(i % 3)}`,
      })),
    ),
    findings: each((i) =>
      worst.findings.map((entry, j) => ({
        ...entry,
        object: name(i, j),
        fingerprint: name(i, j),
        help: `${entry.help} ${'`'.repeat(i % 5)}`,
      })),
    ),
    summary: { errors: 7 * times, warnings: times, notices: 0 },
  });
}

/** Every fold is closed, every fence ends: what is rendered ends in our own last line. */
function expectWhole(markdown: string): void {
  const opened = markdown.match(/<details[ >]/g)?.length ?? 0;
  expect(markdown.match(/<\/details>/g)?.length ?? 0).toBe(opened);
  expect(inspect(markdown).prose.trimEnd()).toMatch(/Prisma Migration Gate 1\.2\.3[^<]*run$/);
}

describe('the comment degrades until it fits, and stays whole', () => {
  const levels = [
    {
      times: 1,
      width: 20,
      has: ['#### Pending statements', '```diff', '<b>Plan for', 'ALTER TABLE "Order"'],
      lacks: [],
    },
    { times: 20, width: 20, has: ['#### Pending statements', '```diff'], lacks: ['| Line | Statement |'] },
    {
      times: 60,
      width: 60,
      has: ['#### Migrations', '#### Drift'],
      lacks: ['```diff', '| Line | Statement |', 'Plan for'],
    },
  ];
  it.each(levels)('$times times the worst week', ({ times, width, has, lacks }) => {
    const report = large(times, width);
    const comment = renderComment(report, context);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(bodyBudget - 500);
    for (const part of has) expect(comment).toContain(part);
    for (const part of lacks) expect(comment).not.toContain(part);
    expect(comment).toMatch(/^### ❌ Do not deploy: [\d,]+ failed migrations?, /);
    expectWhole(comment);
  });

  it('counts bytes, not characters', () => {
    const wide = renderComment(large(30, 100), context);
    expect(Buffer.byteLength(wide)).toBeLessThanOrEqual(bodyBudget - 500);
  });

  it('keeps the hidden line of an issue within the budget as well', () => {
    const issue = renderIssue(large(400), context, 'production', (text) =>
      Buffer.from(text).toString('hex').slice(0, 8),
    );
    expect(Buffer.byteLength(issue)).toBeLessThanOrEqual(bodyBudget);
    expectWhole(issue);
  });
});

it('a summary of a huge report stays under 1 MiB', () => {
  const report = large(1500);
  expect(Buffer.byteLength(renderMarkdown(report, context))).toBeGreaterThan(1024 * 1024);
  const summary = markdownWithin(report, context, 1024 * 1024);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
  expectWhole(summary);
});

it('fits whatever a report holds, at last with totals alone', () => {
  const wide = 'x'.repeat(100_000);
  const databases = Array.from({ length: 300 }, (_, i) => `${i}${wide}`.slice(0, 3000));
  const report = buildReport({
    databases: databases.map((name) => ({ name, serverVersion: wide, historyTable: true, applied: 1, pending: 1 })),
    migrations: [migration(wide, Object.fromEntries(databases.map((name) => [name, cell('pending')])))],
    findings: databases.flatMap((database, i) =>
      finding({
        rule: `safety/rule-${i}-${wide}`,
        database,
        object: wide,
        file: wide,
        line: 1,
        message: wide,
        help: `${wide}\n    ${wide}`,
      }),
    ),
    checks: [{ id: wide, status: 'undetermined', reason: wide }],
  });
  for (const markdown of [
    renderComment(report, context),
    renderIssue(report, context, databases[0] ?? '', () => '00000000'),
  ]) {
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(bodyBudget);
    expectWhole(markdown);
  }
  expect(renderComment(report, context)).toContain('| Rule | Findings |');
});
