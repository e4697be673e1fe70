import type { ColumnObject, TriggerObject } from '../model';
import { type Context, lastingParents, type Picture } from './context';
import { serialType } from './kinds/column';
import { homeOf, keyFor, type Part, type PartKey } from './part';

/** The parts with which a part goes without being named. */
export function takenBy(part: Part, context: Context): PartKey[] {
  const { from } = context;
  const home = homeOf(part);
  const homes = home === null ? [] : [`table\0${home}`, `view\0${home}`];
  switch (part.kind) {
    case 'column':
      return [...homes, ...(part.inherited ? parentColumns(part, context) : [])];
    case 'column-default':
      return [...homes, keyFor('column', part.schema, part.table, part.name)];
    case 'constraint':
      // Two tables that refer to each other can only go without their foreign keys.
      return part.type === 'foreign-key' && part.references?.table !== `${part.schema}.${part.table}` ? [] : homes;
    case 'sequence': {
      const column = part.ownedBy === null ? undefined : from.all('column').get(part.ownedBy);
      if (column === undefined) return [];
      const { schema, table, name } = column;
      return [
        keyFor('column', schema, table, name),
        ...(part.identity ? [keyFor('column-default', schema, table, name)] : []),
      ];
    }
    case 'sequence-owner':
      return [keyFor('sequence', part.schema, part.name)];
    case 'trigger':
      return [...homes, ...parentTriggers(part, from)];
    case 'cluster':
      return [
        ...homes,
        keyFor('index', part.schema, part.index),
        keyFor('constraint', part.schema, part.table, part.index),
      ];
    case 'comment':
    case 'privilege':
    case 'owner':
      return targetKeys(part);
    default:
      return homes;
  }
}

/** The parts with which a part comes without being named. */
export function broughtBy(part: Part, context: Context): PartKey[] {
  const { to } = context;
  const home = homeOf(part);
  const table = home === null ? [] : [`table\0${home}`];
  switch (part.kind) {
    case 'column':
      return [...table, ...(part.inherited ? parentColumns(part, context) : [])];
    case 'column-default':
      // A column that comes from a parent comes with the parent's.
      return isAsParents(part.column, context) ? [keyFor('column', part.schema, part.table, part.name)] : table;
    case 'constraint':
      return part.type === 'primary-key' ? table : [];
    case 'table-parents':
      return table;
    case 'sequence':
    case 'sequence-owner': {
      const sequence = part.kind === 'sequence' ? part : part.sequence;
      const column = sequence.ownedBy === null ? undefined : to.all('column').get(sequence.ownedBy);
      if (column === undefined) return [];
      const key = keyFor('column', column.schema, column.table, column.name);
      if (sequence.identity) return [key, keyFor('column-default', column.schema, column.table, column.name)];
      return serialType(column, context) === null ? [] : [key];
    }
    default:
      return [];
  }
}

/** False for a column of a partition or child that has another default than the column it comes from. */
function isAsParents(column: ColumnObject, context: Context): boolean {
  if (!column.inherited) return true;
  return parentColumns(column, context).some((key) => {
    const parent = context.to.parts.get(key);
    return parent?.kind === 'column' && parent.default === column.default;
  });
}

/** The columns of parents that a column comes and goes with. */
function parentColumns(column: ColumnObject, context: Context): PartKey[] {
  return lastingParents(context, column).map(({ schema, name }) => keyFor('column', schema, name, column.name));
}

/** The triggers of a partitioned parent that a partition's trigger is a copy of. */
function parentTriggers(trigger: TriggerObject, picture: Picture): PartKey[] {
  const table = picture.homeOf(trigger);
  if (table === undefined || table.partitionBound === null) return [];
  return picture.parentsOf(table).map(({ schema, name }) => keyFor('trigger', schema, name, trigger.name));
}

/** The object that a comment, a privilege or an owner is of. */
function targetKeys({ of, schema, table, name, target }: Extract<Part, { target: string }>): PartKey[] {
  if (of === 'function') return [keyFor('function', target)];
  if (table === null) return [`${of}\0${schema}\0${name}`, keyFor('schema', name)];
  return [`${of}\0${schema}\0${table}\0${name}`, keyFor('table', schema, table), keyFor('view', schema, table)];
}
