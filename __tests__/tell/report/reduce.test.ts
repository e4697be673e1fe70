import { expect, it } from 'vitest';
import { reduce } from '../../../src/tell/report/reduce';
import { renderComment } from '../../../src/tell/report/render/comment';
import type { RenderContext } from '../../../src/tell/report/render/context';
import { renderIssue } from '../../../src/tell/report/render/issue';
import { renderMarkdown } from '../../../src/tell/report/render/markdown';
import { renderTerminal } from '../../../src/tell/report/render/terminal';
import { buildReport, cell, finding, migration } from '../../support/report';

const context: RenderContext = { key: 'prisma/schema.prisma', detail: 'reduced', runUrl: 'https://github.test/run/1' };
const newSql = 'prisma/migrations/20250901000000_new/migration.sql';
const oldSql = 'prisma/migrations/20250801000000_pending_there/migration.sql';
const everyRule = [
  ...['history/missing-on-disk', 'history/pending', 'drift/table', 'coverage/not-migrated', 'coverage/unmanaged'],
  ...['safety/set-not-null-has-nulls', 'rollback/fails'],
];

/** A report in which everything that only a live database can tell has `LIVE` in it. */
const report = buildReport({
  databases: [{ name: 'production', serverVersion: 'LIVE 15.8', historyTable: true, applied: 2, pending: 2 }],
  migrations: [
    migration('20250101000000_init', { production: cell() }),
    migration('20250801000000_pending_there', { production: cell('pending') }),
    migration('20250802000000_LIVE_lost', { production: cell('missing-on-disk') }, { onDisk: false }),
    migration('20250901000000_new', { production: cell('pending') }, { new: true }),
  ],
  drift: [
    {
      ...{
        database: 'production',
        change: 'changed',
        kind: 'table',
        object: 'LIVE.a',
        expected: 'LIVE',
        actual: 'LIVE',
      },
      ...{ aspects: ['LIVE'], renamedFrom: 'LIVE.b' },
    },
  ],
  coverage: {
    percent: 97,
    objects: [
      {
        ...{ kind: 'table', object: 'LIVE.only', schema: false, migrations: false, databases: { production: true } },
        ...{ situation: 'database-only', file: null, line: null },
      },
    ],
  },
  statements: [newSql, oldSql].map((file) => ({
    ...{
      migration: file.split('/')[2] ?? '',
      file,
      line: 3,
      transaction: 'implicit' as const,
      rewrites: [],
      scans: [],
    },
    sql: file === newSql ? 'ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL' : 'ALTER TABLE LIVE',
    locks: [{ table: file === newSql ? 'public.User' : 'LIVE.t', mode: 'AccessExclusiveLock' }],
  })),
  sizes: [{ database: 'production', table: 'public.User', rows: 123_456_789, bytes: 987_654_321_000 }],
  probes: [
    {
      ...{ database: 'production', migration: '20250901000000_new', line: 3, question: 'nulls', object: 'public.User' },
      ...{ verdict: 'will-fail' as const, reason: 'LIVE', sql: 'SELECT LIVE' },
    },
  ],
  changedTables: [{ name: 'public.User', change: 'changed', columns: [], references: [] }],
  findings: everyRule.flatMap((rule) =>
    [newSql, oldSql].map((file) =>
      finding({
        ...{
          rule,
          object: 'LIVE.object',
          migration: 'LIVE',
          message: 'LIVE is so.',
          help: 'LIVE:\n    LIVE',
          file,
          line: 4711,
        },
        ...(!rule.startsWith('safety') && { database: 'production' }),
      }),
    ),
  ),
  suppressed: [
    {
      ...{ rule: 'history/pending', reason: 'As agreed', by: 'config', message: 'LIVE', object: 'LIVE', line: 4711 },
      ...{ database: 'production', file: oldSql },
    },
  ],
  checks: [
    { id: 'connection', database: 'production', status: 'undetermined', reason: 'LIVE.internal:5432 refused' },
    { id: 'replay', status: 'undetermined', reason: 'The extension LIVE is not there' },
    { id: 'probe-data', status: 'skipped', reason: 'probe-data is off' },
  ],
  reconcile: [{ database: 'production', toExpected: 'LIVE', toDatabase: 'LIVE', checked: true, remaining: ['LIVE'] }],
  plans: [
    {
      ...{ database: 'production', direction: 'repository-follows', recommended: true, rehearsed: true },
      ...{ remaining: ['LIVE'], steps: [] },
    },
  ],
});

it('tells nothing that only a live database knows but counts and rule names, wherever it is shown', () => {
  const seen = [
    renderComment(report, context),
    renderMarkdown(report, context),
    renderIssue(report, context, 'production', () => '00000000'),
    renderTerminal(report, { ...context, color: false }),
  ].join('\n');
  expect(seen.match(/.*(?:LIVE|pending_there\/|4711|123 M|920 GB|will fail|NULLs).*/g)).toBeNull();
  for (const rule of everyRule) expect(seen).toContain(rule);
  expect(seen).toContain('14 errors');
});

it('keeps what the change itself shows: its statements, their locks, and where a rule speaks of them', () => {
  const { statements, findings, changedTables } = reduce({ ...report, probes: [] }, []);
  expect(statements.map(({ file }) => file)).toEqual([newSql]);
  expect(findings.filter(({ rule }) => rule.startsWith('safety')).map(({ file }) => file)).toEqual([newSql, undefined]);
  expect(changedTables).toBeDefined();
});

it('does not tell by a diagram which migrations are pending when the change adds none', () => {
  const before = { ...report, migrations: report.migrations.map((entry) => ({ ...entry, new: false })) };
  expect(reduce(before, []).changedTables).toBeUndefined();
});

it('leaves a report without a database as it is', () => {
  const files = { ...report, databases: [] };
  expect(reduce(files, [])).toBe(files);
});

it('names the rule in the next step, as it may name nothing else', () => {
  const rule = { name: 'history/missing-on-disk', problem: 'P.', consequence: 'C.', remedy: 'Bring the folder back.' };
  expect(renderComment(report, { ...context, rules: [rule] })).toContain(
    '**Next:** `history/missing-on-disk`: Bring the folder back.',
  );
});
