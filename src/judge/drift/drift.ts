import type { DatabaseDrift, Replay } from '../../contracts/facts';
import type { Repository } from '../../contracts/repository';
import type { Settings } from '../../contracts/settings';
import { type CompareOptions, compareCatalogs } from '../../postgres/catalog/compare';
import type { Catalog } from '../../postgres/catalog/model';
import { knownObjects } from '../coverage/known-objects';
import { differencesFromSchema } from '../coverage/weaker';
import { excludedBy } from './excluded';

export interface DriftFacts {
  readonly settings: Pick<Settings, 'exclude' | 'rules' | 'columnOrder'>;
  readonly repository: Pick<Repository, 'config' | 'schemaFiles'>;
  readonly replay: Pick<Replay, 'expected' | 'schema'>;
  /** Per database: its catalog, with texts as the scratch server prints them. */
  readonly actual: ReadonlyMap<string, Catalog>;
}

/**
 * How each database differs from what the migrations that it has applied make. Where these do not replay, or none is
 * recorded and tables are there all the same, from what `schema.prisma` says; a database for which neither is known is
 * left out.
 */
export function driftOf({ settings, repository, replay, actual }: DriftFacts): DatabaseDrift[] {
  const options = compareOptions(settings);
  const isExcluded = excludedBy(settings.exclude);
  return [...actual].flatMap(([database, catalog]) => {
    const source = sourceOf(database, catalog, replay);
    if (source === null) return [];
    const compared =
      source.against === 'schema'
        ? differencesFromSchema(source.catalog, catalog, repository, options)
        : compareCatalogs(source.catalog, catalog, options);
    const isKnown = knownObjects(catalog);
    const differences = compared.filter((difference) => !isExcluded(difference) && isKnown(difference) === null);
    return [{ database, differences, against: source.against, excluded: compared.length - differences.length }];
  });
}

/** What is compared, from the settings: comments, privileges and owners only when their rule is on. */
export function compareOptions({ rules, columnOrder }: DriftFacts['settings']): CompareOptions {
  const isOn = (rule: 'drift/comment' | 'drift/privilege') => (rules[rule] ?? 'off') !== 'off';
  const privileges = isOn('drift/privilege');
  return { columnOrder, comments: isOn('drift/comment'), privileges, owners: privileges };
}

function sourceOf(
  database: string,
  actual: Catalog,
  { expected, schema }: DriftFacts['replay'],
): { readonly catalog: Catalog; readonly against: DatabaseDrift['against'] } | null {
  const state = expected.get(database);
  const replayed = state?.catalog ?? null;
  const isUnrecorded = state?.migrations.length === 0 && actual.objects.some(({ kind }) => kind === 'table');
  if (replayed !== null && !(isUnrecorded && schema !== null)) return { catalog: replayed, against: 'expected' };
  return schema === null ? null : { catalog: schema, against: 'schema' };
}
