import type { CatalogObject } from '../../model';
import { namelessDefinition } from '../definition';
import { constraintAspects, indexAspects } from './constraint';
import { functionAspects, policyAspects, publicationAspects, triggerAspects, viewAspects } from './program';
import { columnAspects, tableAspects } from './table';
import {
  collationAspects,
  compositeTypeAspects,
  domainAspects,
  enumAspects,
  extensionAspects,
  rangeTypeAspects,
  sequenceAspects,
} from './type';

type Comparisons = {
  readonly [Kind in CatalogObject['kind']]?: (
    expected: Extract<CatalogObject, { kind: Kind }>,
    actual: Extract<CatalogObject, { kind: Kind }>,
  ) => string[];
};

const definition = (
  expected: CatalogObject & { definition: string },
  actual: CatalogObject & { definition: string },
) => (namelessDefinition(expected) === namelessDefinition(actual) ? [] : ['definition']);

const comparisons: Comparisons = {
  table: tableAspects,
  column: columnAspects,
  constraint: constraintAspects,
  index: indexAspects,
  enum: enumAspects,
  domain: domainAspects,
  'composite-type': compositeTypeAspects,
  'range-type': rangeTypeAspects,
  sequence: sequenceAspects,
  view: viewAspects,
  function: functionAspects,
  trigger: triggerAspects,
  rule: triggerAspects,
  'event-trigger': triggerAspects,
  policy: policyAspects,
  extension: extensionAspects,
  publication: publicationAspects,
  statistics: definition,
  collation: collationAspects,
  'text-search-dictionary': definition,
  'text-search-configuration': definition,
  operator: definition,
  cast: definition,
  'foreign-server': definition,
};

/** What differs between two objects of one kind, their names left aside, in words; empty: they are the same. */
export function aspectsOf<Kind extends CatalogObject>(expected: Kind, actual: Kind): string[] {
  const compare = comparisons[expected.kind] as ((expected: Kind, actual: Kind) => string[]) | undefined;
  return compare?.(expected, actual) ?? [];
}
