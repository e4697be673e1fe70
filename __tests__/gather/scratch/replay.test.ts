import { describe, expect, test } from 'vitest';
import { replay } from '../../../src/gather/scratch/replay';
import { migrationFile } from '../../support/migration-file';
import { plainSession, useScratch } from '../../support/scratch';

interface Case {
  readonly title: string;
  /** Texts of migrations `1`, `2`, …, in order. */
  readonly files: readonly (string | null)[];
  /** Of Prisma; default one that sends a file as a whole. */
  readonly version?: string | null;
  /** They ran on a real database. */
  readonly applied?: boolean;
  readonly fails?: {
    readonly migration: string;
    readonly line: number;
    readonly code: string;
    readonly statement?: string;
    /** Part of the way out when the scratch server is to blame. */
    readonly undetermined?: string;
    readonly note?: string;
  };
  /** What this query returns afterwards, as `x`. */
  readonly after?: readonly [query: string, x: unknown];
}

const bothConcurrently = 'CREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY i ON t (a);';
const addAndUse = [
  "CREATE TYPE e AS ENUM ('A'); CREATE TABLE t (x e);",
  "ALTER TYPE e ADD VALUE 'B';\nALTER TABLE t ALTER COLUMN x SET DEFAULT 'B';",
];
const emptiesSearchPath = "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (a int);";
const isIdle = 'SELECT now() = statement_timestamp() AS x';
const exists = (table: string) => `SELECT to_regclass('${table}') IS NOT NULL AS x`;

const cases: readonly Case[] = [
  { title: 'an empty file', files: [''] },
  { title: 'comments only', files: ['-- nothing\n/* here */\n'] },
  {
    title: 'several statements, CRLF',
    files: ['CREATE TABLE t (a int);\r\n\r\nCREATE TABLE u (a int);\r\n'],
    after: [exists('u'), true],
  },
  {
    title: 'a row for each of many values',
    files: [
      `CREATE TABLE t (a int);\nINSERT INTO t VALUES ${Array.from({ length: 50_000 }, (_, i) => `(${i})`).join()};`,
    ],
    after: ['SELECT count(*)::int AS x FROM t', 50_000],
  },
  {
    title: 'BEGIN and COMMIT of its own',
    files: ['BEGIN;\nCREATE TABLE t (a int);\nCOMMIT;\nCREATE TABLE u (a int);'],
    after: [exists('u'), true],
  },
  { title: 'BEGIN without COMMIT is not lost', files: ['BEGIN;\nCREATE TABLE t (a int);'], after: [exists('t'), true] },
  {
    title: 'a transaction that ends half way',
    files: ['BEGIN;\nCREATE TABLE t (a int);\nCOMMIT;\nSELECT 1/0;'],
    fails: { migration: '1', line: 1, code: '22012' },
  },
  {
    title: '… and was applied: the statement is known',
    applied: true,
    files: ['BEGIN;\nCREATE TABLE t (a int);\nEND;\nSELECT 1/0;'],
    fails: { migration: '1', line: 4, code: '22012', statement: 'SELECT 1/0' },
  },
  { title: 'no file', files: [null], fails: { migration: '1', line: 1, code: 'P3015' } },
  {
    title: 'a syntax error behind characters of two and four bytes',
    files: ["-- é 😀\nSELECT 'ü';\n\n SELEC 1;"],
    fails: { migration: '1', line: 4, code: '42601' },
  },
  {
    title: 'a psql command of pg_dump',
    files: ['-- dump\n\\restrict abc\nSELECT 1;'],
    fails: { migration: '1', line: 2, code: '42601' },
  },
  { title: 'a NUL byte', files: ['SELECT 1;\nSELECT \0;'], fails: { migration: '1', line: 2, code: '22021' } },
  {
    title: 'a byte order mark, which the server refuses',
    files: ['\uFEFFCREATE TABLE t (a int);'],
    fails: { migration: '1', line: 1, code: '42601' },
  },
  {
    title: '… but it was applied',
    applied: true,
    files: ['\uFEFFCREATE TABLE t (a int);'],
    after: [exists('t'), true],
  },
  {
    title: 'an error with a place',
    files: ['CREATE TABLE t (a int);\n\nCREATE TABLE u (\n  a int,\n  b nosuchtype\n);'],
    fails: { migration: '1', line: 5, code: '42704', statement: 'CREATE TABLE u ( a int, b nosuchtype )' },
    after: [exists('t'), false],
  },
  {
    title: 'an error without a place',
    files: ['CREATE TABLE t (a int);', 'CREATE TABLE u (a int);\n-- again\nCREATE TABLE t (a int);'],
    fails: { migration: '2', line: 3, code: '42P07', statement: 'CREATE TABLE t (a int)' },
  },
  {
    title: 'an error in a block of code',
    files: ["SELECT 1;\nDO $$ BEGIN\n  RAISE EXCEPTION 'no; really';\nEND $$;"],
    fails: { migration: '1', line: 2, code: 'P0001' },
  },
  {
    title: 'COPY FROM STDIN',
    files: ['CREATE TABLE t (a int);\nCOPY t FROM stdin;\n'],
    fails: { migration: '1', line: 2, code: '57014' },
  },
  {
    title: 'CREATE INDEX CONCURRENTLY alone',
    files: ['CREATE TABLE t (a int);', 'CREATE INDEX CONCURRENTLY i ON t (a);'],
    after: [exists('i'), true],
  },
  {
    title: '… with another statement, before Prisma 7.4',
    files: [bothConcurrently],
    fails: { migration: '1', line: 2, code: '25001', statement: 'CREATE INDEX CONCURRENTLY i ON t (a)' },
  },
  { title: '… but it was applied', applied: true, files: [bothConcurrently], after: [exists('i'), true] },
  { title: '… since Prisma 7.4', version: '7.4.0', files: [bothConcurrently], after: [exists('i'), true] },
  { title: '… unknown version', version: null, files: [bothConcurrently], after: [exists('i'), true] },
  {
    title: '… after a COMMIT, applied',
    applied: true,
    files: [`BEGIN;\nCREATE TABLE t (a int);\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON t (a);`],
    after: [exists('i'), true],
  },
  { title: 'VACUUM with another statement, applied', applied: true, files: ['CREATE TABLE t (a int);\nVACUUM t;'] },
  {
    title: 'an enum value used where it is added, before Prisma 7.4',
    files: addAndUse,
    fails: { migration: '2', line: 2, code: '55P04' },
  },
  {
    title: '… since Prisma 7.4',
    version: '7.4.0',
    files: addAndUse,
    after: ['SELECT count(*)::int AS x FROM pg_attrdef', 1],
  },
  {
    title: 'SET LOCAL counts for the file before Prisma 7.4',
    files: ['CREATE SCHEMA s;\nSET LOCAL search_path = s;\nCREATE TABLE t (a int);'],
    after: [exists('s.t'), true],
  },
  {
    title: '… and for nothing since',
    version: '7.4.0',
    files: ['CREATE SCHEMA s;\nSET LOCAL search_path = s;\nCREATE TABLE t (a int);'],
    after: [exists('public.t'), true],
  },
  {
    title: 'a setting stays for the migrations after it',
    files: [emptiesSearchPath, 'CREATE TABLE u (a int);'],
    fails: { migration: '2', line: 1, code: '3F000', note: 'search_path' },
  },
  {
    title: '… but applied ones had sessions of their own',
    applied: true,
    files: [`${emptiesSearchPath} CREATE ROLE other; SET ROLE other; SET lock_timeout = 7;`, 'CREATE TABLE u (a int);'],
    after: ["SELECT to_regclass('public.u') || current_setting('lock_timeout') AS x", 'u0'],
  },
  {
    title: 'the table of the history',
    files: ['DELETE FROM _prisma_migrations;'],
    after: [exists('public._prisma_migrations'), true],
  },
  {
    title: 'a role that the platform makes',
    files: ['CREATE TABLE t (a int);\nGRANT SELECT ON t TO platform_role;'],
    fails: { migration: '1', line: 2, code: '42704', undetermined: 'scratch-init' },
  },
  {
    title: 'a schema of the platform',
    files: ['CREATE TABLE t (id uuid REFERENCES auth.users (id));'],
    fails: { migration: '1', line: 1, code: '3F000', undetermined: 'scratch-init' },
  },
  {
    title: 'a table that nobody makes',
    files: ['ALTER TABLE "User" ADD COLUMN a int;'],
    fails: { migration: '1', line: 1, code: '42P01' },
  },
  {
    title: 'an extension that is not there',
    files: ['CREATE EXTENSION nosuch;'],
    fails: { migration: '1', line: 1, code: '0A000', undetermined: 'service container' },
  },
];

