import { expect, test } from 'vitest';
import { parseStatements } from '../../../src/postgres/sql/parse';
import { scriptsOf } from '../../../src/recover/plan/rest-of-file';

const sql = `BEGIN;
ALTER TABLE "Ä" ADD COLUMN "b" INT;
UPDATE "Ä" SET b = 1;
COMMIT;
CREATE INDEX CONCURRENTLY "i" ON "Ä"("b");
DROP INDEX CONCURRENTLY IF EXISTS "j";
CREATE INDEX "k" ON "Ä"("b");
`;

test('what runs in no transaction stands alone and names its schema; the rest sets the search_path', async () => {
  const { statements } = await parseStatements(sql);
  expect(scriptsOf(statements, 'My App')).toEqual([
    `SET search_path = "My App";\n\nALTER TABLE "Ä" ADD COLUMN "b" INT;\n\nUPDATE "Ä" SET b = 1;`,
    `CREATE INDEX CONCURRENTLY "i" ON "My App"."Ä"("b");`,
    `DROP INDEX CONCURRENTLY IF EXISTS "My App"."j";`,
    `SET search_path = "My App";\n\nCREATE INDEX "k" ON "Ä"("b");`,
  ]);
  expect(scriptsOf(statements, 'public')[1]).toBe(`CREATE INDEX CONCURRENTLY "i" ON "Ä"("b");`);
});
