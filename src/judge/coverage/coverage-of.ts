import type { Coverage } from '../../contracts/coverage';
import type { DatabaseHistory, Replay } from '../../contracts/facts';
import type { Repository } from '../../contracts/repository';
import type { Settings } from '../../contracts/settings';
import { externalObjects } from '../../gather/repository/external';
import type { Catalog } from '../../postgres/catalog/model';
import { compareCoverage } from './compare-coverage';
import { driftKindOf, excludedBy } from './excluded';
import type { Expressible } from './expressible';
import { knownObjects } from './known-objects';
import { linesOf } from './places';

export interface CoverageFacts {
  readonly settings: Settings;
  readonly repository: Repository;
  readonly replay: Replay;
  /** Per database: its catalog, printed by the scratch server as far as possible. */
  readonly actual: ReadonlyMap<string, Catalog>;
  readonly histories: readonly DatabaseHistory[];
}

/**
 * Schema against migrations against databases, object by object; null when the schema or what the migrations make is not
 * known, for then nothing can be said. A database that lives in another schema (`?schema=`) is left out.
 */
export function coverageOf(facts: CoverageFacts): Coverage | null {
  const { settings, repository, replay, actual, histories } = facts;
  const { schema } = replay;
  const migrations = replay.migrations?.catalog ?? null;
  if (schema === null || migrations === null) return null;
  const external = externalObjects(repository);
  return compareCoverage({
    schema,
    migrations,
    databases: [...actual]
      .filter(([, { schemas }]) => schemas.length === 0 || schemas.some((name) => schema.schemas.includes(name)))
      .map(([name, catalog]) => ({
        name,
        catalog,
        expected: replay.expected.get(name)?.catalog ?? null,
        hasPending: histories.some(({ database, pending }) => database === name && pending.length > 0),
        isOthers: othersIn(catalog),
      })),
    lines: linesOf(repository.schemaFiles, schema),
    isExternal: (owner) => external.has(owner),
    isExcluded: excludedBy(settings.exclude),
  });
}

/** What drift takes for the bookkeeping of platforms and other tools, coverage takes for it too. */
function othersIn(catalog: Catalog): (item: Expressible) => boolean {
  const reasonOf = knownObjects(catalog);
  return ({ kind, object, source }) =>
    source.kind !== 'view' &&
    source.kind !== 'extension' &&
    reasonOf({
      change: 'unexpected',
      kind: driftKindOf[kind],
      object,
      expected: null,
      actual: null,
      aspects: [],
      renamedFrom: null,
      expectedObject: null,
      actualObject: source,
    }) !== null;
}
