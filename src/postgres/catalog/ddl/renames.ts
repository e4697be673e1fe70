import { quoteIdentifier } from '../../sql/identifiers';
import { undoRenames } from '../compare/renames';
import { type ColumnName, columnRewriter, withSchemaNames } from '../compare/rewrite';
import { Side } from '../compare/side';
import type { Catalog, CatalogObject, ColumnObject, FunctionObject, ObjectKind, SequenceObject } from '../model';
import { bodyStart } from './function-body';
import type { Names } from './names';
import { type Draft, statement } from './script';

export interface Renamed {
  /** What `from` holds once the renames have run. */
  readonly objects: readonly CatalogObject[];
  readonly steps: readonly { readonly drafts: readonly Draft[]; readonly objects: readonly string[] }[];
}

/** A table or a column that is known to be renamed. */
export interface KnownRename {
  readonly schema: string;
  /** Name of the table, as it is when its turn comes. */
  readonly table: string;
  /** Null: the table itself. */
  readonly column: string | null;
  readonly to: string;
}

/** Renames what is told, one after the other; what is not there (any more) is left out. */
export function renameKnown(objects: readonly CatalogObject[], renames: readonly KnownRename[], names: Names): Renamed {
  let current = objects;
  const steps: { drafts: Draft[]; objects: string[] }[] = [];
  for (const { schema, table, column, to } of renames) {
    const found = current.find((object) =>
      column === null
        ? object.kind === 'table' && object.schema === schema && object.name === table
        : object.kind === 'column' && object.schema === schema && object.table === table && object.name === column,
    );
    if (found === undefined) continue;
    const after = { ...found, name: to };
    const draft = renameOf(found, after, names);
    if (draft !== null) steps.push({ drafts: [draft], objects: [found.id] });
    const newName = new Map([[`${schema}\0${table}`, { schema, name: to }]]);
    current = current.map(
      found.kind === 'column'
        ? columnRewriter([{ column: found, to }, ...columnsBelow(current, found, { ...found, name: to })])
        : (object) => withSchemaNames(object, newName),
    );
  }
  return { objects: current, steps };
}

/** In this order: a column is renamed under the new name of its table. */
const order: readonly ObjectKind[] = [
  'enum',
  'domain',
  'composite-type',
  'range-type',
  'function',
  'sequence',
  'table',
  'view',
  'column',
  'constraint',
  'index',
  'trigger',
  'rule',
  'policy',
  'statistics',
];

/** Finds what only has another name in `to`, and renames it. */
export function renamesOf(from: Catalog, to: Catalog, names: Names): Renamed {
  const { side, origins, renamed: found } = undoRenames(new Side(to.objects), from);
  const renames = [...found]
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map((object) => [origins.get(object) ?? object, object] as const);
  const objects = followed(side.objects, origins, renames);
  const sequences = ownSequences(objects, to);
  const newNames = new Map(sequences.map(([before, after]) => [`${before.schema}\0${before.name}`, after]));
  return {
    objects: newNames.size === 0 ? objects : renamed(objects, (object) => withSchemaNames(object, newNames)),
    steps: [...renames, ...sequences].flatMap(([before, after]) => {
      const draft = renameOf(before, after, names);
      return draft === null ? [] : [{ drafts: [draft], objects: [before.id, after.id] }];
    }),
  };
}

type Pair = readonly [before: CatalogObject, after: CatalogObject];

/** What the server renames along, and what it does not. */
function followed(
  objects: readonly CatalogObject[],
  origins: ReadonlyMap<CatalogObject, CatalogObject>,
  renames: readonly Pair[],
): readonly CatalogObject[] {
  const constraints = new Map<string, CatalogObject>();
  for (const [before, after] of renames) {
    if (after.kind === 'constraint') constraints.set(`${after.schema}\0${after.table}\0${before.name}`, after);
  }
  const named = objects.map((object) => {
    const origin = origins.get(object);
    if (object.kind === 'function' && origin?.kind === 'function') return withBodyOf(object, origin);
    // The index of a constraint goes by the constraint's name.
    const constraint =
      object.kind === 'index' && constraints.get(`${object.schema}\0${object.table}\0${object.constraint}`);
    return constraint ? { ...object, name: constraint.name, constraint: constraint.name } : object;
  });
  const columns = renames.flatMap(([before, after]) =>
    after.kind === 'column' ? columnsBelow(named, before, after) : [],
  );
  return columns.length === 0 ? named : named.map(columnRewriter(columns));
}

