import pg from 'pg';
import type { Coverage, CoverageObject } from '../../../src/contracts/coverage';
import type { SchemaFile } from '../../../src/contracts/repository';
import { readSchemaCatalog } from '../../../src/gather/prisma/schema-catalog';
import { readSchemaLines } from '../../../src/gather/prisma/schema-lines';
import type { Cluster } from '../../../src/gather/scratch/cluster';
import { type CoverageDatabase, compareCoverage } from '../../../src/judge/coverage/compare-coverage';
import type { Catalog } from '../../../src/postgres/catalog/model';
import { readCatalog } from '../../../src/postgres/catalog/read';
import type { Connection } from '../../../src/postgres/connection';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { createDatabase } from '../../support/postgres';
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
