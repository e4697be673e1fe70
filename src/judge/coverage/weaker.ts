import type { Repository } from '../../contracts/repository';
import { externalObjects } from '../../gather/repository/external';
import { type CompareOptions, compareCatalogs } from '../../postgres/catalog/compare';
import type { Difference } from '../../postgres/catalog/difference';
import type { Catalog, CatalogObject, ColumnObject } from '../../postgres/catalog/model';
import { CatalogIndex, tableKey } from './catalog-index';
import { isModelTable } from './expressible';
import { columnAspects } from './match';
import { linesOf, Places } from './places';
import { indexAspects, prismaMethods } from './same-index';

/**
 * How a database differs from `schema.prisma`, without anything that a schema cannot say: checks, views, functions, partial
 * and expression indexes, storage, … Their absence from the schema means nothing. Columns are the same that coverage
 * takes for the same; what `prisma.config` leaves to somebody else is left out.
 */
export function differencesFromSchema(
  schema: Catalog,
  actual: Catalog,
  repository: Pick<Repository, 'config' | 'schemaFiles'>,
  options?: CompareOptions,
): Difference[] {
  const index = new CatalogIndex(actual);
  const external = externalObjects(repository);
  const places = new Places(linesOf(repository.schemaFiles, schema));
  const acceptsAnyDefault = (column: ColumnObject) => places.acceptsAnyDefault(column);
  const aspectsOfColumn = (before: ColumnObject, after: ColumnObject) =>
    columnAspects(before, after, index, { acceptsAnyDefault });
  return compareCatalogs(schema, actual, options).flatMap((difference) => {
    const aspects = expressibleAspects(difference, aspectsOfColumn);
    if (aspects === null || isExternal(difference, external) || isView(difference, index)) return [];
    return [{ ...difference, aspects }];
  });
}

/** A model can stand for a view: queries on it work. */
function isView({ change, expectedObject }: Difference, { views }: CatalogIndex): boolean {
  const isTable = change === 'missing' && expectedObject?.kind === 'table';
  return isTable && views.has(tableKey({ schema: expectedObject.schema, table: expectedObject.name }));
}

/** What a column of the database differs in from the schema's, as coverage says it. */
type ColumnComparison = (before: ColumnObject, after: ColumnObject) => readonly string[];

/** Aspects that a schema can say; null when none is left, or none of the object can be said. */
function expressibleAspects(difference: Difference, aspectsOfColumn: ColumnComparison): readonly string[] | null {
  const { change, aspects, renamedFrom } = difference;
  const [before, after] = [difference.expectedObject, difference.actualObject];
  const subject = (after ?? before) as CatalogObject;
  if (!isExpressible(subject) || isOldRelationKey(subject)) return null;
  if (change !== 'changed') return aspects;
  // A unique constraint and a unique index are one thing to Prisma.
  if (before?.kind !== after?.kind) return null;
  const kept = aspects.filter((aspect) => expressibleWords[subject.kind]?.test(aspect));
  if (before?.kind === 'index' && after?.kind === 'index') {
    kept.push(...indexAspects(before, after, false));
  }
  if (before?.kind === 'column' && after?.kind === 'column') {
    kept.push(...seenInColumn(aspects, aspectsOfColumn(before, after)));
  }
  if (renamedFrom !== null) kept.unshift(`renamed from ${renamedFrom}`);
  return kept.length > 0 ? kept : null;
}

const expressibleWords: Partial<Record<CatalogObject['kind'], RegExp>> = {
  constraint: /^(?:kind|columns|referenced|on update|on delete|PRIMARY KEY|UNIQUE)/,
  enum: /^value /,
};

/** Which of the aspects are among those that coverage sees, which has other words for them. */
function seenInColumn(aspects: readonly string[], found: readonly string[]): string[] {
  const seen = found.join('\n');
  return aspects.filter((aspect) => {
    if (aspect.startsWith('type ')) return /^type /m.test(seen);
    if (/^(?:not null|nullable) → /.test(aspect)) return /^(?:required|optional) → /m.test(seen);
    return (
      /^(?:default|generated|identity) /.test(aspect) && /^(?:default|generated|(?:no )?autoincrement) /m.test(seen)
    );
  });
}

function isExpressible(object: CatalogObject): boolean {
  switch (object.kind) {
    case 'table':
      return isModelTable(object);
    case 'column':
      return !object.inherited;
    case 'constraint':
      return object.type !== 'check' && object.type !== 'exclusion';
    case 'index':
      return !object.hasExpressions && object.predicate === null && prismaMethods.has(object.method);
    case 'enum':
      return true;
    default:
      return false;
  }
}

/** Up to Prisma 5 a many-to-many table had a unique index where it now has a primary key. */
function isOldRelationKey(object: CatalogObject): boolean {
  return (
    (object.kind === 'constraint' || object.kind === 'index') &&
    object.table.startsWith('_') &&
    /_AB_(?:pkey|unique)$/.test(object.name)
  );
}

function isExternal({ actualObject, expectedObject }: Difference, external: ReadonlySet<string>): boolean {
  const subject = (actualObject ?? expectedObject) as CatalogObject;
  const home = 'table' in subject && subject.table !== null ? `${subject.schema}.${subject.table}` : subject.id;
  return external.has(home);
}
