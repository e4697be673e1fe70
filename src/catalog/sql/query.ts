import type { ObjectKind } from '../model';
import { comments } from './comments';
import { constraints, indexes } from './constraints';
import { eventTriggers, extensions, publications, statistics } from './database';
import { casts, collations, configurations, dictionaries, foreignServers, operators } from './defined';
import { owners, privileges } from './privileges';
import { functions, policies, rules, triggers, views } from './programs';
import { printing, scope } from './scope';
import { columns, schemas, tables } from './tables';
import { compositeTypes, domains, enums, rangeTypes, sequences } from './types';

/** In this order objects come in a catalog: what a kind needs before it. */
const families: Readonly<Record<ObjectKind, (version: number) => string>> = {
  schema: () => schemas,
  extension: () => extensions,
  enum: () => enums,
  domain: () => domains,
  'composite-type': () => compositeTypes,
  'range-type': () => rangeTypes,
  collation: collations,
  sequence: () => sequences,
  table: () => tables,
  column: columns,
  constraint: constraints,
  index: () => indexes,
  view: () => views,
  function: () => functions,
  operator: () => operators,
  cast: () => casts,
  'text-search-dictionary': () => dictionaries,
  'text-search-configuration': () => configurations,
  'foreign-server': () => foreignServers,
  trigger: () => triggers,
  rule: () => rules,
  policy: () => policies,
  'event-trigger': () => eventTriggers,
  publication: publications,
  statistics: () => statistics,
  comment: () => comments,
  privilege: () => privileges,
  owner: () => owners,
};

export const allKinds = Object.keys(families) as readonly ObjectKind[];

/**
 * One statement that reads the kinds asked for, `$1` being the schemas. It returns one row: a JSON text per kind in
 * `family_0`, `family_1`, … (null: nothing of the kind), each an array of objects of the model.
 *
 * The server's settings that decide how texts are printed are set for the transaction before anything is printed and
 * put back after it, so that neither an autocommit session nor a transaction that goes on notices: the subselect
 * `printing` is the row that everything else needs, and the target list is evaluated from left to right.
 */
export function catalogQuery(version: number, kinds: readonly ObjectKind[]): string {
  const settings = Object.entries(printing);
  const now = settings.map(([name], i) => `pg_catalog.current_setting('${name}') AS setting_${i}`);
  const set = settings.map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`);
  const restore = settings.map(([name], i) => `pg_catalog.set_config('${name}', printing.setting_${i}, true)`);
  const texts = kinds.map(
    (kind, i) => `(SELECT pg_catalog.json_agg(f) FROM (${families[kind](version)}) f)::text AS family_${i}`,
  );
  return `WITH ${scope}
SELECT
${texts.join(',\n')},
pg_catalog.concat(${restore.join(', ')}) AS restored
FROM (
  SELECT before.*, pg_catalog.concat(${set.join(', ')}) AS done
  FROM (SELECT ${now.join(', ')} OFFSET 0) before
  OFFSET 0
) printing
WHERE printing.done IS NOT NULL`;
}
