import type { Coverage, CoverageObject, CoverageSituation } from '../../contracts/coverage';
import type { SchemaLines } from '../../gather/prisma/declared';
import type { Catalog } from '../../postgres/catalog/model';
import { CatalogIndex } from './catalog-index';
import { declaredBesides, type Expressible, type ExpressibleOptions, expressibleOf, identityOf } from './expressible';
import { indexDeclaration } from './index-declaration';
import { type Match, type MatchOptions, match } from './match';
import { Places } from './places';

/** What one database has, for coverage. */
export interface CoverageDatabase {
  readonly name: string;
  readonly catalog: Catalog;
  /** After exactly the migrations it has applied; null when they do not replay. */
  readonly expected: Catalog | null;
  /** Whether its next deploy has something to run. */
  readonly hasPending: boolean;
  /** True for what a platform or another tool keeps there for itself; absent: nothing. */
  readonly isOthers?: (item: Expressible) => boolean;
}

export interface CoverageInput {
  /** What `schema.prisma` asks for. */
  readonly schema: Catalog;
  /** What every migration on disk makes, printed by the same server. */
  readonly migrations: Catalog;
  readonly databases: readonly CoverageDatabase[];
  readonly lines: SchemaLines;
  /** True for `schema.name` of what `prisma.config.ts` says others manage. */
  readonly isExternal: (owner: string) => boolean;
  /** True for what the config file and the known bookkeeping of other tools leave out. */
  readonly isExcluded: (item: Expressible) => boolean;
}

/** A catalog and what in it the schema, or the migrations, account for. */
interface Side {
  readonly index: CatalogIndex;
  readonly known: Set<string>;
}

interface DatabaseSide extends Side {
  readonly name: string;
  readonly isOthers: (item: Expressible) => boolean;
  /** True for what the applied migrations are known to make: a pending one may take it away. */
  readonly isExpected: (item: Expressible) => boolean;
  /** True for what they make as far as can be told. */
  readonly wasMade: (item: Expressible) => boolean;
}

/** Compares schema, migrations and databases object by object. */
export function compareCoverage(input: CoverageInput): Coverage {
  const places = new Places(input.lines);
  const partialIndexes = input.lines.previewFeatures.has('partialIndexes');
  const matching: MatchOptions = {
    partialIndexes,
    acceptsAnyDefault: (column) => places.acceptsAnyDefault(column),
  };
  const find = (item: Expressible, { index, known }: Side): Match => {
    const found = match(item, index, matching);
    for (const counterpart of found.counterparts) known.add(counterpart);
    return found;
  };
  const isOurs = (item: Expressible) => !input.isExternal(item.owner) && !input.isExcluded(item);
  const itemsOf = (index: CatalogIndex, options: Partial<ExpressibleOptions> = {}) =>
    [...expressibleOf(index, { partialIndexes, schemas: input.schema.schemas, ...options })].filter(isOurs);

  const migrations: Side = { index: new CatalogIndex(input.migrations), known: new Set() };
  const databases = input.databases.map((database) => sideOf(database, matching));
  const presence = (item: Expressible) =>
    Object.fromEntries(databases.map((side) => [side.name, find(item, side).counterparts.length > 0]));

  const wanted = itemsOf(new CatalogIndex(input.schema), { partialIndexes: true });
  const isInPlay = ({ kind, source }: Expressible) => kind !== 'view' || input.schema.schemas.includes(source.schema);
  wanted.push(...declaredBesides(input.lines).filter((item) => isInPlay(item) && isOurs(item)));
  const objects = wanted.map((item): CoverageObject => {
    const migrated = find(item, migrations);
    const present = presence(item);
    const there = databases.filter(({ name }) => present[name]);
    const missing = databases.filter(({ name }) => !present[name]);
    return {
      ...describe(item, places),
      declaration: null,
      schema: true,
      migrations: isExact(migrated),
      migrationsDiffer: migrated.aspects.length > 0,
      aspects: migrated.aspects,
      prismaSees: !places.isUnsupported(item) || !isOnlyType(migrated),
      databases: present,
      situation: situationOf(migrated, there, missing, item),
    };
  });

  const owners = new Set(wanted.map(({ owner }) => owner));
  const isOwner = ({ kind }: Expressible) => kind === 'table' || kind === 'enum';
  // Of a table that the schema does not know at all, the table is enough to say.
  const unaccounted = ({ index, known }: Side) =>
    itemsOf(index).filter((item) => !known.has(identityOf(item)) && (isOwner(item) || owners.has(item.owner)));

  for (const item of unaccounted(migrations)) objects.push(surplus(item, true, presence(item), places));
  const unmanaged = new Map<string, CoverageObject>();
  for (const side of databases)
    for (const item of unaccounted(side))
      if (
        !unmanaged.has(identityOf(item)) &&
        !side.isOthers(item) &&
        !side.isExpected(item) &&
        match(item, migrations.index, matching).counterparts.length === 0
      )
        unmanaged.set(identityOf(item), surplus(item, false, presence(item), places));
  objects.push(...unmanaged.values());
  return { objects, percent: percentOf(objects) };
}

