import type { Part } from '../part';
import { commentKind, ownerKind } from './about';
import { columnKind } from './column';
import { columnDefaultKind } from './column-default';
import { constraintKind } from './constraint';
import { extensionKind, publicationKind, schemaKind } from './database';
import { definedKind } from './defined';
import { indexKind, statisticsKind } from './index-kind';
import type { Kind } from './kind';
import { privilegeKind } from './privilege';
import { functionKind, viewKind } from './program';
import { sequenceKind, sequenceOwnerKind } from './sequence';
import { clusterKind, replicaIdentityKind, tableKind, tableParentsKind } from './table';
import { eventTriggerKind, policyKind, ruleKind, triggerKind } from './trigger';
import { compositeTypeKind, domainKind, enumKind, rangeTypeKind } from './type';

const kinds: { readonly [K in Part['kind']]: Kind<Extract<Part, { kind: K }>> } = {
  schema: schemaKind,
  extension: extensionKind,
  enum: enumKind,
  domain: domainKind,
  'composite-type': compositeTypeKind,
  'range-type': rangeTypeKind,
  sequence: sequenceKind,
  'sequence-owner': sequenceOwnerKind,
  table: tableKind,
  'table-parents': tableParentsKind,
  column: columnKind,
  'column-default': columnDefaultKind,
  constraint: constraintKind,
  index: indexKind,
  'replica-identity': replicaIdentityKind as Kind<never>,
  cluster: clusterKind as Kind<never>,
  statistics: statisticsKind,
  view: viewKind,
  function: functionKind,
  trigger: triggerKind,
  rule: ruleKind,
  policy: policyKind,
  'event-trigger': eventTriggerKind,
  publication: publicationKind,
  collation: definedKind as Kind<never>,
  'text-search-dictionary': definedKind as Kind<never>,
  'text-search-configuration': definedKind as Kind<never>,
  operator: definedKind as Kind<never>,
  cast: definedKind as Kind<never>,
  'foreign-server': definedKind as Kind<never>,
  comment: commentKind,
  privilege: privilegeKind,
  owner: ownerKind,
};

/** How parts of a kind are made, removed and changed. */
export function kindOf(part: Part): Kind<Part> {
  return kinds[part.kind] as Kind<Part>;
}