/** The columns of partitions and children that still have the old name of a parent's column. */
function columnsBelow(objects: readonly CatalogObject[], before: CatalogObject, after: ColumnObject): ColumnName[] {
  const parent = `${after.schema}.${after.table}`;
  const children = objects.filter((object) => object.kind === 'table' && object.parents.includes(parent));
  return children.flatMap((child) => {
    const column = objects.find(
      (object) =>
        object.kind === 'column' &&
        object.schema === child.schema &&
        object.table === child.name &&
        object.name === before.name,
    );
    if (column?.kind !== 'column') return [];
    return [{ column, to: after.name }, ...columnsBelow(objects, before, { ...column, name: after.name })];
  });
}

/** Sequences that belong to the same column and have another name: comparison does not mind them. */
function ownSequences(from: readonly CatalogObject[], to: Catalog): [SequenceObject, SequenceObject][] {
  const sequences = (objects: readonly CatalogObject[]) => objects.filter((object) => object.kind === 'sequence');
  const ids = (list: readonly SequenceObject[]) => new Set(list.map(({ id }) => id));
  const [before, after] = [sequences(from), sequences(to.objects)];
  const [had, has] = [ids(before), ids(after)];
  return before.flatMap((sequence) => {
    if (sequence.ownedBy === null || has.has(sequence.id)) return [];
    const matches = after.filter(
      ({ id, ownedBy, identity, schema }) =>
        ownedBy === sequence.ownedBy && identity === sequence.identity && schema === sequence.schema && !had.has(id),
    );
    const [match] = matches;
    return match === undefined || matches.length > 1 ? [] : [[sequence, match] as [SequenceObject, SequenceObject]];
  });
}

/** The objects as the server has them after a rename. */
function renamed(
  objects: readonly CatalogObject[],
  rewrite: (object: CatalogObject) => CatalogObject,
): readonly CatalogObject[] {
  return objects.map((object) => {
    const next = rewrite(object);
    return next.kind === 'function' && object.kind === 'function' ? withBodyOf(next, object) : next;
  });
}

/** A body is text and does not follow a rename. */
function withBodyOf(program: FunctionObject, origin: FunctionObject): FunctionObject {
  const [start, originStart] = [bodyStart(program), bodyStart(origin)];
  if (start < 0 || originStart < 0) return program;
  return { ...program, definition: program.definition.slice(0, start) + origin.definition.slice(originStart) };
}

/** Null: the server renames it along with another. */
function renameOf(before: CatalogObject, after: CatalogObject, names: Names): Draft | null {
  if (before.name === after.name) return null;
  const to = `RENAME TO ${quoteIdentifier(after.name)}`;
  const old = quoteIdentifier(before.name);
  switch (after.kind) {
    case 'column':
      return after.inherited
        ? null
        : statement(
            'AlterTable',
            `ALTER TABLE ${names.home(after)} RENAME COLUMN ${old} ${to.slice('RENAME '.length)}`,
          );
    case 'constraint':
      return statement(
        after.type === 'foreign-key' ? 'RenameForeignKey' : 'AlterTable',
        `ALTER TABLE ${names.home(after)} RENAME CONSTRAINT ${old} ${to.slice('RENAME '.length)}`,
      );
    case 'trigger':
    case 'rule':
    case 'policy':
      return statement(
        `Rename${capital(after.kind)}`,
        `ALTER ${after.kind.toUpperCase()} ${old} ON ${names.home(after)} ${to}`,
      );
    case 'function': {
      const kind = after.form === 'window' ? 'FUNCTION' : after.form.toUpperCase();
      return statement('RenameFunction', `ALTER ${kind} ${names.of(before)}(${after.arguments}) ${to}`);
    }
    case 'view':
      return statement(
        'RenameView',
        `ALTER ${after.materialized ? 'MATERIALIZED VIEW' : 'VIEW'} ${names.of(before)} ${to}`,
      );
    case 'table':
      return statement('AlterTable', `ALTER TABLE ${names.of(before)} ${to}`);
    case 'enum':
    case 'composite-type':
    case 'range-type':
      return statement('RenameType', `ALTER TYPE ${names.of(before)} ${to}`);
    default:
      return statement(`Rename${capital(after.kind)}`, `ALTER ${after.kind.toUpperCase()} ${names.of(before)} ${to}`);
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
