import type { Node } from '@pgsql/types';
import { migrationSql } from '../../postgres/catalog/ddl/migration-sql';
import type { Catalog, CatalogObject } from '../../postgres/catalog/model';
import { alterCommands, droppedNames, rangeVarName } from '../../postgres/sql/ast';
import { displayName, type QualifiedName } from '../../postgres/sql/identifiers';
import type { Statement } from '../../postgres/sql/statement';
import { renamesAnything, renamesIn } from './renames';

/**
 * Data that is lost on the way from one catalog to the other by these statements, in words: what a statement drops or
 * empties, and what the change of the schema as a whole cannot keep.
 */
export function lossesOf(
  statements: readonly Statement[],
  from: Catalog,
  to: Catalog,
  defaultSchema: string,
): string[] {
  const renamed = renamesIn(statements, defaultSchema);
  const renames = renamesAnything(statements);
  const ofSchema = migrationSql(from, to, { known: renamed, renames }).statements.flatMap(
    ({ losesData }) => losesData?.split('; ') ?? [],
  );
  const ids = (kind: CatalogObject['kind']) =>
    new Set(from.objects.flatMap((object) => (object.kind === kind ? [object.id] : [])));
  const known = { table: ids('table'), column: ids('column') };
  const ofStatements = statements
    .flatMap(({ node }) => takenBy(node, defaultSchema))
    .flatMap(({ kind, id, words }) => (known[kind].has(id) ? [`${words} ${kind} ${id}`] : []));
  return [...new Set([...ofSchema, ...ofStatements])].filter((loss) => !loss.startsWith('the counter of sequence '));
}

interface Taken {
  readonly kind: 'table' | 'column';
  readonly id: string;
  readonly words: 'the rows of' | 'the data of' | 'the values that UPDATE replaces in';
}

function takenBy(node: Node, schema: string): Taken[] {
  const rows = (name: QualifiedName): Taken => ({ kind: 'table', id: displayName(name, schema), words: 'the rows of' });
  if ('DropStmt' in node && node.DropStmt.removeType === 'OBJECT_TABLE') {
    return droppedNames(node.DropStmt.objects).map(rows);
  }
  if ('TruncateStmt' in node) {
    return (node.TruncateStmt.relations ?? []).flatMap((relation) =>
      'RangeVar' in relation ? [rows(rangeVarName(relation.RangeVar))] : [],
    );
  }
  if ('DeleteStmt' in node) return [rows(rangeVarName(node.DeleteStmt.relation))];
  if ('UpdateStmt' in node) {
    return [{ ...rows(rangeVarName(node.UpdateStmt.relation)), words: 'the values that UPDATE replaces in' }];
  }
  if ('AlterTableStmt' in node) {
    const table = displayName(rangeVarName(node.AlterTableStmt.relation), schema);
    return alterCommands(node.AlterTableStmt)
      .filter(({ subtype }) => subtype === 'AT_DropColumn')
      .map(({ name }) => ({ kind: 'column', id: `${table}.${name}`, words: 'the data of' }));
  }
  return [];
}
