import type { SchemaFile } from '../../contracts/repository';
import { adaptSchema } from './adapt-schema';
import { offlineAdapterFactory } from './adapter';
import { EngineError, withEngine } from './engine';
import { type SchemaError, schemaErrors } from './schema-errors';

export interface RenderOptions {
  /** The schema that `?schema=` names: what is in it stays unqualified in the SQL. Default `public`. */
  readonly defaultSchema?: string;
  /** Another name for a database schema wherever `schema.prisma` names one. */
  readonly renameSchema?: (name: string) => string;
}

/** What `schema.prisma` asks of an empty database, or why it asks nothing: its errors, or no file at all. */
export type RenderedSchema =
  | { readonly sql: string; readonly errors: readonly [] }
  | { readonly sql: null; readonly errors: readonly SchemaError[] };

/**
 * Preview features that only add to what the schema can say; on without the user's word, so that a schema that uses what
 * became stable in the user's version is understood.
 */
const renderFeatures = ['partialIndexes', 'postgresqlExtensions', 'views'];

/**
 * The whole DDL that Prisma's engine renders for a schema, `Unsupported` columns and `@@ignore` models included; none for
 * views, which Prisma leaves to migrations. Needs no server.
 */
export async function renderSchema(files: readonly SchemaFile[], options: RenderOptions = {}): Promise<RenderedSchema> {
  if (files.length === 0) return { sql: null, errors: [] };
  const { renameSchema, defaultSchema = 'public' } = options;
  const adapted = adaptSchema(files, { previewFeatures: renderFeatures, ...(renameSchema && { renameSchema }) });
  try {
    const { stdout } = await withEngine(offlineAdapterFactory(defaultSchema), (engine) =>
      engine.diff({
        from: { tag: 'empty' },
        to: { tag: 'schemaDatamodel', files: adapted },
        script: true,
        exitCode: null,
        // External tables are rendered too: foreign keys may refer to them.
        filters: { externalTables: [], externalEnums: [] },
      }),
    );
    return { sql: stdout ?? '', errors: [] };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { sql: null, errors: await schemaErrors(files, adapted, error) };
  }
}
