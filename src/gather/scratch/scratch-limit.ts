import type { Connection, ServerError } from '../../postgres/connection';
import { sessionState } from './session-state';

const elsewhere = 'use scratch: local with it installed, or a service container that has it (scratch: postgres://…)';
const init = 'create it in the SQL file of scratch-init';

/** Errors that tell of the scratch server and not of the migration, by SQLSTATE and the words of the server. */
const limits: readonly { readonly codes: RegExp; readonly message: RegExp; readonly wayOut: string }[] = [
  // "extension … is not available" is 0A000 from PostgreSQL 15 on and 58P01 before.
  {
    codes: /^(0A000|58P01)$/,
    message: /^extension "|could not open extension control file/,
    wayOut: `The scratch server does not have this extension: ${elsewhere}.`,
  },
  {
    codes: /^22023$/,
    message: /^extension ".*" has no (installation script|update path)/,
    wayOut: `The scratch server has another version of this extension: ${elsewhere}.`,
  },
  { codes: /^42704$/, message: /^role "/, wayOut: `If your platform makes this role, ${init}.` },
  {
    codes: /^42704$/,
    message:
      /^(text search (configuration|dictionary|parser|template)|collation|language|access method|tablespace|server|foreign-data wrapper|publication|subscription|event trigger|unrecognized configuration parameter) /,
    wayOut: `If it comes with your server or platform, ${init}, or ${elsewhere}.`,
  },
  {
    codes: /^(3F000|42P01|42883|42704)$/,
    message: platformObject(),
    wayOut: `This schema belongs to your platform: ${init}.`,
  },
  {
    codes: /^0A000$/,
    message:
      /not supported by this build|requires the server to be built|is not supported on this platform|method \S+ not supported/,
    wayOut: `The scratch server was built without it: ${elsewhere}.`,
  },
  {
    codes: /^42501$/,
    message: /./,
    wayOut:
      'Migrations are replayed by a role without power over the server, which may not do this: do it outside the migrations, or set scratch-trust: full where you trust everyone who can open a pull request.',
  },
  {
    codes: /^3D000$/,
    message: /^template database/,
    wayOut: `The scratch server cannot create databases: ${elsewhere}.`,
  },
  { codes: /^55000$/, message: /wal_level/, wayOut: `The scratch server has no logical replication: ${elsewhere}.` },
  { codes: /^(08|53|54001|57P|58|XX)/, message: /./, wayOut: `The scratch server could not do it: ${elsewhere}.` },
];

/**
 * The way out, one sentence, when the error is due to what the scratch server lacks; null when the SQL is to blame.
 * Without an extension that was asked for, a type, function or schema that does not exist may be part of it.
 */
export function scratchLimit({ code, message }: ServerError, connection: Connection): string | null {
  const state = sessionState(connection);
  const unavailable = state?.unavailable ?? [];
  const existing = /^role "(.+)" already exists$/.exec(message)?.[1];
  if (code === '42710' && existing !== undefined && state?.roles.has(existing))
    return 'The scratch server had this role before the first migration: use scratch: embedded, or a server of its own.';
  const known = limits.find((limit) => limit.codes.test(code) && limit.message.test(message));
  if (known !== undefined) return known.wayOut;
  if (unavailable.length > 0 && /^(42704|42883|3F000)$/.test(code))
    return `It may belong to an extension that the scratch server does not have (${unavailable.join(', ')}): ${elsewhere}.`;
  return null;
}

/** Schemas that Supabase, Neon, Heroku and common extensions make in every database of theirs. */
function platformObject(): RegExp {
  const schemas =
    'auth|storage|realtime|_realtime|vault|pgsodium|pgsodium_masks|graphql|graphql_public|supabase_functions|supabase_migrations|net|cron|neon|neon_auth|heroku_ext|partman|pgmq|tiger|topology|timescaledb_information|_timescaledb_internal';
  return new RegExp(`^schema "(${schemas})" does not exist|["\\s](${schemas})\\.[^\\s"(]+["(]?.* does not exist`);
}
