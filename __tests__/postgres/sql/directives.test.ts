import { describe, expect, it } from 'vitest';
import { findDirectives } from '../../../src/postgres/sql/directives';

const one = async (sql: string) => (await findDirectives(sql))[0];

describe('findDirectives', () => {
  it('reads rules and reason and covers the next statement', async () => {
    const sql =
      '-- migration-gate-ignore safety/drop-column, safety/drop-table: moved: see #12\n\nALTER TABLE a\n  DROP b;';
    expect(await one(sql)).toEqual({
      rules: ['safety/drop-column', 'safety/drop-table'],
      reason: 'moved: see #12',
      line: 1,
      scope: 'statement',
      lines: { from: 3, to: 4 },
    });
  });

  it('covers the whole file', async () => {
    expect(
      await one('SELECT 1;\n-- migration-gate-ignore-file safety/lock-timeout-missing: maintenance window'),
    ).toEqual({
      rules: ['safety/lock-timeout-missing'],
      reason: 'maintenance window',
      line: 2,
      scope: 'file',
      lines: null,
    });
  });

  it.each([
    ['inside a statement', 'SELECT 1;\nALTER TABLE a\n-- migration-gate-ignore safety/x: y\n DROP b;\nSELECT 2;', 2, 4],
    [
      'behind a statement on its line',
      'SELECT 1;\nDROP TABLE a; -- migration-gate-ignore safety/x: y\nSELECT 2;',
      2,
      2,
    ],
    ['after the last statement', 'SELECT 1;\n-- migration-gate-ignore safety/x: y\n', 2, 2],
    ['in a block comment', '/* migration-gate-ignore safety/x: y */\nDROP TABLE a;', 2, 2],
    ['before a statement the grammar does not know', '-- migration-gate-ignore safety/x: y\nDORP a;\nSELECT 1;', 2, 2],
    ['after a byte order mark', '\uFEFF-- migration-gate-ignore safety/x: y\nDROP TABLE a;', 2, 2],
  ])('%s', async (_, sql, from, to) => {
    expect((await one(sql))?.lines).toEqual({ from, to });
  });

  it('gives an empty reason when there is none, and no rules when none are named', async () => {
    expect(await one('-- migration-gate-ignore safety/x\nSELECT 1')).toMatchObject({ rules: ['safety/x'], reason: '' });
    expect(await one('-- migration-gate-ignore: because\nSELECT 1')).toMatchObject({ rules: [], reason: 'because' });
  });

  it('does not see strings, other words, or text after control characters', async () => {
    expect(await findDirectives("SELECT '\n-- migration-gate-ignore safety/x: y\n'")).toEqual([]);
    expect(await findDirectives('DO $$ -- migration-gate-ignore safety/x: y\n $$')).toEqual([]);
    expect(await findDirectives('-- migration-gate-ignored safety/x: y\nSELECT 1')).toEqual([]);
    expect(await findDirectives('-- migration-gate-ignore-line safety/x: y\nSELECT 1')).toEqual([]);
    expect((await one("SELECT '\x01\x1fé';\n-- migration-gate-ignore safety/x: y\nSELECT 2"))?.lines?.from).toBe(3);
  });

  it('finds nothing in a text that cannot be scanned', async () => {
    expect(await findDirectives("-- migration-gate-ignore safety/x: y\nSELECT 'open")).toEqual([]);
  });

  it.each([
    ['names more than 50 rules', `-- migration-gate-ignore ${words(51)}: x`],
    ['is longer than 4,000 characters', `-- migration-gate-ignore a: ${'x'.repeat(4000)}`],
  ])('takes no comment that %s', async (tooMuch, sql) => {
    expect(await one(`${sql}\nSELECT 1;`)).toMatchObject({ rules: [], reason: '', tooMuch });
  });

  it('takes a comment of two megabytes for one mistake', async () => {
    expect(await findDirectives(`-- migration-gate-ignore ${words(300_000)}\nSELECT 1;`)).toHaveLength(1);
  });

  it('reads each rule once, and of one file no more than a thousand comments', async () => {
    expect((await one('-- migration-gate-ignore a a, a: x\nSELECT 1;'))?.rules).toEqual(['a']);
    const found = await findDirectives('-- migration-gate-ignore a: x\nSELECT 1;\n'.repeat(3000));
    expect(found).toHaveLength(1001);
    expect(found.at(-1)).toMatchObject({ rules: [], tooMuch: expect.stringContaining('1,000') });
  });
});

const words = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`).join(' ');
