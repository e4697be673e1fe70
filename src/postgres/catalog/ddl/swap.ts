import { cutName, quoteIdentifier } from '../../sql/identifiers';
import { quoteQualified } from '../identifier';
import type { ColumnObject } from '../model';
import type { Change } from './change';
import type { Context } from './context';
import { kindOf } from './kinds/kinds';
import { keyFor, type Part, type PartKey } from './part';
import { type Draft, statement } from './script';

/** The columns that have a type or a collation before and after, of tables that stay. */
export function swapColumns(
  type: Part,
  changes: ReadonlyMap<PartKey, Change>,
  { from, to, names }: Context,
): ColumnObject[] {
  if (!('schema' in type) || !isType(type)) return [];
  const printed = names.printed(type);
  const has = ({ type: text, collation }: ColumnObject) =>
    type.kind === 'collation' ? collation === type.id : elementOf(text) === printed;
  return [...from.all('column').values()].filter((column) => {
    const key = keyFor('column', column.schema, column.table, column.name);
    const mode = changes.get(key)?.mode;
    const after = to.all('column').get(column.id);
    const tableMode = changes.get(keyFor('table', column.schema, column.table))?.mode;
    return (
      !column.inherited &&
      has(column) &&
      after !== undefined &&
      has(after) &&
      (mode === 'keep' || mode === 'alter') &&
      (tableMode === 'keep' || tableMode === 'alter')
    );
  });
}

function isType({ kind }: Part): boolean {
  return (
    kind === 'enum' || kind === 'domain' || kind === 'composite-type' || kind === 'range-type' || kind === 'collation'
  );
}

/** `format_type` without the brackets of an array. */
function elementOf(type: string): string {
  return type.replace(/(?:\[\])+$/, '');
}

/**
 * Makes a type anew while columns have it, the way Prisma's engine does for enums: the new type under another name, the
 * columns converted by way of their text, then the names exchanged. A collation likewise, but that values stay as they are.
 */
export function swapType(before: Part, type: Part, columns: readonly ColumnObject[], context: Context): Draft[] {
  const { names } = context;
  const temporary = (suffix: string) => `${cutName(type.name, 59)}_${suffix}`;
  const [fresh, old] = [withName(type, temporary('new')), withName(type, temporary('old'))];
  const object = type.kind === 'collation' ? 'COLLATION' : 'TYPE';
  const heading = type.kind === 'enum' ? 'AlterEnum' : 'AlterType';
  const alter = (sql: string, note?: string) => statement(heading, sql, note === undefined ? {} : { note });
  const unfit = unfitValues(before, type);
  const brackets = (column: ColumnObject) => column.type.slice(elementOf(column.type).length);
  return [
    ...kindOf(type)
      .create(fresh, context)
      .map(({ sql }) => alter(sql)),
    ...columns.map((column) => {
      const [name, target] = [quoteIdentifier(column.name), `${names.of(fresh)}${brackets(column)}`];
      if (type.kind === 'collation')
        return alter(
          `ALTER TABLE ${names.home(column)} ALTER COLUMN ${name} TYPE ${column.type} COLLATE ${names.of(fresh)}`,
        );
      const text = `${name}::text${brackets(column)}::${target}`;
      return alter(
        `ALTER TABLE ${names.home(column)} ALTER COLUMN ${name} TYPE ${target} USING (${text})`,
        unfit === null ? undefined : `fails while ${column.id} has ${unfit} in a row`,
      );
    }),
    alter(`ALTER ${object} ${names.of(type)} RENAME TO ${quoteIdentifier(old.name)}`),
    alter(`ALTER ${object} ${names.of(fresh)} RENAME TO ${quoteIdentifier(type.name)}`),
    ...kindOf(type)
      .drop(old, context)
      .map(({ sql }) => alter(sql)),
  ];
}

function withName(type: Part, name: string): Part {
  if (type.kind !== 'collation') return { ...type, name };
  const rename = (text: string) =>
    text.replace(quoteQualified(type.schema, type.name), quoteQualified(type.schema, name));
  return { ...type, name, identity: rename(type.identity), definition: rename(type.definition) };
}

/** Which values the new type does not have, in words; null: it has all. */
function unfitValues(before: Part, after: Part): string | null {
  if (before.kind !== 'enum' || after.kind !== 'enum') return 'a value that the new type does not take';
  const gone = before.values.filter((value) => !after.values.includes(value));
  return gone.length === 0 ? null : gone.map((value) => `'${value}'`).join(' or ');
}
