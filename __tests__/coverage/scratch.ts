import pg from 'pg';
import type { Catalog } from '../../src/catalog/model';
import { readCatalog } from '../../src/catalog/read';
import { type CoverageDatabase, compareCoverage } from '../../src/coverage/compare-coverage';
import type { Coverage, CoverageObject } from '../../src/coverage/coverage';
import type { Connection } from '../../src/database/connection';
import { PgConnection } from '../../src/database/pg-connection';
import { readSchemaCatalog } from '../../src/prisma/schema-catalog';
import { readSchemaLines } from '../../src/prisma/schema-lines';
import type { SchemaFile } from '../../src/repository/repository';
import type { Cluster } from '../../src/scratch/cluster';
import { createDatabase } from '../support/postgres';
import { engineDiff } from './engine-diff';

/** Runs `work` on a new database of the server. */
export async function onNewDatabase<Result>(
  server: Cluster,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const url = await createDatabase(server);
  const connection = await PgConnection.connect(new pg.Client({ connectionString: url }));
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** The catalog after some SQL. */
export function catalogAfter(server: Cluster, sql: string, schemas = ['public']): Promise<Catalog> {
  return onNewDatabase(server, async (connection) => {
    await connection.script(sql);
    return readCatalog(connection, { schemas });
  });
}

export interface Case {
  readonly files: readonly SchemaFile[];
  /** What all migrations do. */
  readonly migrations: string;
  readonly schemas?: readonly string[];
  readonly databases?: readonly CoverageDatabase[];
  readonly external?: readonly string[];
}

/** Coverage after the migrations ran on a new database, and what Prisma's engine says of the same. */
export function cover(server: Cluster, input: Case): Promise<{ coverage: Coverage; prisma: string }> {
  const { files, schemas = ['public'], external = [] } = input;
  return onNewDatabase(server, async (connection) => {
    await connection.script(input.migrations);
    const migrations = await readCatalog(connection, { schemas });
    const prisma = await engineDiff(connection, files, external);
    const schema = await readSchemaCatalog(connection, files, { defaultSchema: 'public' });
    const coverage = compareCoverage({
      schema,
      migrations,
      databases: input.databases ?? [],
      lines: readSchemaLines(files),
      isExternal: (owner) => external.includes(owner),
      isExcluded: () => false,
    });
    return { coverage, prisma: prisma.replace(/\s*\n\s*/g, ' ') };
  });
}

/** What is not covered, a line each: situation, kind, object, what differs. */
export function gaps({ objects }: Coverage): string[] {
  return objects.filter(({ situation }) => situation !== 'covered').map(line);
}

export function line({ situation, kind, object, aspects }: CoverageObject): string {
  return [situation, kind, object, ...(aspects.length > 0 ? [`(${aspects.join('; ')})`] : [])].join(' ');
}
