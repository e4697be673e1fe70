import picomatch from 'picomatch';
import type { Difference } from '../../postgres/catalog/difference';
import type { Catalog, CatalogObject, ObjectKind } from '../../postgres/catalog/model';

/** What other tools and platforms keep in a database for themselves, and why it is no drift. */
interface KnownObjects {
  readonly reason: string;
  readonly kinds: readonly ObjectKind[];
  /** Globs on ids: `schema.table`, bare for what belongs to the database. */
  readonly ids: readonly string[];
}

const relation: readonly ObjectKind[] = ['table', 'view', 'sequence'];
const anything: readonly ObjectKind[] = [
  'table',
  'view',
  'sequence',
  'function',
  'enum',
  'domain',
  'composite-type',
  'range-type',
  'statistics',
  'collation',
  'text-search-dictionary',
  'text-search-configuration',
  'operator',
  'privilege',
];

/**
 * Only names that say whose they are: a generic one, such as a table `migrations` or a schema `auth`, may be the
 * project's own. What a platform's own role made is known by that role: see {@link platformRoles}.
 */
const known: readonly KnownObjects[] = [
  {
    reason: 'PostGIS keeps its reference systems there; a restored dump has it outside the extension.',
    kinds: relation,
    ids: ['*.spatial_ref_sys', '*.geometry_columns', '*.geography_columns', '*.raster_columns', '*.raster_overviews'],
  },
  {
    reason: 'What the images of PostGIS install into every database.',
    kinds: ['extension'],
    ids: ['postgis_tiger_geocoder', 'postgis_topology'],
  },
  {
    reason: 'Data of the geocoder and of the topologies of PostGIS.',
    kinds: anything,
    ids: ['tiger.*', 'tiger_data.*', 'topology.{layer,topology,topology_id_seq}'],
  },
  {
    reason: 'Statistics of pg_stat_statements.',
    kinds: relation,
    ids: ['*.pg_stat_statements', '*.pg_stat_statements_info'],
  },
  {
    reason: 'Extensions for monitoring and maintenance, which administrators install and programs do not depend on.',
    kinds: ['extension'],
    ids: [
      'amcheck',
      'auto_explain',
      'hypopg',
      'pageinspect',
      'pg_buffercache',
      'pg_cron',
      'pg_freespacemap',
      'pg_hint_plan',
      'pg_prewarm',
      'pg_repack',
      'pg_stat_kcache',
      'pg_stat_monitor',
      'pg_stat_statements',
      'pg_visibility',
      'pg_wait_sampling',
      'pgaudit',
      'pgrowlocks',
      'pgstattuple',
    ],
  },
  {
    reason: 'Extensions that Supabase installs into every project.',
    kinds: ['extension'],
    ids: ['pg_graphql', 'pg_net', 'pgjwt', 'pgsodium', 'supabase_vault'],
  },
  {
    reason: "Supabase's own schemas.",
    kinds: anything,
    ids: [
      '_analytics.*',
      '_realtime.*',
      '_supavisor.*',
      'graphql.*',
      'graphql_public.*',
      'pgbouncer.*',
      'pgsodium.*',
      'pgsodium_masks.*',
      'supabase_functions.*',
      'supabase_migrations.*',
      'vault.*',
    ],
  },
  {
    reason: 'Event triggers that Supabase sets up in every project.',
    kinds: ['event-trigger'],
    ids: ['issue_graphql_placeholder', 'issue_pg_*_access', 'pgrst_ddl_watch', 'pgrst_drop_watch'],
  },
  {
    reason: 'Publications that Supabase, Debezium, Electric and Airbyte set up for themselves.',
    kinds: ['publication'],
    ids: [
      'supabase_realtime',
      'supabase_realtime_messages_publication*',
      'dbz_publication',
      'electric_publication_*',
      'airbyte_publication',
    ],
  },
  { reason: "Neon's own schemas.", kinds: anything, ids: ['neon.*', 'neon_auth.*'] },
  {
    reason: 'Extensions that hosting platforms install by themselves.',
    kinds: ['extension'],
    ids: ['aiven_extras', 'citus_columnar', 'neon', 'neon_utils', 'rds_tools'],
  },
  { reason: 'Catalogs of Citus.', kinds: anything, ids: ['citus.*', 'citus_internal.*', 'columnar_internal.*'] },
  { reason: 'What Datadog and pganalyze read statistics through.', kinds: anything, ids: ['datadog.*', 'pganalyze.*'] },
  { reason: 'Queues of pgmq, made while a program runs.', kinds: anything, ids: ['pgmq.*', 'pgmq_public.*'] },
  { reason: "Heroku's own schemas.", kinds: anything, ids: ['_heroku.*', 'heroku_ext.*'] },
  { reason: 'Schedules of pg_cron and pg_partman.', kinds: anything, ids: ['cron.*', 'partman.*'] },
  {
    reason: 'Chunks and catalogs of TimescaleDB.',
    kinds: anything,
    ids: ['_timescaledb_*.*', 'timescaledb_*.*'],
  },
  { reason: 'Metadata of Hasura.', kinds: anything, ids: ['hdb_catalog.*', 'hdb_views.*'] },
  {
    reason: 'Queues of pg-boss and Graphile Worker, which keep their schemas up to date themselves.',
    kinds: anything,
    ids: ['pgboss.*', 'graphile_worker.*'],
  },
  {
    reason: 'Audit objects of the AWS Database Migration Service.',
    kinds: [...anything, 'event-trigger'],
    ids: ['*.awsdms_*', 'awsdms_*'],
  },
  {
    reason: 'Where other migration tools keep their history.',
    kinds: relation,
    ids: [
      'drizzle.*',
      '*.{ar_internal_metadata,schema_migrations}',
      '*.flyway_schema_history',
      '*.databasechangelog{,lock}',
      '*.knex_migrations{,_lock}{,_id_seq,_index_seq}',
      '*.SequelizeMeta',
      '*.typeorm_metadata',
      '*.__drizzle_migrations{,_id_seq}',
      '*.alembic_version',
      '*.django_migrations{,_id_seq}',
      '*.goose_db_version{,_id_seq}',
      '*.pgmigrations{,_id_seq}',
      '*.kysely_migration{,_lock}',
      '*.mikro_orm_migrations{,_id_seq}',
      '*.atlas_schema_revisions',
      '*._sqlx_migrations',
      '*.__diesel_schema_migrations',
      '*.__EFMigrationsHistory',
      '*.refinery_schema_history',
    ],
  },
];

