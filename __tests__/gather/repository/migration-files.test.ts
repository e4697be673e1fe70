import { Buffer } from 'node:buffer';
import { chmodSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/gather/repository/checksum';
import { readMigrationFiles } from '../../../src/gather/repository/migration-files';
import { largestFile } from '../../../src/git/files';
import { type Files, workspace } from './workspace';

const options = { prismaVersion: null, otherMigrations: [] as string[], rollbackFile: '{migration}/down.sql' };

function list(files: Files, overrides: Partial<typeof options> | { prismaVersion: string } = {}) {
  const root = workspace({ 'm/.keep': '', ...files });
  return { root, ...readMigrationFiles(root, join(root, 'm'), { ...options, ...overrides }) };
}

test('each file is read as Prisma reads it, with what is odd about it', () => {
  const latin1 = Buffer.from("SELECT 'caf\u00e9';\n", 'latin1');
  const { migrations } = list({
    'm/1_plain/migration.sql': 'SELECT 1;\n',
    'm/2_crlf/migration.sql': 'SELECT 1;\r\n',
    'm/3_bom/migration.sql': '\uFEFFSELECT 1;\n',
    'm/4_latin1/migration.sql': latin1,
    'm/5_empty/migration.sql': '',
  });
  const read = (sql: string, odd = {}) => ({
    sql,
    checksum: sha256(sql),
    bytes: Buffer.byteLength(sql),
    crlf: false,
    bom: false,
    invalidUtf8: false,
    problem: null,
    down: null,
    ...odd,
  });
  expect(migrations).toEqual([
    { name: '1_plain', path: 'm/1_plain/migration.sql', ...read('SELECT 1;\n') },
    { name: '2_crlf', path: 'm/2_crlf/migration.sql', ...read('SELECT 1;\r\n', { crlf: true }) },
    { name: '3_bom', path: 'm/3_bom/migration.sql', ...read('\uFEFFSELECT 1;\n', { bom: true }) },
    {
      name: '4_latin1',
      path: 'm/4_latin1/migration.sql',
      ...read("SELECT 'caf\uFFFD';\n", { invalidUtf8: true, bytes: latin1.length }),
    },
    { name: '5_empty', path: 'm/5_empty/migration.sql', ...read('') },
  ]);
});

test('every real folder is a migration, the hidden ones too; everything else is a stray', () => {
  const { migrations, strayFiles } = list({
    'm/1_a/migration.sql': '',
    'm/.hidden/migration.sql': '',
    'm/migration_lock.toml': '',
    'm/notes.md': '',
    'm/2_b.sql': '',
    'm/3_linked': { link: '1_a' },
  });
  expect(migrations.map(({ name }) => name)).toEqual(['.hidden', '1_a']);
  expect(strayFiles).toEqual(['m/.keep', 'm/2_b.sql', 'm/3_linked/', 'm/notes.md']);
});

test('what cannot be read becomes a problem of its migration', () => {
  const outside = workspace({ 'secret.sql': 'SELECT secret;' });
  const root = workspace({
    'm/1_missing/other.sql': '',
    'm/2_typescript/migration.ts': '',
    'm/3_large/migration.sql': '',
    'm/4_outside/migration.sql': { link: join(outside, 'secret.sql') },
    'm/5_inside/migration.sql': { link: '../../shared.sql' },
    'm/6_folder/migration.sql/x': '',
    'm/7_dangling/migration.sql': { link: 'gone.sql' },
    'shared.sql': 'SELECT shared;',
  });
  truncateSync(join(root, 'm/3_large/migration.sql'), largestFile + 1);
  const { migrations } = readMigrationFiles(root, join(root, 'm'), {
    ...options,
    otherMigrations: ['2_*', '5_*'],
  });
  expect(migrations.map(({ name, problem, sql }) => [name, problem, sql])).toEqual([
    ['1_missing', { kind: 'missing', files: ['other.sql'] }, null],
    ['2_typescript', { kind: 'other-migration' }, null],
    ['3_large', { kind: 'too-large', bytes: largestFile + 1 }, null],
    ['4_outside', { kind: 'outside', target: join(outside, 'secret.sql') }, null],
    ['5_inside', null, 'SELECT shared;'],
    ['6_folder', { kind: 'unreadable', reason: 'it is not a file' }, null],
    ['7_dangling', { kind: 'missing', files: ['migration.sql'] }, null],
  ]);
});

// Root may read everything.
test.skipIf(process.getuid?.() === 0)('a file without read permission is a problem, not a crash', () => {
  const root = workspace({ 'm/1_a/migration.sql': 'SELECT 1;' });
  chmodSync(join(root, 'm/1_a/migration.sql'), 0);
  const { migrations } = readMigrationFiles(root, join(root, 'm'), options);
  expect(migrations[0]?.problem).toEqual({ kind: 'unreadable', reason: 'permission denied' });
});

test('the order is by locale from 6.6 on and by bytes before', () => {
  const files = {
    'm/0_init/migration.sql': '',
    'm/00_x/migration.sql': '',
    'm/_B/migration.sql': '',
    'm/_a/migration.sql': '',
  };
  const names = (prismaVersion?: string) =>
    list(files, prismaVersion === undefined ? {} : { prismaVersion }).migrations.map(({ name }) => name);
  const byLocale = ['_a', '_B', '0_init', '00_x'];
  expect(names()).toEqual(byLocale);
  expect(names('6.6.0')).toEqual(byLocale);
  expect(names('6.5.0')).toEqual(['00_x', '0_init', '_B', '_a']);
});

test('a text that undoes a migration is found where the setting says, inside the repository only', () => {
  const outside = workspace({ 'down.sql': 'SELECT secret;' });
  const files = {
    'm/1_a/migration.sql': '',
    'm/1_a/down.sql': 'DROP TABLE a;',
    'm/2_b/migration.sql': '',
    'm/3_c/migration.sql': '',
    'm/3_c/down.sql': { link: join(outside, 'down.sql') },
    'undo/m/2_b.sql': 'DROP TABLE b;',
  };
  const downs = (rollbackFile: string) => list(files, { rollbackFile }).migrations.map(({ down }) => down);
  expect(downs('{migration}/down.sql')).toEqual([{ path: 'm/1_a/down.sql', sql: 'DROP TABLE a;' }, null, null]);
  expect(downs('undo/{migration}.sql')).toEqual([null, { path: 'undo/m/2_b.sql', sql: 'DROP TABLE b;' }, null]);
  expect(downs(`../${outside.split('/').at(-1)}/down.sql`)).toEqual([null, null, null]);
});
