import { accessDrafts } from './compare/access';
import type { Draft } from './compare/draft';
import { fold } from './compare/fold';
import { differingPairs, joinUniqueForms } from './compare/pairs';
import { undoRenames } from './compare/renames';
import { Side } from './compare/side';
import { describe } from './describe';
import type { Difference, DriftKind } from './difference';
import type { Catalog, CatalogObject, ObjectKind } from './model';

/** What to compare besides definitions. */
export interface CompareOptions {
  /** Order of the columns that both tables have. */
  readonly columnOrder: boolean;
  readonly privileges: boolean;
  readonly comments: boolean;
  /** Owners of single objects; the role that owns most is taken for the same one on both sides. */
  readonly owners: boolean;
}

const quiet: CompareOptions = { columnOrder: false, privileges: false, comments: false, owners: false };

/**
 * What differs between two catalogs, one difference per real change, sorted by kind and name; none: they are the same.
 * Pure. What servers of different versions print differently is only taken for the same where that can be seen from
 * the text: see `reprint` for the rest.
 */
export function compareCatalogs(expected: Catalog, actual: Catalog, options: CompareOptions = quiet): Difference[] {
  const before = new Side(expected.objects);
  const { side: after, origins, renamed } = undoRenames(before, actual);
  const original = new Side(actual.objects);
  const drafts = [
    ...joinUniqueForms(differingPairs(before, after, renamed, options.columnOrder), before, after),
    ...accessDrafts(before, after, options, [expected.serverVersionNumber, actual.serverVersionNumber]),
  ];
  return fold(drafts, before, after)
    .map((item) => difference(item))
    .sort(byKindAndName);

  function difference(item: Draft): Difference {
    const actualObject = item.actual && (origins.get(item.actual) ?? item.actual);
    const detail =
      item.change !== 'changed'
        ? 'whole'
        : item.aspects.some((aspect) => aspect.startsWith('column order'))
          ? 'column-order'
          : 'own';
    const subject = (actualObject ?? item.expected) as CatalogObject;
    return {
      change: item.change,
      kind: driftKindOf[subject.kind],
      object: 'target' in subject ? subject.target : subject.id,
      expected: item.expected && describe(item.expected, before, detail),
      actual: actualObject && describe(actualObject, original, detail),
      aspects: item.renamed ? [`renamed from ${item.expected?.id}`, ...item.aspects] : item.aspects,
      renamedFrom: item.renamed ? (item.expected?.id ?? null) : null,
      expectedObject: item.expected,
      actualObject,
      ...(item.including.length > 0 && { including: item.including.map((object) => origins.get(object) ?? object) }),
    };
  }
}

/**
 * The kind that an object is reported under. Publications and schemas go with tables, extended statistics with
 * indexes, since all of them serve tables, and foreign servers with the tables on them; rules and event triggers act as
 * triggers do. Collations and casts decide what the values of a type do; operators and text search are called like functions.
 */
export const driftKindOf: Readonly<Record<ObjectKind, DriftKind>> = {
  schema: 'table',
  table: 'table',
  publication: 'table',
  column: 'column',
  index: 'index',
  statistics: 'index',
  constraint: 'constraint',
  enum: 'enum',
  domain: 'type',
  'composite-type': 'type',
  'range-type': 'type',
  sequence: 'sequence',
  extension: 'extension',
  view: 'view',
  function: 'function',
  trigger: 'trigger',
  rule: 'trigger',
  'event-trigger': 'trigger',
  policy: 'policy',
  collation: 'type',
  cast: 'type',
  'text-search-dictionary': 'function',
  'text-search-configuration': 'function',
  operator: 'function',
  'foreign-server': 'table',
  comment: 'comment',
  privilege: 'privilege',
  owner: 'privilege',
};

const kindOrder = Object.values(driftKindOf);

function byKindAndName(a: Difference, b: Difference): number {
  if (a.kind !== b.kind) return kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind);
  return a.object < b.object ? -1 : a.object > b.object ? 1 : 0;
}