describe.each(['embedded', 'local'] as const)('on the %s server', (kind) => {
  const scratch = useScratch(kind);

  test.each(cases)('$title', async ({ files, version = '6.19.0', applied, fails, after }) => {
    await scratch.session(async ({ connection }) => {
      const migrations = files.map((sql, index) => migrationFile(String(index + 1), sql));
      const names = migrations.map(({ name }) => name);
      const done: string[] = [];
      const failure = await replay(connection, migrations, {
        prismaVersion: version,
        ...(applied ? { applied: new Set(names) } : {}),
        progress: (name) => done.push(name),
      });

      if (fails === undefined) {
        expect(failure).toBeNull();
        expect(done).toEqual(names);
      } else {
        const { undetermined, note, ...place } = fails;
        expect(failure).toMatchObject(place);
        if (undetermined === undefined) expect(failure?.undetermined).toBeNull();
        else expect(failure?.undetermined).toContain(undetermined);
        if (note === undefined) expect(failure?.note).toBeUndefined();
        else expect(failure?.note).toContain(note);
        expect(done).toEqual(names.slice(0, names.indexOf(fails.migration)));
      }
      expect(await connection.query(isIdle)).toEqual([{ x: true }]);
      if (after !== undefined) expect(await connection.query(after[0])).toEqual([{ x: after[1] }]);
    });
  });

  test('what an extension that was asked for would bring is not held against a migration', async () => {
    await scratch.session(
      async ({ connection }) => {
        const failure = await replay(connection, [migrationFile('1', 'CREATE TABLE t (g geometry);')], {
          prismaVersion: null,
        });
        expect(failure?.undetermined).toContain('postgis');
      },
      { ...plainSession, extensions: [{ name: 'postgis', schema: 'public' }] },
    );
  });
});
