import { describe, expect, test } from 'vitest';
import type { Facts, PendingMigration } from '../../../src/contracts/facts';
import type { RollbackResult } from '../../../src/contracts/rollback-result';
import { replay } from '../../../src/gather/scratch/replay';
import { traceMigration } from '../../../src/gather/scratch/trace';
import { rollbackRules } from '../../../src/judge/rules/rollback';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { remains } from '../../../src/postgres/catalog/remains';
import type { Connection } from '../../../src/postgres/connection';
import { type RollbackFile, testRollbacks, writeRollbacks } from '../../../src/recover/rollback/test-rollbacks';
import { migrationFile } from '../../support/migration-file';
import { useScratch } from '../../support/scratch';
import { options } from './options';

type Up = readonly [name: string, sql: string, down?: string];

describe('SQL that undoes pending migrations', () => {
  const scratch = useScratch('embedded');

  const run = async (base: string, ups: readonly Up[]) =>
    scratch.session(async ({ connection }) => testRollbacks(connection, await goUp(connection, base, ups), options));

  test('what undoes its migration is good, and says what going down loses', async () => {
    const [result] = await run('CREATE TABLE a (id int)', [
      ['1', 'ALTER TABLE a ADD COLUMN b text', 'ALTER TABLE a DROP COLUMN b;'],
    ]);
    expect(result).toEqual({
      migration: '1',
      file: 'prisma/migrations/1/down.sql',
      failure: null,
      leftOver: [],
      mend: '',
      losesData: ['the data of column public.a.b'],
      notRestored: [],
      untested: null,
    });
    expect(findings([result as RollbackResult])).toEqual([
      'rollback/does-not-restore notice prisma/migrations/1/down.sql:1 Going down with prisma/migrations/1/down.sql loses the data of column public.a.b.',
    ]);
  });

  test('a statement that fails is named with its line', async () => {
    const results = await run('CREATE TABLE a (id int)', [
      ['1', 'ALTER TABLE a ADD COLUMN b text', '-- back\nALTER TABLE a\n  DROP COLUMN c;\n'],
    ]);
    expect(findings(results)).toEqual([
      'rollback/fails error prisma/migrations/1/down.sql:2 prisma/migrations/1/down.sql fails when it runs right after 1: column "c" of relation "a" does not exist (42703).',
    ]);
  });

  test('what is left over is listed, with the SQL that undoes it', async () => {
    const [result] = await run('CREATE TABLE a (id int)', [
      ['1', 'ALTER TABLE a ADD COLUMN b text; CREATE INDEX a_id ON a (id)', 'ALTER TABLE a DROP COLUMN b'],
    ]);
    expect(result?.leftOver.map(remains)).toEqual(['index public.a_id is left over']);
    expect(result?.mend).toBe('-- DropIndex\nDROP INDEX "a_id";\n');
  });

  test('older migrations are tested even when the newer ones have nothing, fail or leave something', async () => {
    const results = await run('CREATE TABLE a (id int)', [
      ['1', 'CREATE TABLE b (id int)', 'DROP TABLE b'],
      ['2', 'CREATE INDEX b_id ON b (id)'],
      ['3', 'ALTER TABLE b ADD COLUMN c int', 'ALTER TABLE b DROP COLUMN nothing'],
      ['4', 'CREATE VIEW d AS SELECT c FROM b', 'SELECT 1'],
    ]);
    expect(results.map(({ failure, leftOver }) => failure?.code ?? leftOver.map(remains))).toEqual([
      [],
      [],
      '42703',
      ['view public.d is left over'],
    ]);
  });

  test('what a migration destroys is said, though the way down brings the schema back', async () => {
    const results = await run("CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE a (id int, b text, c mood)", [
      [
        '1',
        'UPDATE a SET id = 1; ALTER TABLE a DROP COLUMN b, DROP COLUMN c; CREATE TABLE n (x int); UPDATE n SET x = 1; DROP TABLE n',
        'ALTER TABLE a ADD COLUMN b text, ADD COLUMN c mood',
      ],
    ]);
    expect(findings(results)).toEqual([
      'rollback/does-not-restore notice prisma/migrations/1/down.sql:1 It does not bring back what 1 loses: the data of column public.a.b, the data of column public.a.c, the values that UPDATE replaces in table public.a.',
    ]);
  });

  test('a rename in the migration is renamed back, and no data is lost', () =>
    scratch.session(async ({ connection }) => {
      const pending = await goUp(connection, 'CREATE TABLE a (id int, b text); INSERT INTO a VALUES (1)', [
        ['1', 'ALTER TABLE a RENAME b TO c; ALTER TABLE a RENAME TO z'],
      ]);
      const [written] = (await writeRollbacks(connection, pending, { ...options, path: () => 'down.sql' })) as [
        RollbackFile,
      ];
      expect(written.result).toMatchObject({ leftOver: [], losesData: [], notRestored: [] });
      expect(await connection.query('SELECT * FROM a')).toEqual([{ id: 1, b: null }]);
    }));

  test('what is missing is written for each, newest first, and tested with those that are there', () =>
    scratch.session(async ({ connection }) => {
      const pending = await goUp(connection, "CREATE TYPE mood AS ENUM ('good')", [
        ['1', "ALTER TYPE mood ADD VALUE 'bad'"],
        ['2', "CREATE TABLE a (id serial PRIMARY KEY, m mood NOT NULL DEFAULT 'bad')", 'DROP TABLE a'],
        ['3', "CREATE VIEW v AS SELECT id FROM a WHERE m = 'bad'"],
      ]);
      const files = await writeRollbacks(connection, pending, { ...options, path: () => 'down.sql' });
      expect(files.map(({ migration, result }) => [migration, result.failure, result.leftOver])).toEqual([
        ['1', null, []],
        ['3', null, []],
      ]);
      expect((await readCatalog(connection, options)).objects.find(({ kind }) => kind === 'enum')).toMatchObject({
        values: ['good'],
      });
    }));
});

