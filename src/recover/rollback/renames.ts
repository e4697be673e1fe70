import type { KnownRename } from '../../postgres/catalog/ddl/renames';
import { rangeVarName } from '../../postgres/sql/ast';
import type { Statement } from '../../postgres/sql/statement';

/** The tables and columns that the statements rename, in their order. `schema` stands for one that is not written. */
export function renamesIn(statements: readonly Statement[], schema: string): KnownRename[] {
  return statements.flatMap(({ node }): KnownRename[] => {
    if (!('RenameStmt' in node)) return [];
    const { renameType, relationType, relation, subname, newname } = node.RenameStmt;
    const { schema: own, name } = rangeVarName(relation);
    const table = { schema: own ?? schema, table: name };
    if (newname === undefined || name === '') return [];
    if (renameType === 'OBJECT_TABLE') return [{ ...table, column: null, to: newname }];
    const isColumn = renameType === 'OBJECT_COLUMN' && relationType === 'OBJECT_TABLE' && subname !== undefined;
    return isColumn ? [{ ...table, column: subname, to: newname }] : [];
  });
}

/** True when a statement gives anything another name. */
export function renamesAnything(statements: readonly Statement[]): boolean {
  return statements.some(({ node }) => 'RenameStmt' in node);
}

/** The renames that take these back. */
export function reversedRenames(renames: readonly KnownRename[]): KnownRename[] {
  return renames
    .map(({ schema, table, column, to }) =>
      column === null ? { schema, table: to, column, to: table } : { schema, table, column: to, to: column },
    )
    .reverse();
}
