import { expect, it } from 'vitest';
import { splitStatements } from '../../../src/postgres/sql/split';

const placed = async (sql: string) => (await splitStatements(sql)).map((p) => `${p.line}-${p.endLine} ${p.sql}`);

it('splits what the grammar refuses', async () => {
  const sql = `\\restrict abc;def
-- comment ;
DORP TABLE "a;b"; SELECT (1;2), 'x;y' /* ; */ ;
CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
DO $$ a; b $$;
last -- tail`;
  expect(await placed(sql)).toEqual([
    '1-1 \\restrict abc;def',
    '3-3 DORP TABLE "a;b"',
    "3-3 SELECT (1;2), 'x;y'",
    '4-4 CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
    '5-5 DO $$ a; b $$',
    '6-6 last',
  ]);
});

it('takes a text that cannot be scanned as one piece', async () => {
  expect(await placed("\n SELECT 1;\nSELECT 'open\n")).toEqual(["2-3 SELECT 1;\nSELECT 'open"]);
  expect(await placed('')).toEqual([]);
});
