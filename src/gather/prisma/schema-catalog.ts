import { UndeterminedError } from '../../base/errors';
import type { SchemaFile } from '../../contracts/repository';
import type { Catalog, CatalogObject, ObjectKind } from '../../postgres/catalog/model';
import { readCatalog } from '../../postgres/catalog/read';
import { type Connection, ServerError } from '../../postgres/connection';
import { defaultsAsGenerated } from '../../postgres/sql/generated-columns';
import { quoteIdentifier } from '../../postgres/sql/identifiers';
import { splitStatements } from '../../postgres/sql/split';
import { datasourceOf } from '../repository/schema-source';
import { type RenderedSchema, renderSchema } from './render-schema';

export interface SchemaCatalogOptions {
  /** The schema that `?schema=` names, or `public`. */
  readonly defaultSchema: string;
  /** What {@link renderMarked} gave for these files; absent: it is rendered now. */
  readonly rendered?: Promise<RenderedSchema>;
}

/**
 * Marks the namespaces that hold what `schema.prisma` asks for while the migrations' own objects stay where they are. The
 * second is for names that PostgreSQL prints in quotes, so that taking the mark away leaves what it would have printed.
 */
const mark = '__prisma_migration_gate';
const quotedMark = mark.toUpperCase();
/** NAMEDATALEN - 1. */
const longestName = 63;

/** Locks are held until a batch ends, and a server has room for a few thousand. */
const statementsPerBatch = 100;

/** What Prisma renders; all else in the catalog of a schema would come from the migrations. */
const renderedKinds: readonly ObjectKind[] = [
  'schema',
  'extension',
  'enum',
  'sequence',
  'table',
  'column',
  'constraint',
  'index',
];

/**
 * What the engine renders for `schema.prisma`, in namespaces whose names are marked. It needs nothing but the files, so
 * that it can be done while servers start.
 */
export function renderMarked(files: readonly SchemaFile[]): Promise<RenderedSchema> {
  return renderSchema(files, { defaultSchema: mark, renameSchema: (name) => name + mark });
}

/**
 * The catalog that `schema.prisma` asks for, printed by the scratch server. Call it after the migrations were replayed
 * there and as the last use of that session: functions of `dbgenerated()`, types of `Unsupported()`, extensions and free
 * sequences come from the migrations, while everything that Prisma itself renders is made anew in namespaces of its own.
 * @throws UndeterminedError when the schema is invalid or the server refuses what it asks for
 */
export async function readSchemaCatalog(
  connection: Connection,
  files: readonly SchemaFile[],
  { defaultSchema, rendered = renderMarked(files) }: SchemaCatalogOptions,
): Promise<Catalog> {
  if (files.length === 0) throw new UndeterminedError('There is no schema.prisma to compare with.');
  const schemas = [...new Set([defaultSchema, ...datasourceOf(files).schemas])];
  // A migration can leave a transaction open, another role in force, or triggers that fire on DDL.
  await connection.script('ROLLBACK; RESET SESSION AUTHORIZATION; RESET ROLE');
  const marked = await markedNames(connection, schemas);
  const { sql, errors } = await rendered;
  if (sql === null) throw new UndeterminedError(invalid(errors));

  await disableEventTriggers(connection);
  const [first = defaultSchema] = marked.values();
  const path = [first, defaultSchema, ...(await otherSchemas(connection, defaultSchema))];
  const create = [...marked.values()].map((name) => `CREATE SCHEMA ${quoteIdentifier(name)};\n`).join('');
  await connection.script(`${create}SET search_path = ${path.map(quoteIdentifier).join(', ')}`);
  await runInBatches(connection, withMarksOf(marked, sql), marked);

  const catalog = await readCatalog(connection, { schemas: [...marked.values()], kinds: renderedKinds });
  const unmarked = JSON.parse(unmark(JSON.stringify(catalog.objects))) as CatalogObject[];
  return { ...catalog, schemas: [...schemas].sort(), objects: unmarked };
}