test('a pending migration without a way down is only named when the policy asks for it', async () => {
  const pending = [{ file: migrationFile('1', 'SELECT 1') }] as unknown as PendingMigration[];
  const facts = { pending, settings: { rollbackFile: 'undo/{name}.sql' } } as unknown as Facts;
  const rule = rollbackRules.find(({ name }) => name === 'rollback/missing');
  expect(rule?.severity).toBe('off');
  expect([...(rule?.check(facts) ?? [])].map(({ message }) => message)).toEqual([
    '1 has no undo/1.sql that undoes it.',
  ]);
});

/** The migrations run on top of the base, as the replay keeps them. */
async function goUp(connection: Connection, base: string, ups: readonly Up[]): Promise<PendingMigration[]> {
  const { prismaVersion } = options;
  expect(await replay(connection, [migrationFile('0', base)], { prismaVersion })).toBeNull();
  const pending: PendingMigration[] = [];
  for (const [name, sql, down] of ups) {
    const file = migrationFile(name, sql);
    const path = `prisma/migrations/${name}/down.sql`;
    const withDown = { ...file, down: down === undefined ? null : { path, sql: down } };
    const before = await readCatalog(connection, options);
    const { migration, failure } = await traceMigration(connection, withDown, { prismaVersion, before });
    expect(failure).toBeNull();
    pending.push({ ...migration, before });
  }
  return pending;
}

function findings(rollbacks: Facts['rollbacks']): string[] {
  const facts = { rollbacks, pending: [] } as unknown as Facts;
  return rollbackRules.flatMap((rule) =>
    [...rule.check(facts)].map(
      ({ severity, file, line, message }) =>
        `${rule.name} ${severity ?? String(rule.severity)} ${file}:${line} ${message}`,
    ),
  );
}