/** Roles of hosting platforms that customers cannot log in as: what these own, the platform made. */
const platformRoles = picomatch([
  'supabase_*',
  'rdsadmin',
  'cloudsqladmin',
  'cloudsqlagent',
  'alloydbadmin',
  'azuresu',
  'azure_superuser',
  'cloud_admin',
]);

/** Schemas into which platforms put extensions, wherever a migration would have them. */
const extensionSchemas: ReadonlySet<string> = new Set(['extensions', 'heroku_ext']);

const triggerFunctions = picomatch(['hdb_catalog.*', '_timescaledb_*.*'], { dot: true });

/** Functions of event triggers that a platform sets up. */
const platformFunction = /EXECUTE FUNCTION (?:_heroku|aiven_extras)\./;

const matchers = known.map(({ kinds, ids, reason }) => ({
  kinds: new Set(kinds),
  matches: picomatch([...ids], { dot: true, bash: true }),
  reason,
}));

/**
 * Whether a difference is about what a platform or another tool keeps in the database for itself: then the reason, else
 * null. What the migrations make is never left out for its name: these are about unexpected objects only, and about
 * what belongs to a role of the platform.
 */
export function knownObjects(actual: Catalog): (difference: Difference) => string | null {
  const owners = new Map(
    actual.objects.flatMap((object) => (object.kind === 'owner' ? [[object.id, object.owner]] : [])),
  );
  const ownerOf = (object: CatalogObject) => owners.get(ownerKey(object));
  return ({ change, actualObject, aspects }) => {
    if (actualObject === null) return null;
    if (platformRoles(ownerOf(actualObject) ?? ''))
      return `It belongs to ${ownerOf(actualObject)}, a role of the platform.`;
    if (actualObject.kind === 'extension' && extensionSchemas.has(actualObject.schema)) {
      const moved = change === 'changed' && aspects.every((aspect) => aspect.startsWith('schema '));
      if (change === 'unexpected' || moved)
        return `The platform keeps extensions in the schema ${actualObject.schema}.`;
    }
    if (change !== 'unexpected') return null;
    if (actualObject.kind === 'trigger' && triggerFunctions(actualObject.function ?? '')) {
      return 'A trigger of Hasura or TimescaleDB.';
    }
    if (actualObject.kind === 'event-trigger' && platformFunction.test(actualObject.definition)) {
      return 'An event trigger of Heroku or Aiven.';
    }
    const home =
      'table' in actualObject && actualObject.table !== null ? `${actualObject.schema}.${actualObject.table}` : null;
    const found = matchers.find(
      ({ kinds, matches }) =>
        (kinds.has(actualObject.kind) && matches('target' in actualObject ? actualObject.target : actualObject.id)) ||
        (home !== null && kinds.has('table') && matches(home)),
    );
    return found?.reason ?? null;
  };
}

/** Id of the owner object of an object, or of the table it lives on. */
function ownerKey(object: CatalogObject): string {
  if ('target' in object) return `${object.of} ${object.target}`;
  return 'table' in object ? `table ${object.schema}.${object.table}` : `${object.kind} ${object.id}`;
}