async function markedNames(connection: Connection, schemas: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.query<{ name: string; quoted: boolean }>(
    'SELECT name, pg_catalog.quote_ident(name) <> name AS quoted FROM pg_catalog.unnest($1::text[]) AS name',
    [schemas],
  );
  const marked = new Map(rows.map(({ name, quoted }) => [name, name + (quoted ? quotedMark : mark)]));
  for (const [name, long] of marked)
    if (Buffer.byteLength(long) > longestName)
      throw new UndeterminedError(`The name of the schema ${name} is too long to compare it with schema.prisma.`);
  return marked;
}

/** The engine writes every name in quotes. */
function withMarksOf(marked: ReadonlyMap<string, string>, sql: string): string {
  const other = [...marked].filter(([name, long]) => long !== name + mark);
  return other.reduce(
    (text, [name, long]) => text.replaceAll(quoteIdentifier(name + mark), quoteIdentifier(long)),
    sql,
  );
}

function unmark(text: string): string {
  return text.replaceAll(mark, '').replaceAll(quotedMark, '');
}

async function disableEventTriggers(connection: Connection): Promise<void> {
  const rows = await connection.query<{ name: string }>('SELECT evtname AS name FROM pg_catalog.pg_event_trigger');
  for (const { name } of rows) await connection.script(`ALTER EVENT TRIGGER ${quoteIdentifier(name)} DISABLE`);
}

/** Every other schema of the database: types and functions of extensions may live anywhere. */
async function otherSchemas(connection: Connection, defaultSchema: string): Promise<string[]> {
  const rows = await connection.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_catalog.pg_namespace
     WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', $1) ORDER BY nspname`,
    [defaultSchema],
  );
  return rows.map(({ name }) => name);
}

async function runInBatches(connection: Connection, sql: string, marked: ReadonlyMap<string, string>): Promise<void> {
  const statements = (await splitStatements(sql)).map((piece) => piece.sql);
  for (let from = 0; from < statements.length; from += statementsPerBatch) {
    const batch = statements.slice(from, from + statementsPerBatch);
    try {
      await connection.script(batch.join(';\n'));
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      // The batch was one implicit transaction and left nothing; one by one they tell which it is.
      for (const statement of batch) await runOne(connection, statement, marked);
    }
  }
}

/** Of a server that refuses the value of another type. */
const datatypeMismatch = '42804';

/** The marked namespaces wherever a statement names those that are marked. */
function withMarkedNames(statement: string, marked: ReadonlyMap<string, string>): string {
  return [...marked].reduce((text, [name, long]) => {
    const written = [quoteIdentifier(name), ...(long.endsWith(mark) ? [name] : [])];
    return written.reduce((all, before) => all.replaceAll(`::${before}.`, `::${quoteIdentifier(long)}.`), text);
  }, statement);
}

/** Of a server that refuses a column in a default; the message is the same from 12 on. */
const columnInDefault = { code: '0A000', message: /column reference in DEFAULT expression/ };

async function runOne(connection: Connection, statement: string, marked: ReadonlyMap<string, string>): Promise<void> {
  try {
    await connection.script(statement);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (error.code === columnInDefault.code && columnInDefault.message.test(error.message)) {
      const generated = await defaultsAsGenerated(statement);
      if (generated !== null) return runOne(connection, generated, marked);
    }
    // A default can name an enum of the schema together with its namespace, where the migrations have one of that name.
    const moved = error.code === datatypeMismatch ? withMarkedNames(statement, marked) : statement;
    if (moved !== statement) return runOne(connection, moved, marked);
    const [firstLine = ''] = unmark(statement).split('\n', 1);
    throw new UndeterminedError(
      `The scratch database cannot make what schema.prisma asks for: ${unmark(error.message)} (at ${firstLine.trim()}). ` +
        'If a migration is to bring it (an extension, a function, a type), add it there.',
    );
  }
}

function invalid(errors: readonly { message: string; file: string; line: number }[]): string {
  const [first] = errors;
  return `${first?.file}:${first?.line} is not valid Prisma schema: ${first?.message.split('\n', 1)[0]}`;
}
