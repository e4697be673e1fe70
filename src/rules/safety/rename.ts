import { type Change, type ChangeOf, isChange, type TableFacts } from '../../safety/change';
import { code, type Found, onMigrations, placed, sized } from '../../safety/rule-kit';
import { quoteIdentifier } from '../../sql/identifiers';
import type { Rule } from '../rule';

export const rename: Rule = {
  name: 'safety/rename',
  severity: 'warning',
  problem: 'A table, or columns of one, that code uses are renamed.',
  consequence: 'Code that is still running under the old name fails from this moment until it is replaced.',
  remedy: 'Keep the name in the database and map it with @map or @@map; or keep the old name as a view.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT); CREATE INDEX "i" ON "User"("name");',
      bad: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";',
      good: 'ALTER INDEX "i" RENAME TO "User_name_idx";',
    },
  ],
  check: onMigrations(function* (changes) {
    const told = new Set<string>();
    for (const change of changes) {
      const { table } = change;
      if (!isChange(change, 'rename-table', 'rename-column') || table?.origin == null || told.has(table.origin))
        continue;
      const same = changes.filter((other) => other.table?.origin === table.origin);
      const renamed = same.find((other): other is ChangeOf<'rename-table'> => isChange(other, 'rename-table'));
      const columns = same.filter(
        (other): other is ChangeOf<'rename-column'> => isChange(other, 'rename-column') && other.column?.isNew !== true,
      );
      if (renamed === undefined && columns.length === 0) continue;
      // Code that knows the old name of the table fails on that alone.
      if (renamed !== undefined && keepsOldName(renamed)) continue;
      told.add(table.origin);
      yield placed(
        renamed ?? change,
        renamed === undefined ? renamedColumns(columns, table) : renamedTable(renamed, table),
      );
    }
  }),
};

function renamedTable({ action }: ChangeOf<'rename-table'>, table: TableFacts): Found {
  const name = (table.origin ?? '').replace(/^[^.]*\./, '');
  const view = `CREATE VIEW ${quoteIdentifier(name)} AS SELECT * FROM ${quoteIdentifier(action.to)};`;
  return {
    object: table.origin ?? table.id,
    message: `Renames ${sized(table)} to ${action.to}: code that is still running fails on it until it is replaced.`,
    help: `To rename it in the code only, take this statement out and put @@map(${JSON.stringify(name)}) into the model. Or keep the old name for running code, as a view through which it can also write:\n${code(view)}`,
  };
}

function renamedColumns(columns: readonly ChangeOf<'rename-column'>[], table: TableFacts): Found {
  const pairs = columns.map(({ action }) => `${action.column} to ${action.to}`);
  const maps = columns.map(({ action }) => `${action.to}  @map(${JSON.stringify(action.column)})`);
  return {
    message: `Renames ${pairs.join(', ')} of ${sized(table)}: code that is still running fails on it until it is replaced.`,
    help: `To rename in the code only, take the statement out and map the field:\n${code(...maps)}`,
  };
}

function keepsOldName({ action, migration }: Change): boolean {
  const name = action.table?.name;
  return migration.statements.some(({ node }) => 'ViewStmt' in node && node.ViewStmt.view?.relname === name);
}
