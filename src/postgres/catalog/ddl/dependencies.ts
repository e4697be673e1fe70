import { identifierPattern, quoteQualified, unquoteIdentifier } from '../identifier';
import { type CatalogObject, type ConstraintObject, type FunctionObject, isDefined } from '../model';
import type { Picture } from './context';
import { bodyStart } from './function-body';
import { type Mentions, mentionsOf } from './mentions';
import { homeOf, keyFor, type Part, type PartKey, partKey } from './part';

/** What needs what in one catalog, read from the texts: there may be more than the server's own, never less. */
export interface Dependencies {
  /** Must be there before the part is. */
  needs(key: PartKey): ReadonlySet<PartKey>;
  neededBy(key: PartKey): ReadonlySet<PartKey>;
  /** Should be there before the part is, when that can be: what the body of a function names. */
  wishes(key: PartKey): ReadonlySet<PartKey>;
}

const none: ReadonlySet<PartKey> = new Set();

/** Nothing is read before it is asked for: of most catalogs little changes. */
export function dependenciesOf(picture: Picture): Dependencies {
  let index: NameIndex | undefined;
  let neededBy: Map<PartKey, Set<PartKey>> | undefined;
  const known = new Map<PartKey, ReadonlySet<PartKey>>();
  const needs = (key: PartKey): ReadonlySet<PartKey> => {
    const part = picture.parts.get(key);
    if (part === undefined) return none;
    let found = known.get(key);
    if (found === undefined) {
      index ??= new NameIndex(picture);
      found = new Set(needsOf(part, picture, index).filter((other) => other !== key && picture.parts.has(other)));
      known.set(key, found);
    }
    return found;
  };
  return {
    needs,
    neededBy(key) {
      neededBy ??= inverted(picture.parts.keys(), needs);
      return neededBy.get(key) ?? none;
    },
    wishes(key) {
      const part = picture.parts.get(key);
      if (part?.kind !== 'function') return none;
      index ??= new NameIndex(picture);
      return new Set(index.inBody(bodyOf(part)).filter((other) => other !== key));
    },
  };
}

function inverted(keys: Iterable<PartKey>, needs: (key: PartKey) => ReadonlySet<PartKey>): Map<PartKey, Set<PartKey>> {
  const map = new Map<PartKey, Set<PartKey>>();
  for (const key of keys) {
    for (const other of needs(key)) {
      const list = map.get(other);
      if (list === undefined) map.set(other, new Set([key]));
      else list.add(key);
    }
  }
  return map;
}

/** Finds parts by the names in a text. */
class NameIndex {
  readonly #pairs = new Map<string, PartKey[]>();
  readonly #bare = new Map<string, PartKey[]>();

