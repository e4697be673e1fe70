import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { annotate } from '../../../src/tell/github/annotations';
import { buildReport, finding } from '../../support/report';
import { situations } from '../../support/situations';

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

it('annotates ten of each level, those in files of the pull request first, and says how many more', () => {
  const findings = (['notice', 'warning', 'error'] as const).flatMap((severity) =>
    Array.from({ length: 14 }, (_, i) =>
      finding({
        rule: 'safety/x',
        severity,
        file: `prisma/migrations/${i}/migration.sql`,
        line: i + 1,
        message: `${severity} ${i}`,
      }),
    ),
  );
  annotate(
    buildReport({ findings }),
    new Set(['prisma/migrations/12/migration.sql', 'prisma/migrations/13/migration.sql']),
  );
  const numbers = [12, 13, 0, 1, 2, 3, 4, 5, 6, 7];
  expect(lines.map((line) => line.replace(/%0A.*/, ''))).toEqual([
    ...['error', 'warning', 'notice'].flatMap((level) =>
      numbers.map(
        (i) => `::${level} title=safety/x,file=prisma/migrations/${i}/migration.sql,line=${i + 1}::${level} ${i}`,
      ),
    ),
    '12 more findings in the job summary and the report files.',
  ]);
});

it('is one command per finding, whatever it is called', () => {
  const hostile = situations.hostile;
  if (!hostile) throw new Error('no such situation');
  annotate(hostile, new Set());
  expect(lines).toHaveLength(hostile.findings.length);
  for (const line of lines) {
    expect(line).toMatch(/^::error title=[^,:\r\n]*(?:,file=[^,:\r\n]*)?(?:,line=\d+)?::[^\r\n]*$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(line).not.toMatch(/[\u0000-\u001f\u202e]/);
  }
});
