import type { ColumnRef, Node, RangeVar } from '@pgsql/types';
import { strings, walk } from '../../postgres/sql/ast';
import { parseStatements } from '../../postgres/sql/parse';
import type { ProbeQuery } from './probe';

/** A table of a target and what is looked at in its rows. */
export interface TableRead {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** What a probe reads: its tables each have an alias, and its columns that of their table. */
export async function readsOf({ sql }: ProbeQuery): Promise<TableRead[]> {
  const { statements } = await parseStatements(sql);
  const tables = new Map<string, { schema: string; name: string; columns: string[] }>();
  const columns: string[][] = [];
  walk(
    statements.map(({ node }) => node),
    (type, fields) => {
      if (type === 'ColumnRef') columns.push(strings((fields as ColumnRef).fields as Node[]));
      if (type !== 'RangeVar') return;
      const { schemaname = '', relname = '', alias } = fields as RangeVar;
      tables.set(alias?.aliasname ?? relname, { schema: schemaname, name: relname, columns: [] });
    },
  );
  for (const [alias = '', column = ''] of columns) tables.get(alias)?.columns.push(column);
  return [...tables.values()];
}
