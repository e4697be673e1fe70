import { describe, expect, it } from 'vitest';
import { parseStatements } from '../../../src/postgres/sql/parse';
import { transactionModel, transactionOf } from '../../../src/postgres/sql/transaction-model';

const model = async (version: string | null, sql: string) =>
  transactionModel(version, (await parseStatements(sql)).statements, sql);

const two = 'CREATE INDEX CONCURRENTLY i ON "T"("a"); SELECT 1;';

describe('transactionModel', () => {
  it.each([
    ['6.19.0', two, 'implicit'],
    ['7.3.9', two, 'implicit'],
    ['7.4.0', two, 'autocommit'],
    ['7.10.1', two, 'autocommit'],
    ['7.10.0-dev.1', two, 'autocommit'],
    ['5.0.0', 'CREATE INDEX CONCURRENTLY i ON "T"("a");', 'autocommit'],
    [null, 'SELECT 1', 'autocommit'],
    [null, two, 'unknown'],
    ['8.0.0', two, 'unknown'],
    // Statements that the parser in Prisma's engine cannot read send the whole file as one.
    ['7.10.0', 'SELECT 1; DO $$ BEGIN NULL; END $$;', 'implicit'],
    [null, 'SELECT 1; DO $$ BEGIN NULL; END $$;', 'implicit'],
    ['7.10.0', 'SELECT 1; DROP INDEX CONCURRENTLY i;', 'implicit'],
    ['7.10.0', 'SELECT 1; ALTER TABLE "T" ADD CONSTRAINT u UNIQUE USING INDEX i;', 'implicit'],
    ['7.10.0', 'SELECT 1; REINDEX INDEX CONCURRENTLY i;', 'implicit'],
    ['7.10.0', 'SELECT 1; LOCK TABLE "T";', 'implicit'],
    ['7.10.0', 'SELECT 1; ALTER TABLE "T" ALTER COLUMN a SET STATISTICS 100;', 'implicit'],
    ['7.10.0', 'SELECT 1; COMMENT ON INDEX i IS NULL;', 'implicit'],
    ['7.10.0', 'SELECT 1; SELECT a SIMILAR TO b FROM t;', 'implicit'],
    ['7.10.0', '\uFEFFSELECT 1; SELECT 2;', 'implicit'],
    ['7.10.0', 'SELECT 1; PREPARE p AS SELECT 1;', 'unknown'],
    ['7.10.0', 'SELECT 1; UPDATE t SET a = 1 WHERE interval = 1;', 'unknown'],
    // And those that it can.
    ['7.10.0', 'SELECT 1; ALTER TABLE "T" VALIDATE CONSTRAINT c;', 'autocommit'],
    ['7.10.0', 'SELECT 1; ALTER TABLE "T" ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p(id) NOT VALID;', 'autocommit'],
    ['7.10.0', "SELECT 1; ALTER TYPE e ADD VALUE 'x' BEFORE 'y';", 'autocommit'],
    ['7.10.0', 'BEGIN; CREATE TYPE n AS ENUM (); COMMIT;', 'autocommit'],
    ['7.10.0', 'SELECT 1; CREATE POLICY p ON t USING (a = b);', 'autocommit'],
  ])('%s %s: %s', async (version, sql, expected) => expect(await model(version, sql)).toBe(expected));
});

describe('transactionOf', () => {
  it.each([
    ['implicit', 'SELECT 1; SELECT 2;', [0, 0]],
    ['unknown', 'SELECT 1; SELECT 2;', [0, 0]],
    ['autocommit', 'SELECT 1; SELECT 2;', [0, 1]],
    ['autocommit', 'SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3; SELECT 4;', [0, 1, 1, 1, 2, 3]],
    ['implicit', 'SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3; SELECT 4;', [0, 0, 0, 0, 1, 1]],
    ['autocommit', 'START TRANSACTION; SELECT 2; ROLLBACK; SELECT 3;', [0, 0, 0, 1]],
  ] as const)('%s %s', async (kind, sql, expected) => {
    expect(transactionOf(kind, (await parseStatements(sql)).statements)).toEqual(expected);
  });
});
