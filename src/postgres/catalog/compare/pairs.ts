import {
  type CatalogObject,
  type ColumnObject,
  type ConstraintObject,
  definedKinds,
  type IndexObject,
  type ObjectKind,
  type TableObject,
} from '../model';
import { aspectsOf } from './aspects/aspects-of';
import { constraintAspects } from './aspects/constraint';
import { columnOrder } from './aspects/table';
import { type Draft, draft } from './draft';
import { keyOf, type Side } from './side';

/** Kinds that are compared one by one; schemas, comments, privileges and owners are not. */
const kinds: readonly ObjectKind[] = [
  'extension',
  'enum',
  'domain',
  'composite-type',
  'range-type',
  'sequence',
  'table',
  'column',
  'constraint',
  'index',
  'statistics',
  'view',
  'function',
  'trigger',
  'rule',
  'event-trigger',
  'policy',
  'publication',
  ...definedKinds,
];

/**
 * Pairs the objects of both sides by name and says what differs. `renamed`: objects of the actual side that have another
 * name in truth; they differ in that at least.
 */
export function differingPairs(
  expected: Side,
  actual: Side,
  renamed: ReadonlySet<CatalogObject>,
  withColumnOrder: boolean,
): Draft[] {
  const drafts: Draft[] = missingSchemas(expected, actual);
  for (const kind of kinds) {
    const others = actual.all(kind);
    for (const [key, before] of expected.all(kind)) {
      const after = others.get(key);
      if (after === undefined) {
        if (!isConstraintIndex(before)) drafts.push(draft('missing', before, null));
        continue;
      }
      const aspects = kind === 'index' ? indexPair(before, after) : aspectsOfPair(before, after, expected, actual);
      if (withColumnOrder && kind === 'table') {
        const order = columnOrder(columnsOf(before as TableObject, expected), columnsOf(after as TableObject, actual));
        if (order !== null) aspects.push(order);
      }
      const isRenamed = renamed.has(after);
      if (aspects.length > 0 || isRenamed) drafts.push(draft('changed', before, after, aspects, isRenamed));
    }
    for (const [key, after] of others) {
      if (!expected.all(kind).has(key) && !isConstraintIndex(after)) drafts.push(draft('unexpected', null, after));
    }
  }
  return drafts;
}

/** A schema that is there and not expected does nothing; `public` is there in every new database, and may go when empty. */
function missingSchemas(expected: Side, actual: Side): Draft[] {
  return [...expected.all('schema')].flatMap(([key, schema]) => {
    const isEmpty = () => !expected.objects.some((object) => object.kind !== 'schema' && object.schema === schema.name);
    const isNothing = actual.all('schema').has(key) || (schema.name === 'public' && isEmpty());
    return isNothing ? [] : [draft('missing', schema, null)];
  });
}

function isConstraintIndex(object: CatalogObject): boolean {
  return object.kind === 'index' && object.constraint !== null;
}

function indexPair(before: CatalogObject, after: CatalogObject): string[] {
  // The index of a constraint is compared with the constraint.
  return isConstraintIndex(before) || isConstraintIndex(after) ? [] : aspectsOf(before, after);
}

function aspectsOfPair(before: CatalogObject, after: CatalogObject, expected: Side, actual: Side): string[] {
  if (before.kind !== 'constraint' || after.kind !== 'constraint') return aspectsOf(before, after);
  const [index, other] = [indexOf(before, expected), indexOf(after, actual)];
  return constraintAspects(before, after, index && other && [index, other]);
}

/** The index behind a constraint: the server gives both one name. */
function indexOf(constraint: ConstraintObject, side: Side): IndexObject | undefined {
  const index = side.all('index').get(`${constraint.schema}\0${constraint.name}`);
  return index?.constraint === constraint.name && index.table === constraint.table ? index : undefined;
}

function columnsOf(table: TableObject, side: Side): ColumnObject[] {
  return side.onTable(keyOf(table)).filter((object): object is ColumnObject => object.kind === 'column');
}

/**
 * A unique index that became a constraint of the same name, or the other way round, is one change and not a missing and
 * an unexpected object.
 */
export function joinUniqueForms(drafts: Draft[], expected: Side, actual: Side): Draft[] {
  return drafts.map((item) => {
    const constraint = item.expected ?? item.actual;
    if (item.change === 'changed' || constraint?.kind !== 'constraint') return item;
    const key = `${constraint.schema}\0${constraint.name}`;
    const before = expected.all('index').get(key);
    const after = actual.all('index').get(key);
    if (before?.table !== constraint.table || after?.table !== constraint.table) return item;
    const word = constraint.type.replace('-', ' ');
    const aspects = aspectsOf<CatalogObject>(before, after);
    return item.change === 'missing'
      ? draft('changed', constraint, after, [
          `${word} constraint → ${after.unique ? 'unique index' : 'index'}`,
          ...aspects,
        ])
      : draft('changed', before, constraint, [
          `${before.unique ? 'unique index' : 'index'} → ${word} constraint`,
          ...aspects,
        ]);
  });
}
