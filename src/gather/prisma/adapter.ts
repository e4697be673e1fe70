import {
  bindMigrationAwareSqlAdapterFactory,
  DriverAdapterError,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from '@prisma/driver-adapter-utils';
import { type Connection, type RawResult, ServerError } from '../../postgres/connection';
import { conversionOf } from './column-types';

const info = { provider: 'postgres', adapterName: 'prisma-migration-gate' } as const;

/**
 * Lets Prisma's schema engine work over one connection of ours. `@prisma/adapter-pg` 7.10 cannot: it has no mapping for
 * `"char"`, which every description of a database selects, and splits scripts at semicolons.
 *
 * @param schema what the engine takes for `?schema=`: names in it stay unqualified in scripts
 */
export function adapterFactory(
  connection: Connection,
  schema: string,
): ErrorCapturingSqlMigrationAwareDriverAdapterFactory {
  return bindMigrationAwareSqlAdapterFactory({
    ...info,
    connect: async () => adapterOver(connection, schema),
    connectToShadowDb: async () => {
      throw new Error("Prisma's engine asked for a shadow database");
    },
  });
}

/** For rendering a schema, which needs no server: knows its version and refuses everything else. */
export function offlineAdapterFactory(schema: string): ErrorCapturingSqlMigrationAwareDriverAdapterFactory {
  const refuse = async () => {
    throw new Error("Prisma's engine asked for a server while it rendered a schema");
  };
  const offline: Connection = {
    serverVersionNumber: 180_000,
    query: refuse,
    script: refuse,
    async raw(text) {
      // The engine asks this once on start: does the schema exist, `version()`, `server_version_num`.
      if (!text.includes('server_version_num')) return refuse();
      const fields = [16, 25, 23].map((typeOid) => ({ name: '', typeOid }));
      return { fields, rows: [['t', 'PostgreSQL 18.0', '180000']], count: 1 };
    },
  };
  return adapterFactory(offline, schema);
}

function adapterOver(connection: Connection, schema: string): SqlDriverAdapter {
  const queryable = {
    ...info,
    queryRaw: async (query: SqlQuery): Promise<SqlResultSet> => resultSet(await send(connection, query)),
    executeRaw: async (query: SqlQuery) => (await send(connection, query)).count,
  };
  const statement = async (sql: string): Promise<void> => {
    await capture(connection.script(sql));
  };
  return {
    ...queryable,
    executeScript: statement,
    getConnectionInfo: () => ({ schemaName: schema, supportsRelationJoins: false }),
    async startTransaction(): Promise<Transaction> {
      await statement('BEGIN');
      // With usePhantomQuery false the engine sends COMMIT and ROLLBACK itself; these only release the connection.
      return { ...queryable, options: { usePhantomQuery: false }, async commit() {}, async rollback() {} };
    },
    // The connection belongs to who made the adapter.
    async dispose() {},
  };
}

async function send(connection: Connection, { sql, args }: SqlQuery): Promise<RawResult> {
  if (connection.raw === undefined) throw new Error('This connection cannot serve the schema engine: it has no raw().');
  return capture(connection.raw(sql, args));
}

function resultSet({ fields, rows }: RawResult): SqlResultSet {
  const conversions = fields.map(({ typeOid }) => conversionOf(typeOid));
  return {
    columnNames: fields.map(({ name }) => name),
    columnTypes: conversions.map(({ type }) => type),
    rows: rows.map((row) =>
      row.map((value, column) => (value === null ? null : (conversions[column]?.parse(value) ?? value))),
    ),
  };
}

/** Errors of the server in the shape that the engine turns into its own; all others it hands back untouched. */
async function capture<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw new DriverAdapterError({
      kind: 'postgres',
      code: error.code,
      severity: 'ERROR',
      message: error.message,
      detail: error.detail,
      column: undefined,
      hint: error.hint,
    });
  }
}
