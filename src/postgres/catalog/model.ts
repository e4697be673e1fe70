import type { CommentObject, OwnerObject, PrivilegeObject } from './access-model';
import type { StructureObject } from './objects';

export * from './access-model';
export * from './objects';

/**
 * A normalised picture of the schema of one PostgreSQL database, always read by the same SQL ({@link readCatalog}), with
 * an empty `search_path` so that every name in a text is qualified. Objects that belong to an extension, the system
 * schemas and `_prisma_migrations` are left out. Field values are the server's own texts (`format_type`,
 * `pg_get_expr`, `pg_get_indexdef`, …); meaning is compared by `compare`, not here.
 */
export interface Catalog {
  readonly serverVersionNumber: number;
  /** Schemas that were read and exist, sorted. */
  readonly schemas: readonly string[];
  readonly objects: readonly CatalogObject[];
}

export type CatalogObject = StructureObject | CommentObject | PrivilegeObject | OwnerObject;

export type ObjectKind = CatalogObject['kind'];
