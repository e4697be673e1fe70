import type { Repository } from '../../../contracts/repository';
import { datasourceOf } from '../../../gather/repository/schema-source';
import type { Difference } from '../../../postgres/catalog/difference';
import type { CatalogObject, ColumnObject, IndexObject } from '../../../postgres/catalog/model';
import { indexKeys } from '../../coverage/same-index';

/** What decides how much Prisma's own comparison sees. */
export interface PrismaView {
  /** Preview feature of that name: without it Prisma leaves partial indexes out. */
  readonly partialIndexes: boolean;
  readonly postgresqlExtensions: boolean;
}

export function prismaView({ schemaFiles }: Pick<Repository, 'schemaFiles'>): PrismaView {
  const { previewFeatures } = datasourceOf(schemaFiles);
  return {
    partialIndexes: previewFeatures.includes('partialIndexes'),
    postgresqlExtensions: previewFeatures.includes('postgresqlExtensions'),
  };
}

/**
 * True where `prisma migrate diff`, and so `migrate dev`, does not see the difference: a test asks the schema engine about
 * the like of each (migrations compared with the database). In doubt, which is where it depends on other objects, false.
 */
export function isInvisibleToPrisma(difference: Difference, view: PrismaView): boolean {
  const { change, aspects, expectedObject, actualObject, including = [] } = difference;
  const subject = (actualObject ?? expectedObject) as CatalogObject;
  const every = (pattern: RegExp) =>
    change === 'changed' && aspects.length > 0 && aspects.every((word) => pattern.test(word));
  switch (subject.kind) {
    case 'schema':
      return !including.some(({ kind }) => kind === 'table' || kind === 'enum');
    case 'extension':
      return !view.postgresqlExtensions;
    case 'table':
      return (
        subject.form === 'foreign' ||
        (subject.partitionBound !== null && change !== 'changed') ||
        every(/^(?!renamed|kind|partition bound)/)
      );
    case 'column':
      return (
        change === 'changed' && isInvisibleColumn(aspects, expectedObject as ColumnObject, actualObject as ColumnObject)
      );
    case 'constraint':
      if (subject.type === 'check' || subject.type === 'exclusion') return true;
      return every(
        /^(?:timing|match|validated|NOT VALID|NOT ENFORCED|upheld|not upheld|index options|unique index → unique)/,
      );
    case 'index':
      return isInvisibleIndex(difference, view);
    case 'enum':
      return every(/^order of values/);
    default:
      return true;
  }
}

/** Types that Prisma knows by name; changes between others it does not see. */
const knownType =
  /^(?:smallint|integer|bigint|real|double precision|numeric|boolean|text|character|uuid|json|bytea|date|time|bit|inet|xml|oid|money|.*citext)/;

function isInvisibleColumn(aspects: readonly string[], before: ColumnObject, after: ColumnObject): boolean {
  const sequenceForms = before.sequence !== null && after.sequence !== null;
  return aspects.every((aspect) => {
    if (aspect.startsWith('type ')) {
      return ![before.type, after.type].some((type) => knownType.test(type) || type.includes('.'));
    }
    // Serial, identity and GENERATED ALWAYS are all autoincrement to Prisma.
    if (/^(?:default|identity) /.test(aspect)) return sequenceForms;
    return /^(?:collation|storage|compression|statistics target|options|not null constraint) /.test(aspect);
  });
}

function isInvisibleIndex(
  { expectedObject, actualObject, aspects, renamedFrom }: Difference,
  view: PrismaView,
): boolean {
  const indexes = [expectedObject, actualObject].filter((object): object is IndexObject => object?.kind === 'index');
  if (indexes.some(({ hasExpressions }) => hasExpressions)) return true;
  const isPartial = indexes.some(({ predicate }) => predicate !== null);
  if (isPartial && !view.partialIndexes) return true;
  const [before, after] = indexes;
  if (before === undefined || after === undefined) return aspects.join() === 'unique constraint → unique index';
  return renamedFrom === null && !isPartial && seenByPrisma(before) === seenByPrisma(after);
}

/** Prisma takes INCLUDE columns for key columns, and sees no NULLS order, no collation and no class of a B-tree. */
function seenByPrisma(index: IndexObject): string {
  const keys = indexKeys(index).map((key) => (index.method === 'btree' ? { ...key, operatorClass: null } : key));
  const included = index.include.map((column) => ({ column, operatorClass: null, descending: false }));
  return JSON.stringify([index.unique, index.method, ...keys, ...included]);
}
