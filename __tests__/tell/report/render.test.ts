import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/contracts/report';
import { renderComment } from '../../../src/tell/report/render/comment';
import { renderHtml } from '../../../src/tell/report/render/html';
import { issueTitle, renderIssue } from '../../../src/tell/report/render/issue';
import { renderMarkdown } from '../../../src/tell/report/render/markdown';
import { renderSarif } from '../../../src/tell/report/render/sarif';
import { renderTerminal } from '../../../src/tell/report/render/terminal';
import { inspect, liveProse, ourTags } from '../../support/markdown';
import { buildReport, finding, mapTexts } from '../../support/report';
import { situations } from '../../support/situations';
import { nasty } from './nasty';

const context = { key: 'prisma/schema.prisma', detail: 'full', runUrl: 'https://github.test/run/1' } as const;
const worst = situations['worst-week'] as Report;

const always = (check: (report: Report) => void) =>
  fc.assert(
    fc.property(nasty, (text) => {
      check(mapTexts(worst, () => text));
      check(mapTexts(situations.tables as Report, () => text));
    }),
    { numRuns: 40 },
  );

describe('whatever strangers call things', () => {
  it('Markdown has no link, element, mention or emoji but ours, and is whole', () => {
    always((report) => {
      for (const markdown of [
        renderMarkdown(report, context),
        renderComment(report, { ...context, blobUrl: undefined, detail: 'reduced' }),
        renderIssue(report, context, report.databases[0]?.name ?? '', () => '00000000').replace(/^<!--.*-->\n/, ''),
      ]) {
        const { links, tags, prose } = inspect(markdown);
        expect(links).toEqual([context.runUrl]);
        expect(ourTags).toEqual(expect.arrayContaining(tags));
        expect(prose).not.toMatch(liveProse);
        expect(prose.trimEnd()).toMatch(/run$/);
      }
    });
  });

  it('links to files lead into this repository at this commit', () => {
    always((report) => {
      const blobUrl = 'https://github.test/octo/shop/blob/c0ffee0';
      for (const link of inspect(renderMarkdown(report, { ...context, blobUrl })).links) {
        const { href } = new URL(link);
        expect(href === context.runUrl || href.startsWith(`${blobUrl}/`)).toBe(true);
      }
    });
  });

  it('HTML has no element, attribute or address but ours', () => {
    const elements = (page: string) => new Set(page.replace(/<style>.*?<\/style>/s, '').match(/<[^>]*>/g));
    const ours = elements(
      [worst, mapTexts(worst, () => 'x'), situations.tables, situations.suggestion]
        .map((report) => renderHtml(report as Report, context))
        .join(''),
    );
    always((report) => {
      for (const element of elements(renderHtml(report, context))) expect(ours).toContain(element);
    });
  });

  it('SARIF is JSON whose places are relative paths', () => {
    always((report) => {
      const [run] = JSON.parse(renderSarif(report, context)).runs;
      for (const { locations } of run.results) {
        const { uri } = locations[0].physicalLocation.artifactLocation;
        expect(new URL(uri, 'https://base.test/a/b/').href).toMatch(/^https:\/\/base\.test\/a\/b\/./);
      }
    });
  });

  it('the terminal gets no control character and no workflow command', () => {
    always((report) => {
      const output = renderTerminal(report, { ...context, color: false });
      expect(output).not.toMatch(/^\s*::|##\[/m);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      expect(output).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    });
  });

  it('the title of an issue is a plain line', () => {
    fc.assert(
      fc.property(nasty, (name) => {
        expect(issueTitle(name)).toMatch(/^Database [\p{L}\p{N} ._…-]* is out of step with its migrations$/u);
      }),
    );
  });
});

describe('HTML', () => {
  it('loads nothing and runs nothing', () => {
    const page = renderHtml(worst, context);
    expect(page).not.toMatch(/<(script|link|img|iframe|object)|url\(|@import|\son\w+=/i);
    expect(page.match(/(?:src|href)="[^"]*"/g)).toEqual([`href="${context.runUrl}"`]);
    expect(page).toContain(`default-src 'none'`);
  });
});

describe('SARIF', () => {
  const rules = [
    {
      name: 'drift/table',
      problem: 'A table differs.',
      consequence: 'Code fails.',
      remedy: 'Do:\n    npx prisma migrate deploy',
    },
  ];
  const [run] = JSON.parse(renderSarif(worst, { ...context, rules })).runs;

  it('describes each rule that is used, once, with help', () => {
    const used = [...new Set(worst.findings.map(({ rule }) => rule))].sort();
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(used);
    expect(run.tool.driver.rules.find(({ id }: { id: string }) => id === 'drift/table')).toMatchObject({
      shortDescription: { text: 'A table differs.' },
      fullDescription: { text: 'A table differs. Code fails.' },
      help: {
        text: 'A table differs.\n\nCode fails.\n\nDo:\n    npx prisma migrate deploy',
        markdown: 'A table differs.\n\nCode fails.\n\nDo:\n\n```\nnpx prisma migrate deploy\n```',
      },
      defaultConfiguration: { level: 'error' },
    });
  });

  it('has what GitHub asks of a result: rule, level, message, one place in a file, a stable fingerprint', () => {
    expect(run.results).toHaveLength(worst.findings.length);
    for (const [index, result] of run.results.entries()) {
      const source = worst.findings[index];
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result.message.text).not.toBe('');
      expect(result.partialFingerprints).toEqual({ primaryLocationLineHash: source?.fingerprint });
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      expect(artifactLocation.uri).toBe(source?.file ?? 'prisma/schema.prisma');
      expect(region.startLine).toBe(source?.line ?? 1);
    }
  });

  it('is told apart by key, so that two gates do not overwrite each other', () => {
    expect(run.automationDetails.id).toBe('prisma-migration-gate/prisma/schema.prisma/');
  });
});

describe('what a reader sees first', () => {
  const first = (report: Report) => renderComment(report, context).split('\n').slice(0, 3).join('\n');

  it.each([
    ['in-sync', '### ✅ Pass: schema, migrations and database agree\n\n#### Migrations'],
    ['repository-only', '### ✅ Pass: schema and migrations agree; no database was compared\n\n#### Migrations'],
    ['deploy-pending', '### ✅ Pass, with 1 migration to apply\n\n#### Migrations'],
    [
      'unreachable',
      '### ❔ Undetermined: 2 checks could not be made\n\n**Next:** Connection to db.internal:&#8203;5432 refused after 4 attempts; is the server running and reachable from here?',
    ],
    [
      'gaps',
      '### ❌ Not ready to merge: 1 schema object without a migration\n\n**Next:** `public.Coupon`: Make the migration:',
    ],
  ])('%s', (name, expected) => {
    expect(first(situations[name] as Report)).toBe(expected.replace(':&#8203;5432', ':5432'));
  });

  it('a plan that was not shown to work is not the next step', () => {
    const [plan] = worst.plans;
    if (!plan) throw new Error('no plan');
    for (const doubtful of [{ rehearsed: false }, { remaining: ['a table'] }, { recommended: false }]) {
      const next = first({ ...worst, plans: [{ ...plan, ...doubtful }] });
      expect(next).toContain('Undo what it did, then record it as rolled back');
    }
  });

  it('an undetermined verdict never reads like a pass', () => {
    const report = buildReport({
      verdict: 'undetermined',
      findings: [finding({ rule: 'history/out-of-order', severity: 'warning' })],
      checks: [{ id: 'drift', status: 'undetermined', reason: 'The extension postgis is not there.' }],
    });
    expect(first(report)).toMatch(
      /^### ❔ Undetermined: 1 check could not be made\n\n\*\*Next:\*\* The extension postgis/,
    );
  });
});
