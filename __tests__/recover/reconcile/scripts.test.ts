import pg from 'pg';
import { expect, test } from 'vitest';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import { renderScript } from '../../../src/postgres/catalog/ddl/script';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { checkReconcile, reconcile, reconcileScripts } from '../../../src/recover/reconcile/reconcile';
import { createDatabase, startPostgres } from '../../support/postgres';

const schemas = ['public'];
const options = { columnOrder: false, privileges: false, comments: true, owners: false };
const base = 'CREATE TABLE a (id int PRIMARY KEY, b text); CREATE TABLE old (id int REFERENCES a, x text);';
const drift = `ALTER TABLE a DROP COLUMN b; CREATE TABLE tool_table (x int); CREATE INDEX tool_index ON a (id);
  CREATE TABLE mine (id int REFERENCES a); ALTER TABLE old RENAME TO new;`;

async function input() {
  const server = await startPostgres(15);
  const connect = async (sql: string) =>
    PgConnection.connect(new pg.Client({ connectionString: await createDatabase(server, sql) }));
  const [scratch, target] = [await connect(base), await connect(base + drift)];
  const [expected, actual] = [await readCatalog(scratch, { schemas }), await readCatalog(target, { schemas })];
  const all = compareCatalogs(expected, actual, options);
  const differences = all.filter(({ object }) => !object.includes('tool_'));
  const excluded = all.length - differences.length;
  const common = { database: 'd', expected, actual, asRead: actual, options, defaultSchema: 'public', schemas };
  return { scratch, target, all, excludes: { ...common, differences, excluded } };
}

test('what is left out of drift is left alone in both directions', async () => {
  const { scratch, target, excludes } = await input();
  try {
    expect(excludes.excluded).toBe(2);
    const entry = await reconcile(scratch, excludes);
    expect(entry).toMatchObject({ checked: true, remaining: [] });
    expect(entry?.toDatabase).toBe(`-- AlterTable
ALTER TABLE "old" RENAME TO "new";

-- AlterTable
-- loses data: the data of column public.a.b
ALTER TABLE "a" DROP COLUMN "b";

-- CreateTable
CREATE TABLE "mine" (
    "id" INTEGER
);

-- AddForeignKey
ALTER TABLE "mine" ADD CONSTRAINT "mine_id_fkey" FOREIGN KEY ("id") REFERENCES "a"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
`);
    expect(entry?.toExpected).toBe(`-- AlterTable
ALTER TABLE "public"."new" RENAME TO "old";

-- DropForeignKey
ALTER TABLE "public"."mine" DROP CONSTRAINT "mine_id_fkey";

-- AlterTable
ALTER TABLE "public"."a" ADD COLUMN     "b" TEXT;

-- DropTable
-- loses data: the rows of table public.mine
DROP TABLE "public"."mine";
`);
  } finally {
    await scratch.end();
    await target.end();
  }
});

test('a script that does not do what it should says what remains, and that it fails', async () => {
  const { scratch, target, excludes } = await input();
  try {
    const { toDatabase, wanted } = reconcileScripts(excludes);
    const half = { ...toDatabase, statements: toDatabase.statements.slice(0, 2) };
    expect(await checkReconcile(scratch, half, wanted, excludes)).toEqual(['table public.mine is missing']);
    const broken = { remaining: [], statements: toDatabase.statements.toReversed() };
    expect(await checkReconcile(scratch, broken, wanted, excludes)).toEqual([
      'the script fails on the scratch database: relation "mine" does not exist (42P01)',
    ]);
    expect(renderScript(broken)).not.toBe('');
    expect(await readCatalog(scratch, { schemas })).toEqual(excludes.expected);
  } finally {
    await scratch.end();
    await target.end();
  }
});

test('no drift, no entry', async () => {
  const { scratch, target, excludes } = await input();
  try {
    expect(await reconcile(scratch, { ...excludes, differences: [] })).toBeNull();
  } finally {
    await scratch.end();
    await target.end();
  }
});
