import { quoteLiteral } from '../../sql/identifiers';
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
 * A message of three statements that reads the kinds asked for from the schemas. The second returns one row: a JSON text per
 * kind in `family_0`, `family_1`, … (null: nothing of the kind), each an array of objects of the model.
 *
 * The settings that decide how texts are printed, and where names and operators are looked up, are set before it is analysed
 * and put back after it, so that neither an autocommit session, where the message is a transaction (PostgreSQL manual,
 * "Multiple Statements in a Simple Query"), nor a transaction that goes on notices. What is set is kept in settings of ours.
 */
export function catalogQuery(version: number, kinds: readonly ObjectKind[], names: readonly string[]): string {
  const schemaNames = `ARRAY[${names.map(quoteLiteral).join(', ')}]::pg_catalog.text[]`;
  const texts = kinds.map(
    (kind, i) => `(SELECT pg_catalog.json_agg(f) FROM (${families[kind](version)}) f)::text AS family_${i}`,
  );
  return `${setPrinting};\nWITH ${scope(schemaNames)}\nSELECT\n${texts.join(',\n')};\n${restorePrinting}`;
}

const kept = (name: string) => `'migration_gate.${name}'`;

const setPrinting = `SELECT ${Object.entries(printing)
  .flatMap(([name, value]) => [
    `pg_catalog.set_config(${kept(name)}, pg_catalog.current_setting('${name}'), true)`,
    `pg_catalog.set_config('${name}', '${value}', true)`,
  ])
  .join(', ')}`;

const restorePrinting = `SELECT ${Object.keys(printing)
  .map((name) => `pg_catalog.set_config('${name}', pg_catalog.current_setting(${kept(name)}), true)`)
  .join(', ')}`;
