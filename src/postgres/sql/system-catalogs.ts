/** Schemas that belong to the server (PostgreSQL manual 5.10.5 and 35.1). */
export function isSystemSchema(name: string): boolean {
  return name === 'pg_catalog' || name === 'information_schema' || name === 'pg_toast';
}

const names =
  'aggregate am amop amproc attrdef attribute auth_members authid cast class collation constraint conversion database ' +
  'db_role_setting default_acl depend description enum event_trigger extension foreign_data_wrapper foreign_server ' +
  'foreign_table index inherits init_privs language largeobject largeobject_metadata namespace opclass operator opfamily ' +
  'parameter_acl partitioned_table policy proc publication publication_namespace publication_rel range replication_origin ' +
  'rewrite seclabel sequence shdepend shdescription shseclabel statistic statistic_ext statistic_ext_data subscription ' +
  'subscription_rel tablespace transform trigger ts_config ts_config_map ts_dict ts_parser ts_template type user_mapping';

/**
 * Tables of `pg_catalog` (PostgreSQL manual, chapter 52, versions 13 to 18). They are found before all others, so that a name
 * without a schema means them.
 */
export const catalogNames: readonly string[] = names.split(' ').map((name) => `pg_${name}`);

const catalogs = new Set(catalogNames);

/** Whether a relation of this name is a table of the server. */
export function isSystemTable({ schema, name }: { readonly schema: string | null; readonly name: string }): boolean {
  return schema === null ? catalogs.has(name) : isSystemSchema(schema);
}
