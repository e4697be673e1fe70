import type { Difference } from '../catalog/difference';
import type { CatalogObject } from '../catalog/model';
import { isSequenceDefault, sameDefault } from '../coverage/default-values';
import { isModelTable } from '../coverage/expressible';
import { indexAspects, prismaMethods } from '../coverage/same-index';

/**
 * What is left of differences from `schema.prisma` when everything is taken away that a schema cannot say: checks, views,
 * functions, partial and expression indexes, storage, … Their absence from the schema means nothing.
 * @param external `schema.table` and `schema.enum` that `prisma.config` leaves to somebody else
 */
export function expressibleOnly(differences: readonly Difference[], external: ReadonlySet<string>): Difference[] {
  return differences.flatMap((difference) => {
    const aspects = expressibleAspects(difference);
    if (aspects === null || isExternal(difference, external)) return [];
    return [{ ...difference, aspects }];
  });
}

/** Aspects that a schema can say; null when none is left, or none of the object can be said. */
function expressibleAspects(difference: Difference): readonly string[] | null {
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
    const generates = isSequenceDefault(before.default) || isSequenceDefault(after.default);
    const same = generates || sameDefault(before.default, after.default, before.type);
    if (!same) kept.push(...aspects.filter((aspect) => aspect.startsWith('default ')));
  }
  if (renamedFrom !== null) kept.unshift(`renamed from ${renamedFrom}`);
  return kept.length > 0 ? kept : null;
}

const expressibleWords: Partial<Record<CatalogObject['kind'], RegExp>> = {
  column: /^(?:type |not null → |nullable → )/,
  constraint: /^(?:kind|columns|referenced|on update|on delete|PRIMARY KEY|UNIQUE)/,
  enum: /^value /,
};

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
