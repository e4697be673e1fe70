import { indexParts } from '../../postgres/catalog/compare/definition';
import { identifierPattern, unquoteIdentifier } from '../../postgres/catalog/identifier';
import type { IndexObject } from '../../postgres/catalog/model';

/** Index methods that `@@index(type: …)` can name, and how it calls them. */
export const prismaMethods: ReadonlyMap<string, string> = new Map([
  ['btree', 'BTree'],
  ['hash', 'Hash'],
  ['gin', 'Gin'],
  ['gist', 'Gist'],
  ['spgist', 'SpGist'],
  ['brin', 'Brin'],
]);

/** A key column of an index, as far as `schema.prisma` can say it. */
export interface IndexKey {
  /** Unquoted. */
  readonly column: string;
  /** As printed; null for the default of the type. */
  readonly operatorClass: string | null;
  readonly descending: boolean;
}

/**
 * What two indexes differ in, in words, as far as `schema.prisma` can say it: NULLS FIRST, NULLS NOT DISTINCT, collations
 * and storage it cannot; predicates only with the preview feature `partialIndexes`. Operator classes of B-trees, which
 * Prisma does not read from a database, count where the schema asks for one.
 */
export function indexAspects(expected: IndexObject, actual: IndexObject, partialIndexes: boolean): string[] {
  const aspects: string[] = [];
  const add = (label: string, before: string, after: string) => {
    if (before !== after) aspects.push(`${label} ${before} → ${after}`);
  };
  const [wanted, found] = [textsOf(expected), textsOf(actual)];
  const byClass = expected.method !== 'btree' || wanted.columns !== wanted.plainColumns;
  add('columns', wanted.columns, byClass ? found.columns : found.plainColumns);
  add('include', wanted.include, found.include);
  if (expected.unique !== actual.unique) aspects.push(expected.unique ? 'unique → not unique' : 'not unique → unique');
  add('method', expected.method, actual.method);
  if (partialIndexes) add('where', wanted.predicate, found.predicate);
  return aspects;
}

interface IndexTexts {
  readonly columns: string;
  /** Without operator classes. */
  readonly plainColumns: string;
  readonly include: string;
  readonly predicate: string;
}

/** An index is compared with every other of its table, in each catalog. */
const known = new WeakMap<IndexObject, IndexTexts>();

function textsOf(index: IndexObject): IndexTexts {
  let texts = known.get(index);
  if (texts === undefined) {
    const { include, predicate } = indexParts(index.definition);
    const keys = indexKeys(index);
    texts = {
      columns: keyList(keys),
      plainColumns: keyList(keys.map((key) => ({ ...key, operatorClass: null }))),
      include: include || 'nothing',
      predicate: predicate || 'nothing',
    };
    known.set(index, texts);
  }
  return texts;
}

function keyList(keys: readonly IndexKey[]): string {
  const texts = keys.map(({ column, operatorClass, descending }) =>
    [column, operatorClass, descending ? 'DESC' : null].filter(Boolean).join(' '),
  );
  return `(${texts.join(', ')})`;
}

/** The key columns of an index without expressions. */
export function indexKeys({ definition }: IndexObject): IndexKey[] {
  return splitKeys(indexParts(definition).keys).map((key) => {
    const plain = key.replace(/ NULLS (?:FIRST|LAST)$/, '').replace(/ COLLATE \S+/, '');
    const name = column.exec(plain)?.[0] ?? plain;
    const rest = plain.slice(name.length).trim();
    const operatorClass = rest.replace(/ ?\b(?:DESC|ASC)$/, '');
    return {
      column: unquoteIdentifier(name),
      operatorClass: operatorClass || null,
      descending: /\bDESC$/.test(rest),
    };
  });
}

const column = new RegExp(`^${identifierPattern}`);

/** Splits at commas outside quotes and parentheses. */
function splitKeys(keys: string): string[] {
  const part = /(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\((?:[^()]|\([^()]*\))*\)|[^,"'()])+/g;
  return (keys.match(part) ?? []).map((key) => key.trim());
}
