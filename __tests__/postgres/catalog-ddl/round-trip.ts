import { expect } from 'vitest';
import { type CompareOptions, compareCatalogs } from '../../../src/postgres/catalog/compare';
import { type MigrationSqlOptions, migrationSql } from '../../../src/postgres/catalog/ddl/migration-sql';
import { type DdlScript, renderScript } from '../../../src/postgres/catalog/ddl/script';
import type { Difference } from '../../../src/postgres/catalog/difference';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import type { Connection } from '../../../src/postgres/connection';

export const everything: CompareOptions = { columnOrder: false, privileges: true, comments: true, owners: true };

/**
 * Writes the SQL from one catalog to the other, runs it as one message on a database that is in the first state, and
 * expects the second, all rows and values still there but for what the script says it loses.
 */
export async function travel(
  connection: Connection,
  from: Catalog,
  to: Catalog,
  options: MigrationSqlOptions,
): Promise<{ script: DdlScript; left: string[] }> {
  const script = migrationSql(from, to, { privileges: true, owners: true, dropSchemas: true, ...options });
  const text = renderScript(script);
  const before = await valuesOf(connection, from);
  await connection.script(text === '' ? 'SELECT 1' : text).catch((error: Error) => {
    throw new Error(`${error.message}\n${text}`);
  });
  const after = await readCatalog(connection, { schemas: ['*'] });
  const lost = script.statements.map(({ losesData }) => losesData).join('; ');
  const values = await valuesOf(connection, after);
  for (const [column, was] of before) {
    const now = values.get(column);
    const table = column.slice(0, column.lastIndexOf('.'));
    if (now === undefined || lost.includes(column) || lost.includes(`rows of table ${table}`)) continue;
    // Values of another type, and of types of the schema's own, print differently: that they are there is compared.
    const isSame = now.type === was.type && !now.type.includes('.');
    expect(isSame ? now.texts : now.texts.map(isThere), `${column}\n${text}`).toEqual(
      isSame ? was.texts : was.texts.map(isThere),
    );
  }
  return { script, left: compareCatalogs(to, after, everything).map(inOneLine) };
}

interface Values {
  readonly type: string;
  readonly texts: readonly string[];
}

/** The values of every column of every table, as text, sorted; `schema.table.column`. */
async function valuesOf(connection: Connection, catalog: Catalog): Promise<Map<string, Values>> {
  const values = new Map<string, Values>();
  const foreign = new Set(catalog.objects.flatMap((o) => (o.kind === 'table' && o.form === 'foreign' ? [o.id] : [])));
  for (const column of catalog.objects) {
    if (column.kind !== 'column' || foreign.has(`${column.schema}.${column.table}`)) continue;
    const quoted = [column.schema, column.table, column.name].map((name) => `"${name.replaceAll('"', '""')}"`);
    const [schema, table, name] = quoted;
    const rows = await connection.query<{ v: string }>(
      `SELECT coalesce(${name}::text, 'NULL') AS v FROM ONLY ${schema}.${table} ORDER BY 1`,
    );
    values.set(column.id, { type: column.type, texts: rows.map(({ v }) => v) });
  }
  return values;
}

function isThere(text: string): boolean {
  return text !== 'NULL';
}

export function inOneLine({ change, kind, object, aspects }: Difference): string {
  return `${change} ${kind} ${object}${aspects.length > 0 ? `: ${aspects.join('; ')}` : ''}`;
}

/** What a script loses, sorted. */
export function lossesOf(script: DdlScript): string[] {
  return [...new Set(script.statements.flatMap(({ losesData }) => losesData?.split('; ') ?? []))].sort();
}
