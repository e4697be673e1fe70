import { migrationSql } from '../../postgres/catalog/ddl/migration-sql';
import { type DdlScript, renderScript } from '../../postgres/catalog/ddl/script';
import type { Catalog } from '../../postgres/catalog/model';
import type { Statement } from '../../postgres/sql/statement';
import { renamesAnything, renamesIn, reversedRenames } from './renames';

export interface DownOptions {
  /** The schema that the `search_path` begins with. */
  readonly defaultSchema: string;
  /** Of the migration. */
  readonly statements: readonly Statement[];
}

/**
 * SQL that takes a database from the catalog after a migration back to the one before it. What only has another name is
 * renamed back where the migration renames something; else it was dropped and made, and that is undone. Pure.
 */
export function generateDown(before: Catalog, after: Catalog, { defaultSchema, statements }: DownOptions): DdlScript {
  const known = reversedRenames(renamesIn(statements, defaultSchema));
  return migrationSql(after, before, { defaultSchema, known, renames: renamesAnything(statements), dropSchemas: true });
}

/** The text of a `down.sql`; what it cannot bring back is said at its head. '' when there is nothing to undo. */
export function renderDown(migration: string, script: DdlScript, notRestored: readonly string[]): string {
  const body = renderScript(script);
  if (body === '') return '';
  const head = [
    `Undoes ${migration}. Written from the schema before and after it, and tested on a scratch database.`,
    ...notRestored.map((loss) => `Does not bring back ${loss}, which the migration loses.`),
  ];
  return `${head.map((line) => `-- ${line.replaceAll(/[\r\n]+/g, ' ')}\n`).join('')}\n${body}`;
}
