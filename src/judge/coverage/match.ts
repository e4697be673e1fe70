import type { ColumnObject, ConstraintObject, IndexObject } from '../../postgres/catalog/model';
import { type CatalogIndex, tableKey } from './catalog-index';
import { isSequenceDefault, sameDefault } from './default-values';
import { type DeclaredView, type Expressible, identityOf, isModelTable } from './expressible';
import { indexAspects } from './same-index';

/** What another catalog has for something that the schema asks for. */
export interface Match {
  /** What there is it or takes its place, by {@link identityOf}; none: it is not there. */
  readonly counterparts: readonly string[];
  /** How they differ; empty when there is one and it is just so. */
  readonly aspects: readonly string[];
}

export interface MatchOptions {
  readonly partialIndexes: boolean;
  /** True for a column declared with `@default(dbgenerated())`: any default will do. */
  readonly acceptsAnyDefault: (column: ColumnObject) => boolean;
}

const absent: Match = { counterparts: [], aspects: [] };

/** Finds in a catalog what `item` of the schema's catalog asks for. */
export function match(item: Expressible, index: CatalogIndex, options: MatchOptions): Match {
  switch (item.kind) {
    case 'table':
      return matchTable(tableKey({ schema: item.source.schema, table: item.source.name }), index);
    case 'column':
      return matchColumn(item.source, index, options);
    case 'primary-key':
      return matchPrimaryKey(item.source, index);
    case 'foreign-key':
      return matchForeignKey(item.source, index);
    case 'unique':
    case 'index':
      return matchIndex(item.source, index, options);
    case 'enum':
    case 'enum-value': {
      const found = index.enums.get(tableKey({ schema: item.source.schema, table: item.source.name }));
      if (found === undefined || (item.kind === 'enum-value' && !found.values.includes(item.value))) return absent;
      return { counterparts: [identityOf(item)], aspects: [] };
    }
    case 'view':
      return matchView(item.source, index);
    case 'extension':
      return index.extensions.has(item.source.name) ? { counterparts: [identityOf(item)], aspects: [] } : absent;
  }
}

function matchView(wanted: DeclaredView, index: CatalogIndex): Match {
  const key = tableKey({ schema: wanted.schema, table: wanted.name });
  const view = index.views.get(key);
  if (view !== undefined) {
    const missing = wanted.columns.filter((column) => !index.viewColumns(view).has(column));
    return { counterparts: [`view ${view.id}`], aspects: missing.map((column) => `column ${column} → none`) };
  }
  const table = index.tables.get(key);
  return table === undefined ? absent : { counterparts: [`table ${table.id}`], aspects: ['view → table'] };
}

function matchTable(key: string, index: CatalogIndex): Match {
  const table = index.tables.get(key);
  if (table !== undefined)
    return {
      counterparts: [`table ${table.id}`],
      aspects: isModelTable(table) ? [] : ['table → partition or foreign table'],
    };
  const view = index.views.get(key);
  return view === undefined ? absent : { counterparts: [`view ${view.id}`], aspects: ['table → view'] };
}

function matchColumn(wanted: ColumnObject, index: CatalogIndex, options: MatchOptions): Match {
  const found = index.partsOf(wanted).columns.get(wanted.name);
  if (found === undefined) return absent;
  return { counterparts: [`column ${found.id}`], aspects: columnAspects(wanted, found, index, options) };
}

/**
 * What a column differs in from the one that the schema asks for, in words, as far as Prisma tells the two apart.
 * @param index the catalog that `found` is of
 */
export function columnAspects(
  wanted: ColumnObject,
  found: ColumnObject,
  index: CatalogIndex,
  options: Pick<MatchOptions, 'acceptsAnyDefault'>,
): string[] {
  const aspects: string[] = [];
  const isList = wanted.type.endsWith('[]');
  if (!sameType(wanted.type, found.type, index)) aspects.push(`type ${wanted.type} → ${found.type}`);
  // Prisma sees no difference between lists that may be null and lists that may not.
  if (wanted.notNull !== found.notNull && !isList)
    aspects.push(wanted.notNull ? 'required → optional' : 'optional → required');
  const isCounted = (column: ColumnObject) => column.identity !== null || isSequenceDefault(column.default);
  if (isCounted(wanted) || isCounted(found)) {
    if (isCounted(wanted) !== isCounted(found) && !options.acceptsAnyDefault(wanted))
      aspects.push(isCounted(wanted) ? 'autoincrement → none' : 'no autoincrement → autoincrement');
  } else if (!options.acceptsAnyDefault(wanted)) {
    // What Prisma reads of a generated column is a default.
    const [expected, actual] = [wanted.generated ?? wanted.default, found.generated ?? found.default];
    if (!sameDefault(expected, actual, wanted.type))
      aspects.push(`${valueWords(wanted)} → ${valueWords(found).replace(/^default /, '')}`);
  }
  return aspects;
}

