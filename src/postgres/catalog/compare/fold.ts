import { identifierPattern, quoteIdentifier, quoteQualified } from '../identifier';
import type {
  CatalogObject,
  ColumnObject,
  ConstraintObject,
  IndexObject,
  PublicationObject,
  StatisticsObject,
  TableObject,
} from '../model';
import { aspectsOf } from './aspects/aspects-of';
import { constraintBody } from './aspects/constraint';
import { indexParts, namelessDefinition, withoutCasts } from './definition';
import type { Draft } from './draft';
import { type Side, tableKeyOf } from './side';

/**
 * One difference per real change: what is missing or unexpected only because something else is, becomes part of that
 * (the column of a missing table, the index on a missing column, the trigger of a missing function, …).
 */
export function fold(drafts: readonly Draft[], expected: Side, actual: Side): Draft[] {
  const causes = new Causes(drafts, expected, actual);
  const kept: Draft[] = [];
  for (const item of drafts) {
    let root = item;
    // Bounded: a cycle would be a bug here, not an endless loop there.
    for (let depth = 0; depth < 8; depth++) root = causes.of(root) ?? root;
    if (root === item) kept.push(item);
    else root.including.push((item.expected ?? item.actual) as CatalogObject);
  }
  return kept;
}

/** Finds for a draft the one that it is part of. */
class Causes {
  /** Drafts by both of their objects. */
  readonly #drafts = new Map<CatalogObject, Draft>();
  /** What is missing or unexpected, by kind and id. */
  readonly #only = { missing: new Map<string, CatalogObject>(), unexpected: new Map<string, CatalogObject>() };
  #columns: Record<'expected' | 'actual', ReadonlyMap<string, ColumnObject>> | undefined;

  constructor(
    drafts: readonly Draft[],
    readonly expected: Side,
    readonly actual: Side,
  ) {
    for (const item of drafts) {
      if (item.expected) this.#drafts.set(item.expected, item);
      if (item.actual) this.#drafts.set(item.actual, item);
      if (item.change === 'changed') continue;
      const object = (item.expected ?? item.actual) as CatalogObject;
      this.#only[item.change].set(`${object.kind} ${object.id}`, object);
    }
  }

  of(item: Draft): Draft | undefined {
    if (item.change === 'changed') return this.#ofChange(item);
    const side = item.change === 'missing' ? this.expected : this.actual;
    const object = (item.expected ?? item.actual) as CatalogObject;
    const only = this.#only[item.change];
    const same = (other: Draft | undefined) => (other?.change === item.change ? other : undefined);
    const schema = object.kind === 'schema' ? undefined : only.get(`schema ${object.schema}`);
    if (schema !== undefined) return this.#draftOf(schema);
    const table = tableKeyOf(object);
    if (table !== null) {
      const home = same(this.#draftOf(side.all('table').get(table) ?? side.all('view').get(table)));
      if (home !== undefined) return home;
    }
    if (object.kind === 'sequence') return this.#ofSequence(item);
    if (object.kind === 'table' && object.partitionBound !== null) {
      for (const parent of object.parents) {
        const whole = same(this.#draftOf(only.get(`table ${parent}`)));
        if (whole !== undefined) return whole;
      }
    }
    const cause = this.#fromParent(item, object) ?? this.#fromAttaching(object);
    return cause ?? (item.change === 'missing' ? this.#byCascade(object) : undefined);
  }

  #draftOf(object: CatalogObject | undefined): Draft | undefined {
    return object && this.#drafts.get(object);
  }

  /** The draft of something that is missing. */
  #gone(kind: CatalogObject['kind'], id: string): Draft | undefined {
    return this.#draftOf(this.#only.missing.get(`${kind} ${id}`));
  }

  #columnOf(id: string, on: 'expected' | 'actual'): ColumnObject | undefined {
    const byId = (side: Side) => new Map([...side.all('column').values()].map((column) => [column.id, column]));
    this.#columns ??= { expected: byId(this.expected), actual: byId(this.actual) };
    return this.#columns[on].get(id);
  }

