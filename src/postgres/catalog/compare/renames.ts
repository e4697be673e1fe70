import type { Catalog, CatalogObject, ColumnObject, EnumObject, ExtensionObject, ObjectKind } from '../model';
import { renamedValue } from './aspects/type';
import {
  type ColumnName,
  columnRewriter,
  operatorsOf,
  type QualifiedName,
  withEnumValue,
  withSchemaNames,
} from './rewrite';
import { Side, tableKeyOf } from './side';
import { columnSignature, shareColumns, signature } from './signature';

/** The actual side with the names of the expected side. */
export interface Undone {
  readonly side: Side;
  /** For an object of `side`: as it was read. Objects that are not here were not touched. */
  readonly origins: ReadonlyMap<CatalogObject, CatalogObject>;
  /** Objects of `side` that have another name in truth. */
  readonly renamed: ReadonlySet<CatalogObject>;
  /** An object of the expected side with the names of the actual side in its texts. */
  readonly redo: (object: CatalogObject) => CatalogObject;
}

/** A rename in every text: away from the actual names and back to them. */
interface Rewrite {
  readonly undo: (object: CatalogObject) => CatalogObject;
  readonly redo: (object: CatalogObject) => CatalogObject;
}

/** In this order: what comes first is named in the definitions of what comes later. */
const schemaKinds: readonly ObjectKind[] = [
  'enum',
  'domain',
  'composite-type',
  'range-type',
  'function',
  'sequence',
  'table',
  'view',
];
const tableKinds: readonly ObjectKind[] = ['constraint', 'index', 'trigger', 'rule', 'policy', 'statistics'];

/**
 * Finds what only has another name and undoes it, in every text that mentions it, so that a rename is one difference. A
 * rename is only seen where it is unambiguous: one object missing and one unexpected with the same definition.
 */
export function undoRenames(expected: Side, actual: Catalog): Undone {
  const work = new Work(expected, actual.objects);
  if (work.mayHaveRenames()) {
    work.movedExtensions();
    work.enumValues();
    for (const kind of schemaKinds) work.schemaLevel(kind);
    work.changedTables();
    work.columns();
    // Views show renamed columns, too: a second look.
    work.schemaLevel('view');
    for (const kind of tableKinds) work.tableLevel(kind);
  }
  const { side, origins, renamed, rewrites } = work;
  return { side, origins, renamed, redo: (object) => rewrites.reduceRight((next, { redo }) => redo(next), object) };
}

class Work {
  side: Side;
  origins = new Map<CatalogObject, CatalogObject>();
  renamed = new Set<CatalogObject>();
  readonly rewrites: Rewrite[] = [];

  constructor(
    readonly expected: Side,
    objects: readonly CatalogObject[],
  ) {
    this.side = new Side(objects);
  }

  mayHaveRenames(): boolean {
    const leftovers = [...schemaKinds, 'column' as const, ...tableKinds].some((kind) => {
      const [before, after] = [this.expected.all(kind), this.side.all(kind)];
      return [...before.keys()].some((key) => !after.has(key)) && [...after.keys()].some((key) => !before.has(key));
    });
    return leftovers || this.#renamedValues().length > 0 || this.#moves().length > 0;
  }

