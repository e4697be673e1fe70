import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../../src/contracts/report';
import { boundReport, largestFile, renderWithin } from '../../../src/tell/report/bound';
import { renderers } from '../../../src/tell/report/render';
import { headline } from '../../../src/tell/report/words';
import { writePlanFiles, writeReportFiles } from '../../../src/tell/report/write-files';
import { buildReport, cell, finding, migration } from '../../support/report';
import { situations } from '../../support/situations';

const directory = mkdtempSync(join(tmpdir(), 'migration-gate-test-'));
afterAll(() => rmSync(directory, { recursive: true }));
const context = { key: 'prisma/schema.prisma', detail: 'full' } as const;
const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));

/** A report that is far too large in every list; its texts grow when they are escaped. */
function huge(nasty: string): Report {
  const findings = [
    ...many(20_000, (i) => finding({ rule: 'drift/table', object: `t${i}`, help: nasty })),
    ...many(30_000, (i) => finding({ rule: 'suppression/invalid', severity: 'warning', line: i + 1 })),
  ];
  return buildReport({
    verdict: 'fail',
    findings,
    databases: [{ name: 'production', serverVersion: '15.4', historyTable: true, applied: 1, pending: 1 }],
    migrations: many(50_000, (i) => migration(`m${i}`, { production: cell(i === 40_000 ? 'failed' : 'applied') })),
    drift: many(20_000, (i) => ({
      ...{ database: 'production', change: 'unexpected', kind: 'table', object: `public.t${i}` },
      ...{ expected: null, actual: nasty, aspects: [], renamedFrom: null },
    })),
    statements: many(20_000, (i) => ({
      ...{ migration: 'm1', file: 'f', line: i + 1, sql: nasty, transaction: 'implicit' },
      ...{ locks: [], rewrites: [], scans: [] },
    })),
    checks: [
      ...many(9000, () => ({ id: 'probe-data', status: 'skipped' as const, reason: nasty })),
      { id: 'drift', status: 'undetermined', reason: 'no server' },
    ],
  });
}

describe.each([
  ['control characters', '\u0001'.repeat(500)],
  ['quotes', `"'<&`.repeat(125)],
  ['lines', '\n'.repeat(500)],
])('a report that is too large, full of %s', (_, nasty) => {
  const report = huge(nasty);

  it('is written in files of at most 20 MB, each of which says what it leaves out', async () => {
    const files = await writeReportFiles(report, directory, context);
    for (const path of Object.values(files)) {
      expect(statSync(path).size, path).toBeLessThanOrEqual(largestFile);
      expect(readFileSync(path, 'utf8'), path).toMatch(/shows .* of 50,000 findings/);
    }
    const written = reportSchema.parse(JSON.parse(readFileSync(files.json, 'utf8')));
    expect(written.verdict).toBe('fail');
    expect(written.summary).toEqual({ errors: 20_000, warnings: 30_000, notices: 0 });
    expect(headline(written)).toBe('Not ready to merge: 20,000 errors');
    expect(written.checks).toContainEqual({ id: 'drift', status: 'undetermined', reason: 'no server' });
    expect(written.migrations.map(({ name }) => name)).toContain('m40000');
    // No warning stands where an error had to go.
    expect(new Set(written.findings.map(({ severity }) => severity))).toEqual(new Set(['error']));
  });
});

it('says what is left out before anything else in the terminal', () => {
  const lines = renderers.terminal(boundReport(huge('x')), context).split('\n\n')[0];
  expect(lines?.replace(/\s+/g, ' ')).toContain('of 50,000 findings');
});

it.each(Object.entries(situations))('leaves the report %s as it is', (_, report) => {
  expect(boundReport(report as Report)).toEqual(report);
});

it('cuts long texts where they say so, but nothing that is meant to be run', () => {
  const long = 'x'.repeat(3_000_000);
  const plan = situations['worst-week']?.plans[0] as Report['plans'][number];
  const step = { ...(plan.steps[0] as (typeof plan.steps)[number]), do: [{ kind: 'sql' as const, sql: long }] };
  const bounded = boundReport(
    buildReport({
      findings: [finding({ rule: 'drift/table', message: long, suggestion: long })],
      plans: [{ ...plan, steps: [step] }],
    }),
  );
  expect(bounded.findings[0]?.message).toMatch(/^x{20000} … \(3,000,000 characters in all\)$/);
  expect(bounded.findings[0]).not.toHaveProperty('suggestion');
  expect(bounded.plans).toEqual([]);
  expect(bounded.checks.at(-1)?.reason).toContain('0 of 1 plan');
});

it('renders until it fits', () => {
  const report = huge('x');
  const small = renderWithin(report, (part) => renderers.json(part), 100_000);
  expect(small.length).toBeLessThan(100_000);
  expect(reportSchema.parse(JSON.parse(small)).summary.errors).toBe(20_000);
});

it('writes no file of a plan that is larger, and says which', async () => {
  const content = 'x'.repeat(largestFile + 1);
  const page = await writePlanFiles(
    [
      { path: 'PLAN.md', content: '# Resolution plan\n' },
      { path: 'migrations/1_a/migration.sql', content },
      { path: 'migrations/2_b/migration.sql', content: 'SELECT 1;' },
    ],
    directory,
  );
  expect(readFileSync(page ?? '', 'utf8')).toMatch(/Too large for this folder: `migrations\/1_a\/migration.sql`/);
  expect(statSync(join(directory, 'plan/migrations/1_a'), { throwIfNoEntry: false })).toBeUndefined();
  expect(readFileSync(join(directory, 'plan/migrations/2_b/migration.sql'), 'utf8')).toBe('SELECT 1;');
});