  constructor(readonly picture: Picture) {
    for (const [key, part] of picture.parts) {
      if (!named.has(part.kind)) continue;
      push(this.#pairs, `${part.schema}\0${part.name}`, key);
      push(this.#bare, part.name, key);
    }
  }

  /** Everything that a qualified name stands for, and the columns of the tables among it that are named. */
  in(mentions: Mentions): PartKey[] {
    const found: PartKey[] = [];
    for (const pair of mentions.pairs) {
      for (const key of this.#pairs.get(pair) ?? []) {
        found.push(key);
        const part = this.picture.parts.get(key) as Part;
        if (part.kind === 'table') found.push(...this.columns(part.schema, part.name, mentions));
      }
    }
    return found;
  }

  columns(schema: string, table: string, { names }: Mentions): PartKey[] {
    return this.picture
      .on('column', { schema, name: table })
      .flatMap(({ name }) => (names.has(name) ? [keyFor('column', schema, table, name)] : []));
  }

  /** A body is text: names in it need not be qualified, and may stand for nothing. */
  inBody(body: string): PartKey[] {
    const { names } = mentionsOf(body);
    return [...names].flatMap((name) => this.#bare.get(name) ?? []);
  }
}

/** Kinds that a text names by schema and name. */
const named: ReadonlySet<Part['kind']> = new Set([
  'table',
  'view',
  'sequence',
  'enum',
  'domain',
  'composite-type',
  'range-type',
  'function',
  'collation',
  'operator',
  'text-search-dictionary',
  'text-search-configuration',
]);

function push(map: Map<string, PartKey[]>, name: string, key: PartKey): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [key]);
  else list.push(key);
}

function needsOf(part: Part, picture: Picture, index: NameIndex): PartKey[] {
  const home = homeOf(part);
  const own = home === null ? [] : [`table\0${home}`, `view\0${home}`];
  const texts = (...list: (string | null | undefined)[]) => index.in(mentionsOf(...list));
  /** Texts in which the columns of the part's own table are not qualified. */
  const onHome = (table: string, ...list: (string | null | undefined)[]) => {
    const mentions = mentionsOf(...list);
    return [...own, ...index.in(mentions), ...index.columns(part.schema, table, mentions)];
  };
  if (isDefined(part)) return texts(part.definition);
  switch (part.kind) {
    case 'column': {
      const parents = picture.parentsOf(picture.homeOf(part));
      return [
        ...parents.map(({ schema, name }) => keyFor('column', schema, name, part.name)),
        ...(part.generated === null
          ? [...own, ...texts(part.type, collationOf(part))]
          : onHome(part.table, part.type, part.generated, collationOf(part))),
      ];
    }
    case 'column-default':
      return [
        keyFor('column', part.schema, part.table, part.name),
        ...texts(part.column.default),
        ...(part.column.identity === null ? sequenceOf(part.column.sequence, picture) : []),
      ];
    case 'table-parents': {
      const tables = [part.table, ...picture.parentsOf(part.table)];
      return tables.flatMap((table) => [
        keyFor('table', table.schema, table.name),
        ...picture.on('column', table).map((column) => partKey(column)),
      ]);
    }
    case 'table':
      return [
        ...picture.parentsOf(part).map(({ schema, name }) => keyFor('table', schema, name)),
        ...texts(part.partitionKey, part.partitionBound, part.ofType),
        ...serverOf(part.foreign),
      ];
    case 'constraint':
      return [...onHome(part.table, part.definition.split(' REFERENCES ')[0]), ...referenced(part, picture)];
    case 'index':
    case 'trigger':
    case 'rule':
    case 'statistics':
      return [
        ...onHome(part.table, part.definition),
        ...('function' in part && part.function ? [keyFor('function', part.function)] : []),
      ];
    case 'policy':
      return onHome(part.table, part.using, part.check);
    case 'view':
      return texts(part.definition, ...part.columns);
    case 'function':
      return texts(headOf(part));
    case 'domain':
      return texts(part.type, part.default, collationOf(part), ...part.constraints);
    case 'composite-type':
      return texts(...part.attributes);
    case 'range-type':
    case 'publication':
    case 'event-trigger':
      return texts(part.definition);
    case 'sequence':
      // The sequence of an identity column is part of it.
      return part.identity ? columnKey(part.ownedBy, picture, 'column-default') : [];
    case 'sequence-owner':
      return [keyFor('sequence', part.schema, part.name), ...columnKey(part.sequence.ownedBy, picture)];
    case 'replica-identity':
    case 'cluster':
      return [
        ...own,
        keyFor('index', part.schema, part.index),
        keyFor('constraint', part.schema, part.table, part.index),
      ];
    case 'comment':
    case 'privilege':
    case 'owner':
      return targetOf(part, picture);
    default:
      return [];
  }
}

/** A foreign key needs what makes the columns that it points at unique. */
function referenced(constraint: ConstraintObject, picture: Picture): PartKey[] {
  if (constraint.references === null) return [];
  const table = picture.all('table').get(constraint.references.table);
  if (table === undefined) return [];
  const wanted = [...constraint.references.columns].sort().join('\0');
  const same = (columns: readonly string[]) => [...columns].sort().join('\0') === wanted;
  const { schema, name } = table;
  return [
    keyFor('table', schema, name),
    ...constraint.references.columns.map((column) => keyFor('column', schema, name, column)),
    ...picture
      .on('constraint', table)
      .filter(({ type, columns }) => (type === 'primary-key' || type === 'unique') && same(columns))
      .map((other) => keyFor('constraint', schema, name, other.name)),
    ...picture
      .on('index', table)
      .filter((other) => other.unique && other.constraint === null && same(other.columns))
      .map((other) => keyFor('index', schema, other.name)),
  ];
}

/** Texts of a function that the server checks and remembers: all but a body that is a string. */
function headOf(program: FunctionObject): string {
  const start = bodyStart(program);
  return start < 0 ? program.definition : program.definition.slice(0, start);
}

function bodyOf(program: FunctionObject): string {
  const start = bodyStart(program);
  return start < 0 ? '' : program.definition.slice(start);
}

/** The collation of a column or a domain as it would be printed. */
function collationOf({ collation }: { readonly collation: string | null }): string | null {
  const [schema, ...name] = collation?.split('.') ?? [];
  return schema === undefined ? null : quoteQualified(schema, name.join('.'));
}

/** The server of a foreign table, of `SERVER name OPTIONS (…)`. */
function serverOf(foreign: string | null): PartKey[] {
  const [, name] = new RegExp(`^SERVER (${identifierPattern})`).exec(foreign ?? '') ?? [];
  return name === undefined ? [] : [keyFor('foreign-server', unquoteIdentifier(name))];
}

function sequenceOf(id: string | null, picture: Picture): PartKey[] {
  const sequence = id === null ? undefined : picture.all('sequence').get(id);
  return sequence === undefined ? [] : [keyFor('sequence', sequence.schema, sequence.name)];
}

function columnKey(id: string | null, picture: Picture, kind: 'column' | 'column-default' = 'column'): PartKey[] {
  const column = id === null ? undefined : picture.all('column').get(id);
  return column === undefined ? [] : [keyFor(kind, column.schema, column.table, column.name)];
}

function targetOf(part: Extract<CatalogObject, { target: string }>, picture: Picture): PartKey[] {
  if (part.of === 'default') return [];
  const object = picture.all(part.of).get(part.target);
  if (object !== undefined) return [partKey(object)];
  // Columns of views and of composite types are no objects of their own.
  return ['view', 'composite-type'].map((kind) => `${kind}\0${part.schema}\0${part.table}`);
}