  #rewrite(rewrite: Rewrite, own: ReadonlySet<CatalogObject> = new Set()): void {
    this.rewrites.push(rewrite);
    this.#replace(rewrite.undo, (object) => own.has(object));
  }

  /** Replaces every object; `isRename` tells the objects whose own name changed. */
  #replace(rewrite: (object: CatalogObject) => CatalogObject, isRename: (object: CatalogObject) => boolean): void {
    const origins = new Map<CatalogObject, CatalogObject>();
    const renamed = new Set<CatalogObject>();
    const objects = this.side.objects.map((object) => {
      const next = rewrite(object);
      const origin = this.origins.get(object) ?? object;
      if (next !== origin) origins.set(next, origin);
      if (this.renamed.has(object) || isRename(object)) renamed.add(next);
      return next;
    });
    this.side = new Side(objects);
    this.origins = origins;
    this.renamed = renamed;
  }

  #renamedValues(): [EnumObject, string, string][] {
    return [...this.expected.all('enum')].flatMap(([key, before]) => {
      const after = this.side.all('enum').get(key);
      const values = after && renamedValue(before, after);
      return values ? [[before, values.actual, values.expected] as [EnumObject, string, string]] : [];
    });
  }

  #moves(): [before: ExtensionObject, after: ExtensionObject][] {
    return [...this.expected.all('extension')].flatMap(([key, before]) => {
      const after = this.side.all('extension').get(key);
      return after === undefined || after.schema === before.schema
        ? []
        : [[before, after] as [ExtensionObject, ExtensionObject]];
    });
  }

  /** Texts that use an extension name its schema: that it is in another one is one difference, of the extension. */
  movedExtensions(): void {
    const moves = this.#moves();
    if (moves.length === 0) return;
    const names = (from: 'schema of actual' | 'schema of expected') => {
      const map = new Map<string, QualifiedName>();
      for (const [before, after] of moves) {
        const [source, { schema }] = from === 'schema of actual' ? [after, before] : [before, after];
        for (const name of after.members ?? []) map.set(`${source.schema}\0${name}`, { schema, name });
        map.set(operatorsOf(source.schema), { schema, name: '' });
      }
      return map;
    };
    const [undo, redo] = [names('schema of actual'), names('schema of expected')];
    this.#rewrite({
      undo: (object) => (object.kind === 'extension' ? object : withSchemaNames(object, undo)),
      redo: (object) => withSchemaNames(object, redo),
    });
  }

  /** The enum itself keeps its values: that is its difference. */
  enumValues(): void {
    for (const [type, from, to] of this.#renamedValues()) {
      this.#rewrite({
        undo: (object) => withEnumValue(object, type, from, to),
        redo: (object) => withEnumValue(object, type, to, from),
      });
    }
  }

  /** Until nothing more is found: a table is the same only once the renamed one that it references is undone. */
  schemaLevel(kind: ObjectKind): void {
    const pairs = this.#findPairs(kind, (object, side) => `${object.schema}\n${signature(object, side)}`);
    if (pairs.length === 0) return;
    this.#renameInSchema(pairs);
    this.schemaLevel(kind);
  }

  /**
   * Tables that were renamed and changed: a rename leaves the names of indexes as they were, and these are unique in a
   * schema.
   */
  changedTables(): void {
    const [before, after] = [this.expected.all('table'), this.side.all('table')];
    const homes = new Map<CatalogObject, Set<CatalogObject>>();
    for (const [key, index] of this.expected.all('index')) {
      const other = this.side.all('index').get(key);
      const [from, to] = [tableKeyOf(index) as string, other && (tableKeyOf(other) as string)];
      const [missing, unexpected] = [before.get(from), to === undefined ? undefined : after.get(to)];
      if (missing === undefined || unexpected === undefined || after.has(from) || before.has(to ?? '')) continue;
      homes.set(missing, (homes.get(missing) ?? new Set()).add(unexpected));
    }
    const found = [...homes].flatMap(([table, tables]) => [...tables].map((other) => [table, other] as const));
    const pairs = found.filter(
      ([table, other]) =>
        found.filter(([x, y]) => x === table || y === other).length === 1 &&
        shareColumns(table, this.expected, other, this.side),
    );
    if (pairs.length === 0) return;
    this.#renameInSchema(pairs);
    for (const kind of ['table', 'view'] as const) this.schemaLevel(kind);
  }

  #renameInSchema(pairs: readonly (readonly [before: CatalogObject, after: CatalogObject])[]): void {
    const undo = new Map(pairs.map(([before, after]) => [`${after.schema}\0${after.name}`, before]));
    const redo = new Map(pairs.map(([before, after]) => [`${before.schema}\0${before.name}`, after]));
    this.#rewrite(
      { undo: (object) => withSchemaNames(object, undo), redo: (object) => withSchemaNames(object, redo) },
      new Set(pairs.map(([, after]) => after)),
    );
  }

  columns(): void {
    const pairs = this.#findPairs('column', (object, side, other) =>
      columnSignature(object as ColumnObject, side, other),
    ) as [ColumnObject, ColumnObject][];
    if (pairs.length === 0) return;
    const undo: ColumnName[] = pairs.map(([before, after]) => ({ column: after, to: before.name }));
    const redo: ColumnName[] = pairs.map(([before, after]) => ({ column: before, to: after.name }));
    this.#rewrite({ undo: columnRewriter(undo), redo: columnRewriter(redo) }, new Set(pairs.map(([, after]) => after)));
  }

  tableLevel(kind: ObjectKind): void {
    const pairs = this.#findPairs(kind, (object) => `${tableKeyOf(object)}\n${signature(object, this.side)}`);
    const names = new Map(pairs.map(([before, after]) => [after, before]));
    if (names.size === 0) return;
    this.#replace(
      (object) => {
        const before = names.get(object);
        return before === undefined ? object : ({ ...object, name: before.name, id: before.id } as CatalogObject);
      },
      (object) => names.has(object),
    );
  }

  /** Pairs of a missing and an unexpected object that alone share a signature. */
  #findPairs(
    kind: ObjectKind,
    signatureOf: (object: CatalogObject, side: Side, other: Side) => string,
  ): [before: CatalogObject, after: CatalogObject][] {
    const [before, after] = [this.expected.all(kind), this.side.all(kind)];
    const missing = groups(
      [...before].filter(([key]) => !after.has(key)),
      (object) => signatureOf(object, this.expected, this.side),
    );
    if (missing.size === 0) return [];
    const unexpected = groups(
      [...after].filter(([key]) => !before.has(key)),
      (object) => signatureOf(object, this.side, this.expected),
    );
    return [...missing].flatMap(([signature, [first, ...others]]) => {
      const [match, ...more] = unexpected.get(signature) ?? [];
      return first && match && others.length === 0 && more.length === 0
        ? [[first, match] as [CatalogObject, CatalogObject]]
        : [];
    });
  }
}

function groups(
  entries: readonly (readonly [string, CatalogObject])[],
  signatureOf: (object: CatalogObject) => string,
): Map<string, CatalogObject[]> {
  const map = new Map<string, CatalogObject[]>();
  for (const [, object] of entries) {
    if (object.kind === 'index' && object.constraint !== null) continue;
    const signature = signatureOf(object);
    const list = map.get(signature);
    if (list === undefined) map.set(signature, [object]);
    else list.push(object);
  }
  return map;
}