function sideOf(database: CoverageDatabase, matching: MatchOptions): DatabaseSide {
  const { name, catalog, expected, hasPending, isOthers = () => false } = database;
  const expectedIndex = expected && new CatalogIndex(expected);
  const isExpected = (item: Expressible) =>
    expectedIndex !== null && match(item, expectedIndex, matching).counterparts.length > 0;
  return {
    name,
    index: new CatalogIndex(catalog),
    known: new Set(),
    isOthers,
    isExpected,
    wasMade: (item) => (expectedIndex === null ? !hasPending : isExpected(item)),
  };
}

function isExact({ counterparts, aspects }: Match): boolean {
  return counterparts.length > 0 && aspects.length === 0;
}

/** Prisma takes any two types of `Unsupported` fields for the same. */
function isOnlyType({ aspects }: Match): boolean {
  return aspects.length > 0 && aspects.every((aspect) => aspect.startsWith('type '));
}

function situationOf(
  migrated: Match,
  there: readonly DatabaseSide[],
  missing: readonly DatabaseSide[],
  item: Expressible,
): CoverageSituation {
  if (migrated.aspects.length > 0) return 'differs';
  if (migrated.counterparts.length === 0) {
    if (there.length === 0) return 'schema-only';
    return there.every(({ isExpected }) => isExpected(item)) ? 'made-before' : 'pushed';
  }
  if (missing.length === 0) return 'covered';
  return missing.some(({ wasMade }) => wasMade(item)) ? 'lost' : 'pending';
}

function surplus(
  item: Expressible,
  migrated: boolean,
  present: Readonly<Record<string, boolean>>,
  places: Places,
): CoverageObject {
  const fieldOf = (column: string) => places.column(item.owner, column)?.field ?? column;
  return {
    ...describe(item, places),
    declaration: item.kind === 'unique' || item.kind === 'index' ? indexDeclaration(item.source, fieldOf) : null,
    schema: false,
    migrations: migrated,
    migrationsDiffer: false,
    aspects: [],
    prismaSees: true,
    databases: present,
    situation: migrated ? 'not-in-schema' : 'database-only',
  };
}

function describe(
  item: Expressible,
  places: Places,
): Pick<CoverageObject, 'kind' | 'object' | 'owner' | 'label' | 'declaredBy' | 'file' | 'line'> {
  const { kind, object, owner, label } = item;
  const { declaredBy, place } = places.of(item);
  return { kind, object, owner, label, declaredBy, file: place?.file ?? null, line: place?.line ?? null };
}

/** Rounded down, so that 100 means all. */
function percentOf(objects: readonly CoverageObject[]): number {
  const wanted = objects.filter(({ schema }) => schema);
  if (wanted.length === 0) return 100;
  return Math.floor((wanted.filter(({ migrations }) => migrations).length * 1000) / wanted.length) / 10;
}