  /** What the server drops together with something else. */
  #byCascade(object: CatalogObject): Draft | undefined {
    switch (object.kind) {
      case 'constraint': {
        const { references } = object;
        return (
          this.#firstGone(object.columns.map((name) => `${object.schema}.${object.table}.${name}`)) ??
          (references === null
            ? undefined
            : (this.#gone('table', references.table) ??
              this.#firstGone(references.columns.map((name) => `${references.table}.${name}`)) ??
              this.#goneKey(references)))
        );
      }
      case 'index':
      case 'statistics':
        return (
          this.#firstGone(columnsUsed(object, this.expected).map(({ id }) => id)) ?? this.#goneConfiguration(object)
        );
      case 'table':
        return this.#goneServer(object);
      case 'trigger':
        return object.function === undefined ? undefined : this.#gone('function', object.function);
      default:
        return undefined;
    }
  }

  /** The missing text search configuration that an index is made with. */
  #goneConfiguration({ definition }: { readonly definition: string }): Draft | undefined {
    const used = [...this.#only.missing.values()].find(
      (object) =>
        object.kind === 'text-search-configuration' &&
        definition.includes(`'${quoteQualified(object.schema, object.name)}'`),
    );
    return this.#draftOf(used);
  }

  /** The missing server of a foreign table. */
  #goneServer({ foreign }: TableObject): Draft | undefined {
    if (foreign === null) return undefined;
    const used = [...this.#only.missing.values()].find(
      (object) =>
        object.kind === 'foreign-server' && `${foreign} `.startsWith(`SERVER ${quoteIdentifier(object.name)} `),
    );
    return this.#draftOf(used);
  }

  /** The missing primary key or unique constraint or index that a foreign key needs. */
  #goneKey({ table, columns }: { readonly table: string; readonly columns: readonly string[] }): Draft | undefined {
    const wanted = [...columns].sort().join();
    const key = [...this.#only.missing.values()].find(
      (object) =>
        (object.kind === 'constraint' ? object.type !== 'foreign-key' : object.kind === 'index' && object.unique) &&
        'table' in object &&
        `${object.schema}.${object.table}` === table &&
        'columns' in object &&
        [...object.columns].sort().join() === wanted,
    );
    return this.#draftOf(key);
  }

  #firstGone(columnIds: readonly string[]): Draft | undefined {
    for (const id of columnIds) {
      const found = this.#gone('column', id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The sequence behind a column is part of what happened to the column's default or type. */
  #ofSequence(item: Draft): Draft | undefined {
    for (const on of ['expected', 'actual'] as const) {
      const sequence = item[on];
      if (sequence?.kind !== 'sequence' || sequence.ownedBy === null) continue;
      const column = this.#columnOf(sequence.ownedBy, on);
      const cause = this.#draftOf(column);
      if (cause === undefined) continue;
      if (cause.change !== 'changed') return cause;
      const words = cause.aspects.map((aspect) => aspect.split(' ')[0]);
      const takesAnother = words.includes('default') || words.includes('identity');
      if (item.change !== 'changed' && takesAnother) return cause;
      const follows = item.aspects.every((aspect) =>
        /^(?:type|minimum|maximum|owned by|(?:not )?identity) /.test(aspect),
      );
      if (item.change === 'changed' && follows && (takesAnother || words.includes('type'))) return cause;
    }
    return undefined;
  }

  #ofChange(item: Draft): Draft | undefined {
    const { expected: before, actual: after } = item;
    if (before === null || after === null) return undefined;
    if (before.kind === 'sequence') return this.#ofSequence(item);
    if (before.kind === 'publication' && after.kind === 'publication') return this.#ofPublication(before, after);
    const parent = this.#fromParent(item, before);
    if (parent !== undefined) return parent;
    // An index of the same name on another table, because its own is gone.
    const home =
      before.kind === 'index' ? this.#draftOf(this.expected.all('table').get(tableKeyOf(before) as string)) : undefined;
    if (home?.change === 'missing') return home;
    return this.#ofCasts(item, before, after);
  }

  /** A table that is dropped leaves the publications it was in. */
  #ofPublication(before: PublicationObject, after: PublicationObject): Draft | undefined {
    const left = (before.tables ?? []).filter((table) => !after.tables?.includes(table));
    const isAll = left.length > 0 && left.length + (after.tables?.length ?? 0) === before.tables?.length;
    const causes = left.map((table) => this.#gone('table', table));
    return isAll && causes.every((cause) => cause !== undefined) ? causes[0] : undefined;
  }

  /** Checks and indexes are printed with other casts when a column of theirs has another type. */
  #ofCasts({ renamed }: Draft, before: CatalogObject, after: CatalogObject): Draft | undefined {
    if (renamed || (before.kind !== 'constraint' && before.kind !== 'index') || before.kind !== after.kind)
      return undefined;
    const [text, other] = [namelessDefinition(before), namelessDefinition(after)];
    if (text === other || withoutCasts(text) !== withoutCasts(other)) return undefined;
    if (aspectsOf<CatalogObject>(before, { ...after, definition: before.definition }).length > 0) return undefined;
    return columnsUsed(before, this.expected)
      .map((column) => this.#drafts.get(column))
      .find((cause) => cause?.change === 'changed' && cause.aspects.some((aspect) => aspect.startsWith('type ')));
  }

  /** What happens to a column of a parent happens to those of its partitions and children. */
  #fromParent(item: Draft, object: CatalogObject): Draft | undefined {
    if (object.kind !== 'column') return undefined;
    const table = (this.expected.all('table').get(`${object.schema}\0${object.table}`) ??
      this.actual.all('table').get(`${object.schema}\0${object.table}`)) as TableObject | undefined;
    for (const parent of table?.parents ?? []) {
      for (const on of ['expected', 'actual'] as const) {
        const cause = this.#draftOf(this.#columnOf(`${parent}.${object.name}`, on));
        if (cause?.change === item.change && cause.aspects.join() === item.aspects.join()) return cause;
      }
    }
    return undefined;
  }

  /** A partition takes its parent's indexes and constraints over; attached or detached, it has them as its own. */
  #fromAttaching(object: CatalogObject): Draft | undefined {
    if (object.kind !== 'index' && object.kind !== 'constraint') return undefined;
    const key = tableKeyOf(object) as string;
    const cause = this.#draftOf(this.expected.all('table').get(key));
    if (cause?.change !== 'changed') return undefined;
    const [before, after] = [cause.expected as TableObject, cause.actual as TableObject];
    if (before.parents.join() === after.parents.join()) return undefined;
    const parents = [...before.parents, ...after.parents];
    const onParents = [...this.expected.all(object.kind).values(), ...this.actual.all(object.kind).values()].filter(
      (other) => parents.includes(`${other.schema}.${other.table}`),
    );
    return onParents.some((other) => shape(other) === shape(object)) ? cause : undefined;
  }
}

/** Definition without names, to know the copy that a partition has of its parent's index or constraint. */
function shape(object: CatalogObject): string {
  if (object.kind === 'constraint') return constraintBody(object);
  return object.kind === 'index' ? JSON.stringify([object.unique, object.method, indexParts(object.definition)]) : '';
}

function columnsOf(table: string | null, side: Side): ColumnObject[] {
  return table === null ? [] : side.onTable(table).filter((object): object is ColumnObject => object.kind === 'column');
}

/** The columns of its table that the definition of an object mentions anywhere. */
function columnsUsed(object: IndexObject | StatisticsObject | ConstraintObject, side: Side): ColumnObject[] {
  const mentioned = new Set(namelessDefinition(object).match(new RegExp(identifierPattern, 'g')));
  return columnsOf(tableKeyOf(object), side).filter(({ name }) => mentioned.has(quoteIdentifier(name)));
}
