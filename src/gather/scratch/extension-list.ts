/**
 * Extensions that only a superuser may create and that give nobody power over the server: their functions read and write
 * what is in the database. Where a package marks one as trusted (PostgreSQL manual 36.17.1) the owner of the database
 * creates it by himself. Never here: an untrusted language, whatever connects elsewhere or runs at another time (`dblink`,
 * `postgres_fdw`, `pg_cron`, `pg_net`, `http`), whatever reads files or pages (`file_fdw`, `adminpack`, `pageinspect`,
 * `pg_visibility`, `pg_surgery`), and what does one of these besides (`age`, `citus`, `orafce`, `pgroonga`, `plv8`,
 * `postgis_raster` through GDAL).
 */
export const harmlessExtensions: ReadonlySet<string> = new Set([
  // Contrib modules (manual, appendix F).
  ...['amcheck', 'autoinc', 'bloom', 'earthdistance', 'insert_username', 'intagg', 'moddatetime', 'pg_buffercache'],
  ...[
    'pg_freespacemap',
    'pg_stat_statements',
    'pg_walinspect',
    'pgrowlocks',
    'pgstattuple',
    'refint',
    'sslinfo',
    'xml2',
  ],
  // Contrib modules that are trusted since 13, for packages that say otherwise.
  ...[
    'btree_gin',
    'btree_gist',
    'citext',
    'cube',
    'dict_int',
    'dict_xsyn',
    'fuzzystrmatch',
    'hstore',
    'intarray',
    'isn',
  ],
  ...['ltree', 'pg_trgm', 'pgcrypto', 'seg', 'tablefunc', 'tcn', 'tsm_system_rows', 'tsm_system_time', 'unaccent'],
  'uuid-ossp',
  // PostGIS and what belongs to it.
  ...['address_standardizer', 'address_standardizer_data_us', 'h3', 'h3_postgis', 'pgrouting', 'postgis'],
  ...['postgis_sfcgal', 'postgis_tiger_geocoder', 'postgis_topology'],
  // Types, indexes and searches.
  ...['hll', 'hypopg', 'ip4r', 'jsquery', 'pg_bigm', 'pg_hashids', 'pg_ivm', 'pg_jsonschema'],
  ...['pg_partman', 'pg_search', 'pg_similarity', 'pg_tiktoken', 'pg_uuidv7', 'pgjwt', 'pgmq', 'pgtap'],
  ...['pgvectorscale', 'prefix', 'rum', 'semver', 'temporal_tables', 'timescaledb', 'vchord', 'vector', 'vectorscale'],
]);
