import { keyOf, tableKeyOf } from '../compare/side';
import type { CatalogObject, ColumnObject, SequenceObject, TableObject } from '../model';

/** What gives a column its value: a default or an identity. It can be taken off and put back without the column. */
export interface ColumnDefault {
  readonly kind: 'column-default';
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly id: string;
  readonly column: ColumnObject;
}

/** `OWNED BY` of a sequence. */
export interface SequenceOwner {
  readonly kind: 'sequence-owner';
  readonly schema: string;
  readonly name: string;
  readonly id: string;
  readonly sequence: SequenceObject;
}

/** The index of `REPLICA IDENTITY USING INDEX` or `CLUSTER ON`. */
export interface TableMark {
  readonly kind: 'replica-identity' | 'cluster';
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly id: string;
  readonly index: string;
  /** The letter of `pg_class.relreplident`. */
  readonly replicaIdentity: string;
}

/** The parents of a table, by inheritance or partitioning. */
export interface TableParents {
  readonly kind: 'table-parents';
  readonly schema: string;
  readonly name: string;
  readonly id: string;
  readonly table: TableObject;
}

/** Something that is created, dropped or changed by statements of its own. */
export type Part = CatalogObject | ColumnDefault | SequenceOwner | TableMark | TableParents;

/** Identity of a part, the same in both catalogs. */
export type PartKey = string;

export function partKey(part: Part): PartKey {
  switch (part.kind) {
    case 'column-default':
      return keyFor(part.kind, part.schema, part.table, part.name);
    case 'sequence-owner':
    case 'table-parents':
      return keyFor(part.kind, part.schema, part.name);
    case 'replica-identity':
    case 'cluster':
      return keyFor(part.kind, part.schema, part.table);
    default:
      return `${part.kind}\0${keyOf(part)}`;
  }
}

/** The key of a part by its names. */
export function keyFor(kind: Part['kind'], ...names: readonly string[]): PartKey {
  return [kind, ...names].join('\0');
}

/** Every part of a catalog by its key. The indexes of constraints are none: they come and go with the constraint. */
export function partsOf(objects: readonly CatalogObject[]): Map<PartKey, Part> {
  const parts = new Map<PartKey, Part>();
  const add = (part: Part) => parts.set(partKey(part), part);
  for (const object of objects) {
    if (object.kind === 'index' && object.constraint !== null) continue;
    add(object);
    if (object.kind === 'column' && (object.default !== null || object.identity !== null)) {
      const { schema, table, name, id } = object;
      add({ kind: 'column-default', schema, table, name, id, column: object });
    } else if (object.kind === 'sequence' && object.ownedBy !== null && !object.identity) {
      const { schema, name, id } = object;
      add({ kind: 'sequence-owner', schema, name, id, sequence: object });
    } else if (object.kind === 'table') {
      for (const mark of marksOf(object)) add(mark);
      const { schema, name, id, parents } = object;
      if (parents.length > 0) add({ kind: 'table-parents', schema, name, id, table: object });
    }
  }
  return parts;
}

function marksOf(table: TableObject): TableMark[] {
  const { schema, name, id, replicaIdentity } = table;
  const mark = (kind: TableMark['kind'], index: string | null | undefined): TableMark[] =>
    index ? [{ kind, schema, table: name, name: index, id, index, replicaIdentity }] : [];
  return [...mark('replica-identity', table.replicaIdentityIndex), ...mark('cluster', table.clusteredOn)];
}

/** `schema\0name` of the table or view that a part lives on, which takes the part with it when dropped; else null. */
export function homeOf(part: Part): string | null {
  switch (part.kind) {
    case 'column-default':
    case 'replica-identity':
    case 'cluster':
      return `${part.schema}\0${part.table}`;
    case 'sequence-owner':
      return null;
    case 'table-parents':
      return `${part.schema}\0${part.name}`;
    default:
      return tableKeyOf(part);
  }
}

/** Names that a part takes from others of its schema. */
export function namesOf(part: Part): string[] {
  switch (part.kind) {
    case 'table':
    case 'view':
      return [`relation\0${part.schema}\0${part.name}`, `type\0${part.schema}\0${part.name}`];
    case 'composite-type':
    case 'sequence':
      return [`relation\0${part.schema}\0${part.name}`, `type\0${part.schema}\0${part.name}`];
    case 'index':
      return [`relation\0${part.schema}\0${part.name}`];
    case 'constraint':
      return part.type === 'foreign-key' || part.type === 'check'
        ? [`constraint\0${part.schema}\0${part.table}\0${part.name}`]
        : [`relation\0${part.schema}\0${part.name}`, `constraint\0${part.schema}\0${part.table}\0${part.name}`];
    case 'enum':
    case 'domain':
    case 'range-type':
      return [`type\0${part.schema}\0${part.name}`];
    default:
      return [];
  }
}
