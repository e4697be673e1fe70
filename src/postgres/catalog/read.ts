import type { Connection } from '../connection';
import type { Catalog, CatalogObject, ObjectKind, SchemaObject } from './model';
import { allKinds, catalogQuery } from './sql/query';

export interface ReadOptions {
  /**
   * Names of the schemas to read, unquoted; one that does not exist reads as empty. `*` stands for every schema that is
   * not the system's. Extensions, event triggers and publications belong to the database and are read in any case.
   */
  readonly schemas: readonly string[];
  /** Only these kinds, for a second look; absent: all, which is what a catalog to compare needs. */
  readonly kinds?: readonly ObjectKind[];
}

/**
 * Reads the catalog of a database in one round trip, from `pg_catalog` only: `CONNECT` is all the role needs. Works inside
 * a READ ONLY transaction, on a standby, and outside any transaction; leaves no setting changed. PostgreSQL 13 to 18.
 * @throws ServerError as the connection does
 */
export async function readCatalog(connection: Connection, options: ReadOptions): Promise<Catalog> {
  if (options.schemas.length === 0) throw new Error('readCatalog: no schema to read; "*" stands for all.');
  const version = connection.serverVersionNumber;
  const results = await connection.script(catalogQuery(version, options.kinds ?? allKinds, options.schemas));
  const [row] = (results[1] ?? []) as readonly Record<string, string | null>[];
  if (row === undefined) throw new Error('readCatalog: the server returned no row.');
  const objects = Object.entries(row)
    .filter(([name]) => name.startsWith('family_'))
    .flatMap(([, json]) => (json === null ? [] : (JSON.parse(json) as CatalogObject[])));
  const schemas = objects.filter((object): object is SchemaObject => object.kind === 'schema').map(({ name }) => name);
  return { serverVersionNumber: version, schemas, objects };
}
