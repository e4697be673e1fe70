import { describe, expect, test } from 'vitest';
import { type ChainOutcome, runChain } from '../../../src/gather/scratch/run-chain';
import type { Connection } from '../../../src/postgres/connection';
import { migrationFile } from '../../support/migration-file';
import { useScratch } from '../../support/scratch';

const options = { schemas: ['public'], prismaVersion: '6.19.0', progress: () => {}, everyCatalog: true };

/** Runs the texts one after the other, as pending or as applied ones, and does on the way what the gate does there. */
async function run(
  connection: Connection,
  texts: readonly string[],
  { pending, reached }: { pending: boolean; reached?: (connection: Connection) => Promise<void> },
): Promise<ChainOutcome> {
  const files = texts.map((text, index) => migrationFile(`${index + 1}`, text));
  const migrations = files.map(({ name }) => name);
  return runChain({ states: [{ id: 'all', migrations }] }, connection, {
    ...options,
    files: new Map(files.map((file) => [file.name, file])),
    trace: pending ? { list: migrations, from: 0 } : null,
    applied: new Set(pending ? [] : migrations),
    reached: async (_, reader) => reached?.(reader),
  });
}

const table = 'CREATE TABLE t (a text);\n';

/** What a migration may leave behind for whoever uses its session next. */
const leftovers: readonly string[] = [
  'SET default_transaction_read_only = on;',
  'CREATE ROLE nobody_1; SET ROLE nobody_1;',
  'SET transaction_read_only = on;',
  "SET search_path = '';",
  "CREATE SCHEMA evil; CREATE FUNCTION evil.eq(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT false';\nCREATE OPERATOR evil.= (FUNCTION = evil.eq, LEFTARG = name, RIGHTARG = name);\nSET search_path = evil, pg_catalog, public;",
  'CREATE TEMP TABLE "text" (a int); CREATE TEMP TABLE int8 (a int);',
  'SET standard_conforming_strings = off;',
  "SET client_encoding = 'LATIN1';",
  "SET DateStyle = 'SQL, DMY'; SET IntervalStyle = 'iso_8601'; SET client_min_messages = error;",
  'BEGIN; CREATE TABLE u (a int);',
  "DO $$ BEGIN EXECUTE 'SET default_transaction_read_only = on'; END $$;",
];

describe.each(['embedded', 'local'] as const)('on a scratch that is %s, what is read does not depend on', (kind) => {
  const scratch = useScratch(kind);
  test.each(leftovers.flatMap((sql) => [[sql, true] as const, [sql, false] as const]))(
    '%s pending: %s',
    async (sql, pending) => {
      await scratch.session(async ({ connection }) => {
        let written = false;
        const outcome = await run(connection, [`${table}${sql}`], {
          pending,
          reached: async (reader) => {
            await reader.script('BEGIN; CREATE TABLE of_the_gate (a int); ROLLBACK');
            written = true;
          },
        });
        const state = outcome.states.get('all');
        expect(state?.failure).toBeNull();
        expect(state?.catalog?.objects.map(({ id }) => id)).toContain('public.t.a');
        expect(written).toBe(true);
      });
    },
  );

  test('a second migration runs in what the first left behind, and the first one’s work is read in between', async () => {
    await scratch.session(async ({ connection }) => {
      const outcome = await run(
        connection,
        [`CREATE SCHEMA other; ${table}SET search_path = other;`, 'CREATE TABLE here (a int);'],
        { pending: true },
      );
      expect(outcome.states.get('all')?.catalog?.objects.map(({ id }) => id)).not.toContain('public.here');
      expect(outcome.pending[1]?.before?.objects.map(({ id }) => id)).toContain('public.t.a');
    });
  });

  test('what cannot be read is undetermined, and names the migration before it', async () => {
    await scratch.session(async ({ connection }) => {
      const { states } = await run(connection, [`${table}SET statement_timeout = '1ms';`], {
        pending: true,
        reached: async (reader) => {
          await reader.query('SELECT 1/0');
        },
      });
      expect(states.get('all')).toMatchObject({
        catalog: null,
        failure: {
          migration: '1',
          code: '22012',
          undetermined: expect.stringMatching(/^After 1 the scratch server refused/),
        },
      });
    });
  });
});
