import type { Change, TableFacts } from './change';

/**
 * Whether the rows that are there can hold the same values twice in these columns (null: an expression). Not when a part of
 * them is unique already, and not when one is a new column that is NULL in every row: NULLs do not count as equal.
 */
export function mayHaveDuplicates(
  { table }: Change,
  columns: readonly (string | null)[],
  nullsNotDistinct = false,
): boolean {
  if (table === null || nullsNotDistinct || columns.includes(null)) return true;
  const isPart = (part: readonly (string | null)[]) => part.every((name) => name !== null && columns.includes(name));
  const isUnique =
    table.indexes.some((index) => index.unique && !index.partial && isPart(index.columns)) ||
    table.proven.some((proof) => proof.references === null && isPart(proof.columns));
  const isDistinct = columns.some((name) => table.columns.get(name ?? '')?.isDistinct === true);
  return !isUnique && !isDistinct && !columns.some((name) => isAllNull(table, name));
}

/**
 * Whether a row can have a value in these columns that its parent lacks. Not while one of them is new and empty, and not
 * when a foreign key says or said the same.
 */
export function mayHaveOrphans({ table, parent }: Change, columns: readonly string[]): boolean {
  if (table === null) return true;
  const sameColumns = (other: readonly string[]) => other.join('\0') === columns.join('\0');
  const isProven =
    parent !== null &&
    (table.proven.some((proof) => proof.references === parent.id && sameColumns(proof.columns)) ||
      [...table.constraints.values()].some((c) => c.validated && c.references === parent.id && sameColumns(c.columns)));
  return !isProven && !columns.some((name) => isAllNull(table, name));
}

function isAllNull(table: TableFacts, name: string | null): boolean {
  const column = table.columns.get(name ?? '');
  return column?.isNew === true && !column.isFilled && !column.isUpdated;
}
