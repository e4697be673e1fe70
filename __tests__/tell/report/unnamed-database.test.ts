import { expect, it } from 'vitest';
import { reportSchema } from '../../../src/contracts/report';
import { unnamedDatabase } from '../../../src/contracts/settings';
import { issueTitle } from '../../../src/tell/report/render/issue';
import { renderJson } from '../../../src/tell/report/render/json';
import { sentences } from '../../../src/tell/report/words';
import { buildReport, cell, finding, migration } from '../../support/report';

it('is "database" for programs, in every field and key, and a valid report', () => {
  const report = buildReport({
    databases: [{ name: unnamedDatabase, serverVersion: '15.8', historyTable: true, applied: 1, pending: 0 }],
    migrations: [migration('20250101000000_init', { [unnamedDatabase]: cell() })],
    findings: [finding({ rule: 'drift/table', database: unnamedDatabase, message: 'The database has the table x.' })],
    checks: [{ id: 'drift', database: unnamedDatabase, status: 'done' }],
  });
  const written = reportSchema.parse(JSON.parse(renderJson(report)));
  expect(written.databases[0]?.name).toBe('database');
  expect(Object.keys(written.migrations[0]?.databases ?? {})).toEqual(['database']);
  expect([written.findings[0]?.database, written.checks[0]?.database]).toEqual(['database', 'database']);
  expect(written.findings[0]?.message).toBe('The database has the table x.');
});

it('begins a sentence with a capital, and only there', () => {
  expect(sentences('the database has it. the database keeps it, in the database.\nthe database')).toBe(
    'The database has it. The database keeps it, in the database.\nThe database',
  );
  expect(sentences('e.g. production has it.')).toBe('e.g. production has it.');
});

it('is named once in the title of its issue', () => {
  expect(issueTitle(unnamedDatabase)).toBe('The database is out of step with its migrations');
  expect(issueTitle('production')).toBe('Database production is out of step with its migrations');
});
