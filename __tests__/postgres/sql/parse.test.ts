import { describe, expect, it } from 'vitest';
import { parseStatements } from '../../../src/postgres/sql/parse';

const placed = async (sql: string) =>
  (await parseStatements(sql)).statements.map(({ sql: text, line, endLine }) => `${line}-${endLine} ${text}`);

describe('parseStatements', () => {
  it('gives each statement without comments and semicolon, at its lines', async () => {
    const sql =
      '-- CreateTable\n/* a; b */ CREATE TABLE "A" (\n  id int\n) /* t */ ;\n\n-- x\nSELECT 1 -- tail;\n -- more';
    expect(await placed(sql)).toEqual(['2-4 CREATE TABLE "A" (\n  id int\n)', '7-7 SELECT 1']);
  });

  it('gives UTF-16 offsets after characters of two, three and four bytes', async () => {
    const sql = '-- é € 😀\nSELECT \'😀é\' -- ü\n;\nSELECT "ü" FROM "😀";';
    const { statements } = await parseStatements(sql);
    expect(statements.map((s) => sql.slice(s.start, s.end))).toEqual(["SELECT '😀é'", 'SELECT "ü" FROM "😀"']);
    expect(statements.map((s) => s.sql)).toEqual(["SELECT '😀é'", 'SELECT "ü" FROM "😀"']);
    expect(statements.map((s) => s.line)).toEqual([2, 4]);
  });

  it('counts CRLF as one line end and keeps offsets after a byte order mark', async () => {
    const sql = '\uFEFF-- a\r\nSELECT 1;\r\nSELECT 2;\r\n';
    const { statements } = await parseStatements(sql);
    expect(statements.map((s) => [s.line, sql.slice(s.start, s.end)])).toEqual([
      [2, 'SELECT 1'],
      [3, 'SELECT 2'],
    ]);
  });

  it.each([
    ['empty', ''],
    ['blank', ' \n\t'],
    ['comments only', '-- nothing\n/* here */'],
    ['semicolons', ';;'],
  ])('finds nothing and no error in %s text', async (_, sql) =>
    expect(await parseStatements(sql)).toEqual({ statements: [], error: null }),
  );

  it.each([
    ['a misspelt word', '-- é\n\nCREATE TABL x();', 3, 'syntax error at or near "TABL"'],
    ['a psql command', 'SELECT 1;\n\\restrict abc\n', 2, 'syntax error at or near "\\"'],
    ['an open string', "SELECT 1;\nSELECT 'abc\n\n", 2, 'unterminated quoted string at or near "\'abc\n\n"'],
    ['a NUL byte', 'SELECT 1;\n\0SELECT 2;', 2, 'the file contains a NUL byte'],
  ])('reports %s with its line and gives no statements', async (_, sql, line, message) => {
    expect(await parseStatements(sql)).toEqual({ statements: [], error: { line, message } });
  });

  it('gives the commands of an ALTER TABLE their lines', async () => {
    const sql = `-- é
ALTER TABLE "public" . "T;,"
  ADD COLUMN "a" numeric(10, 2) DEFAULT round(1.5, 1), -- one, two
  DROP COLUMN "b", ALTER COLUMN "c" SET DEFAULT ARRAY['x,y', ']'],
  ADD CONSTRAINT "d" CHECK (
    "e" IN (1, 2)
  );
ALTER TABLE "T" ADD COLUMN "a" int;`;
    const { statements } = await parseStatements(sql);
    const places = statements.map(({ commands }) => commands?.map(({ start: _start, ...place }) => place));
    expect(statements[0]?.commands?.map(({ sql: part, start }) => statements[0]?.sql.startsWith(part, start))).toEqual(
      Array(4).fill(true),
    );
    expect(places).toEqual([
      [
        { sql: 'ADD COLUMN "a" numeric(10, 2) DEFAULT round(1.5, 1)', line: 3, endLine: 3 },
        { sql: 'DROP COLUMN "b"', line: 4, endLine: 4 },
        { sql: `ALTER COLUMN "c" SET DEFAULT ARRAY['x,y', ']']`, line: 4, endLine: 4 },
        { sql: 'ADD CONSTRAINT "d" CHECK (\n    "e" IN (1, 2)\n  )', line: 5, endLine: 7 },
      ],
      undefined,
    ]);
  });

  it('does not split inside bodies, strings and parentheses', async () => {
    const sql = `DO $$ BEGIN; END $$;
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
SELECT 'a;b', "x;y", E'\\';' /* ; */`;
    expect((await placed(sql)).map((s) => s.slice(0, 8))).toEqual(['1-1 DO $', '2-2 CREA', '3-3 SELE']);
  });
});
