import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PlannedRollback, saveRollbackFiles } from '../../../src/commands/rollback-files';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gate-rollback-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const file = (path: string, remaining: string[] = []): PlannedRollback => ({
  migration: '1',
  path,
  content: 'DROP TABLE a;\n',
  remaining,
});

test('files with nothing remaining are written, in folders that may not be there', async () => {
  expect(await saveRollbackFiles(root, [file('undo/1.sql'), file('2.sql', ['index i is left over'])])).toEqual([
    'undo/1.sql',
  ]);
  expect(readFileSync(join(root, 'undo/1.sql'), 'utf8')).toBe('DROP TABLE a;\n');
  expect(readdirSync(root)).toEqual(['undo']);
});

test('a file that is there is never replaced', async () => {
  writeFileSync(join(root, '1.sql'), 'mine');
  await expect(saveRollbackFiles(root, [file('1.sql')])).rejects.toThrow(/1\.sql is there already/);
  expect(readFileSync(join(root, '1.sql'), 'utf8')).toBe('mine');
});

test('nothing is written outside the repository', async () => {
  await expect(saveRollbackFiles(root, [file('../1.sql')])).rejects.toThrow(/out of the repository/);
});
