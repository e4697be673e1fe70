import type { Problem, Rule } from '../../../contracts/rule';
import { quoteIdentifier, quoteQualified } from '../../../postgres/sql/identifiers';
import { type Change, type ChangeOf, isChange, type TableFacts } from '../../safety/change';
import { code, type Found, onMigrations, placed, sized } from '../../safety/rule-kit';

export const rename: Rule = {
  name: 'safety/rename',
  severity: 'warning',
  problem: 'A table, column, enum, enum value or schema that code uses is renamed, or a table moved to another schema.',
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
    yield* namesInCode(changes);
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

/** What is renamed outside of tables, and tables that move. */
function* namesInCode(changes: readonly Change[]): Iterable<Problem> {
  for (const change of changes) {
    const { action, enumType, table } = change;
    if (
      isChange(change, 'rename-enum-value') &&
      enumType?.isNew === false &&
      !enumType.added.includes(change.action.value)
    )
      yield placed(change, {
        object: `${enumType.id}.${change.action.value}`,
        message: `Renames the value ${change.action.value} of ${change.action.type.name} to ${change.action.to}: code that is still running fails when it writes or reads it.`,
        help: `To rename it in the code only, take the statement out and map the value:\n${code(`${change.action.to}  @map(${JSON.stringify(change.action.value)})`)}`,
      });
    else if (
      isChange(change, 'rename-type') &&
      enumType?.isNew === false &&
      !isMade(enumType.id, change.action.to, changes)
    )
      yield placed(change, {
        object: enumType.id,
        message: `Renames the enum ${change.action.type.name} to ${change.action.to}: queries of code that is still running name it and fail until it is replaced.`,
        help: `To rename it in the code only, take the statement out and map the enum:\n${code(`@@map(${JSON.stringify(change.action.type.name)})`)}`,
      });
    else if (action.kind === 'rename-schema' && change.schemaTables !== null && change.schemaTables.length > 0)
      yield placed(change, {
        object: action.schema,
        message: `Renames the schema ${action.schema} to ${action.to}: code that is still running finds none of its tables until it is replaced.`,
        help: 'Keep the name, or deploy when nothing else is running.',
      });
    else if (action.kind === 'set-schema' && table?.isNew === false)
      yield placed(change, {
        message: `Moves ${sized(table)} to the schema ${action.schema}: code that is still running does not find it until it is replaced.`,
        help: `Keep the old place for running code, as a view through which it can also write:\n${code(`CREATE VIEW ${quoteQualified({ schema: table.id.slice(0, table.id.indexOf('.')), name: action.table.name })} AS SELECT * FROM ${quoteQualified({ schema: action.schema, name: action.table.name })};`)}`,
      });
  }
}

/** An enum that takes the old name in the same migration, or one that is dropped in the end: no rename that code sees. */
function isMade(id: string, to: string, changes: readonly Change[]): boolean {
  const name = id.slice(id.indexOf('.') + 1);
  return changes.some(
    ({ action }) =>
      (action.kind === 'create-enum' && action.type.name === name) ||
      (action.kind === 'rename-type' && action.to === name) ||
      (action.kind === 'drop-type' && action.type.name === to),
  );
}