function valueWords({ generated, default: text }: ColumnObject): string {
  return generated === null ? `default ${text ?? 'none'}` : `generated as ${generated}`;
}

/** Times without a precision have six digits; asked for without one, Prisma takes any. */
function sameType(wanted: string, found: string, index: CatalogIndex): boolean {
  const [plain, withoutPrecision] = [/^(time(?:stamp)?)\(6\)/, /^(time(?:stamp)?)\(\d\)/];
  const type = wanted.replace(plain, '$1');
  return [found, index.baseType(found)].some(
    (other) => other.replace(plain, '$1') === type || other.replace(withoutPrecision, '$1') === wanted,
  );
}

function matchPrimaryKey(wanted: ConstraintObject, index: CatalogIndex): Match {
  const { primaryKey, indexes } = index.partsOf(wanted);
  if (primaryKey !== null) {
    const aspects: string[] = [];
    if (!sameList(wanted.columns, primaryKey.columns))
      aspects.push(`columns (${wanted.columns.join(', ')}) → (${primaryKey.columns.join(', ')})`);
    if (wanted.name !== primaryKey.name) aspects.push(`name ${wanted.name} → ${primaryKey.name}`);
    return { counterparts: [`primary-key ${primaryKey.id}`], aspects };
  }
  // Until Prisma 6 an implicit many-to-many table had a unique index where it has a primary key now.
  const joinTable = wanted.table.startsWith('_') && sameList(wanted.columns, ['A', 'B']);
  const unique = indexes.find((candidate) => candidate.unique && sameList(candidate.columns, ['A', 'B']));
  return joinTable && unique !== undefined ? { counterparts: [`index ${unique.id}`], aspects: [] } : absent;
}

function matchIndex(wanted: IndexObject, index: CatalogIndex, { partialIndexes }: MatchOptions): Match {
  const aspectsOf = (candidate: IndexObject) => indexAspects(wanted, candidate, partialIndexes);
  return matchNamed('index', wanted, index.partsOf(wanted).indexes, aspectsOf);
}

function matchForeignKey(wanted: ConstraintObject, index: CatalogIndex): Match {
  const { foreignKeys } = index.partsOf(wanted);
  const aspectsOf = (candidate: ConstraintObject) => foreignKeyAspects(wanted, candidate);
  const found = matchNamed('foreign-key', wanted, foreignKeys, aspectsOf);
  if (found.counterparts.length > 0) return found;
  const near = foreignKeys.find((candidate) => sameEnds(wanted, candidate));
  return near === undefined ? absent : { counterparts: [`foreign-key ${near.id}`], aspects: aspectsOf(near) };
}

/**
 * Among candidates on one table: those that are the same but for the name, else the one of that name. Prisma renames
 * one that is called otherwise, unless there are several alike (prisma-engines, sql_schema_differ/table.rs, `index_pairs`).
 */
function matchNamed<Named extends { readonly name: string; readonly id: string }>(
  kind: string,
  wanted: Named,
  candidates: readonly Named[],
  aspectsOf: (candidate: Named) => string[],
): Match {
  const same = candidates.filter((candidate) => aspectsOf(candidate).length === 0);
  const named = candidates.find(({ name }) => name === wanted.name);
  const counterparts = same.map(({ id }) => `${kind} ${id}`);
  if (same.length > 1 || (named !== undefined && same.includes(named))) return { counterparts, aspects: [] };
  if (same[0] !== undefined) return { counterparts, aspects: [`name ${wanted.name} → ${same[0].name}`] };
  return named === undefined ? absent : { counterparts: [`${kind} ${named.id}`], aspects: aspectsOf(named) };
}

function foreignKeyAspects(wanted: ConstraintObject, found: ConstraintObject): string[] {
  const [from, to] = [wanted.references, found.references];
  const aspects: string[] = [];
  if (!sameEnds(wanted, found))
    aspects.push(`(${wanted.columns.join(', ')}) to ${ends(from)} → (${found.columns.join(', ')}) to ${ends(to)}`);
  if (from?.onDelete !== to?.onDelete) aspects.push(`on delete ${from?.onDelete} → ${to?.onDelete}`);
  if (from?.onUpdate !== to?.onUpdate) aspects.push(`on update ${from?.onUpdate} → ${to?.onUpdate}`);
  return aspects;
}

function sameEnds(a: ConstraintObject, b: ConstraintObject): boolean {
  return sameList(a.columns, b.columns) && ends(a.references) === ends(b.references);
}

function ends(references: ConstraintObject['references']): string {
  return references === null ? '' : `${references.table} (${references.columns.join(', ')})`;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
