import type { MigrationFile } from '../contracts/repository';
import type { TargetSnapshot } from '../contracts/target';
import { historyTable, replay } from '../gather/scratch/replay';
import { RunConnection } from '../gather/scratch/run-connection';
import { restoreSession } from '../gather/scratch/session-state';
import { compareCatalogs } from '../postgres/catalog/compare';
import { migrationSql } from '../postgres/catalog/ddl/migration-sql';
import { renderScript } from '../postgres/catalog/ddl/script';
import type { Catalog } from '../postgres/catalog/model';
import { reprint } from '../postgres/catalog/reprint';
import { type Connection, ServerError } from '../postgres/connection';
import { quoteLiteral, quoteQualified } from '../postgres/sql/identifiers';
import type { Lab } from './lab';

/** What is rebuilt. */
export interface Original {
  readonly snapshot: TargetSnapshot;
  /** What the database has applied and the repository has, in the order of the database. */
  readonly applied: readonly MigrationFile[];
  readonly prismaVersion: string | null;
}

/** Differences that are named when the copy is none. */
const listed = 5;

/**
 * Makes the schema and the history of the target in an empty scratch database: the applied migrations, then DDL for what is
 * different there, then the rows of `_prisma_migrations`.
 * @returns why the copy is not the same, one line each; empty: it is
 */
export async function rebuild(
  connection: Connection,
  { snapshot, applied, prismaVersion }: Original,
  lab: Lab,
): Promise<string[]> {
  const names = new Set(applied.map(({ name }) => name));
  await replay(connection, applied, { prismaVersion, applied: names });
  await restoreSession(connection);
  const base = await lab.read(connection);
  const actual = await reprint(snapshot.catalog, base, connection);
  const script = migrationSql(base, actual);
  try {
    const sql = renderScript(script);
    if (sql !== '') await connection.script(sql);
    await invalidate(connection, actual);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return [`the schema of the database could not be rebuilt on the scratch server: ${error.message}`];
  }
  await writeHistory(connection, snapshot);
  const copy = await lab.read(connection);
  const left = compareCatalogs(copy, await reprint(snapshot.catalog, copy, connection));
  return left.slice(0, listed).map(({ kind, object }) => `the scratch server could not rebuild ${kind} ${object}`);
}

/** An index that a failed `CREATE INDEX CONCURRENTLY` left behind is made by no DDL. */
async function invalidate(connection: Connection, { objects }: Catalog): Promise<void> {
  for (const object of objects) {
    if (object.kind !== 'index' || object.valid) continue;
    const name = quoteLiteral(quoteQualified(object));
    const statement = `UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid OPERATOR(pg_catalog.=) ${name}::pg_catalog.regclass`;
    await (connection instanceof RunConnection ? connection.asAdministrator(statement) : connection.script(statement));
  }
}

async function writeHistory(connection: Connection, { history, historySchema }: TargetSnapshot): Promise<void> {
  if (historySchema === null) return;
  await connection.script(historyTable);
  for (const { id, checksum, finishedAt, name, logs, rolledBackAt, startedAt, appliedSteps } of history)
    await connection.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at,
        applied_steps_count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, checksum, finishedAt, name, logs, rolledBackAt, startedAt, appliedSteps],
    );
}
