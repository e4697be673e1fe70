import { quoteIdentifier } from '../../../sql/identifiers';
import { quoteQualified as printed } from '../../identifier';
import type { ColumnObject, SequenceObject } from '../../model';
import { type Context, lastingParents } from '../context';
import { conversion } from '../conversion';
import { alterTable, type Draft, statement } from '../script';
import type { Kind } from './kind';
import { identityOptions } from './sequence';

const storages: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', m: 'MAIN', x: 'EXTENDED' };
const serialTypes: Readonly<Record<string, string>> = {
  smallint: 'SMALLSERIAL',
  integer: 'SERIAL',
  bigint: 'BIGSERIAL',
};
const largest: Readonly<Record<string, string>> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
};

/** A column as it stands in CREATE TABLE and after ADD COLUMN. */
export function columnDefinition(column: ColumnObject, context: Context): string {
  const { names } = context;
  const serial = serialType(column, context);
  const notNull = column.notNull && !column.notNullMark ? 'NOT NULL' : '';
  return [
    quoteIdentifier(column.name),
    serial ?? names.type(column.type),
    column.collation === null ? '' : `COLLATE ${collationName(column.collation)}`,
    notNull,
    column.generated === null
      ? ''
      : `GENERATED ALWAYS AS (${names.expression(column.generated)}) ${column.generatedKind === 'virtual' ? 'VIRTUAL' : 'STORED'}`,
    column.identity === null ? '' : identityClause(column, context),
    column.default === null || serial !== null ? '' : `DEFAULT ${names.default(column.default, column.type)}`,
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/** `GENERATED … AS IDENTITY`, with what of the sequence is not as usual. */
export function identityClause(column: ColumnObject, { to, names }: Pick<Context, 'to' | 'names'>): string {
  const sequence = column.sequence === null ? undefined : to.all('sequence').get(column.sequence);
  const options = sequence === undefined ? '' : identityOptions(sequence, usualName(sequence, column), names);
  return `GENERATED ${column.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY${options}`;
}

/**
 * The table of a column, for what is not to reach its children: these have actions of their own where they change, and
 * may be otherwise where they do not.
 */
export function onlyHome(column: ColumnObject, { from, to, names }: Context): string {
  const id = `${column.schema}.${column.table}`;
  const isParent = from.childrenOf({ id }).length + to.childrenOf({ id }).length > 0;
  return `${isParent ? 'ONLY ' : ''}${names.home(column)}`;
}

/** What cannot be said in a column's definition: one ALTER COLUMN each. `before`: what the column has already. */
export function columnSettings(
  before: Pick<ColumnObject, 'storage' | 'compression' | 'statisticsTarget' | 'options'>,
  column: ColumnObject,
  table: string,
): Draft[] {
  const alter = (action: string) => alterTable(table, `ALTER COLUMN ${quoteIdentifier(column.name)} ${action}`);
  const drafts: Draft[] = [];
  if (before.storage !== column.storage)
    drafts.push(alter(`SET STORAGE ${storages[column.storage ?? usualStorage(column.type)]}`));
  if (before.compression !== column.compression) {
    drafts.push(
      alter(`SET COMPRESSION ${column.compression === null ? 'default' : column.compression === 'l' ? 'lz4' : 'pglz'}`),
    );
  }
  if (before.statisticsTarget !== column.statisticsTarget)
    drafts.push(alter(`SET STATISTICS ${column.statisticsTarget ?? -1}`));
  const [had, has] = [before.options ?? [], column.options ?? []];
  const gone = had.map(optionName).filter((name) => !has.map(optionName).includes(name));
  const fresh = has.filter((option) => !had.includes(option));
  if (gone.length > 0) drafts.push(alter(`RESET (${gone.join(', ')})`));
  if (fresh.length > 0) drafts.push(alter(`SET (${fresh.join(', ')})`));
  return drafts;
}

/** The storage of a type (PostgreSQL source, `pg_type.dat`); `SET STORAGE DEFAULT` came with 16. */
function usualStorage(type: string): string {
  if (/^(?:numeric|inet|cidr)\b/.test(type) && !type.endsWith('[]')) return 'm';
  return 'x';
}

function optionName(option: string): string {
  return option.split('=')[0] as string;
}

/** A column as one that was just created has it. */
export const plainSettings = { storage: null, compression: null, statisticsTarget: null, options: [] };

/** NOT NULL that is NOT VALID or NO INHERIT (PostgreSQL 18) needs a constraint of its own. */
export function markedNotNull(column: ColumnObject, table: string): Draft[] {
  if (!column.notNull || !column.notNullMark) return [];
  const name = quoteIdentifier(`${column.table}_${column.name}_not_null`);
  return [alterTable(table, `ADD CONSTRAINT ${name} NOT NULL ${quoteIdentifier(column.name)} ${column.notNullMark}`)];
}

/** The sequence of an identity column gets the column's type and can be given another one only then. */
export function identityType(column: ColumnObject, { to, names }: Context): Draft[] {
  const sequence =
    column.identity === null || column.sequence === null ? undefined : to.all('sequence').get(column.sequence);
  if (sequence === undefined || sequence.type === column.type) return [];
  const { type, min, max } = sequence;
  return [
    statement('AlterSequence', `ALTER SEQUENCE ${names.of(sequence)} AS ${type} MINVALUE ${min} MAXVALUE ${max}`),
  ];
}

export const columnKind: Kind<ColumnObject> = {
  create(column, context) {
    const table = context.names.home(column);
    const foreign = context.to.all('table').get(`${column.schema}.${column.table}`)?.form === 'foreign';
    const options = foreign && column.options?.length ? ` OPTIONS (${foreignOptions(column.options)})` : '';
    const isRequired =
      column.notNull && column.default === null && column.identity === null && column.generated === null;
    const note = isRequired ? { note: `fails while table ${column.schema}.${column.table} has rows` } : {};
    return [
      // Spaced as Prisma's engine does.
      alterTable(table, `ADD COLUMN     ${columnDefinition(column, context)}${options}`, note),
      ...markedNotNull(column, table),
      ...identityType(column, context),
      ...columnSettings(
        foreign ? { ...plainSettings, options: column.options ?? [] } : plainSettings,
        column,
        onlyHome(column, context),
      ),
    ];
  },
  drop(column, { names }) {
    const loses = column.generated === null ? { losesData: `the data of column ${column.id}` } : {};
    return [alterTable(names.home(column), `DROP COLUMN ${quoteIdentifier(column.name)}`, loses)];
  },
  alter(from, to, context) {
    const { names } = context;
    const table = names.home(to);
    const alter = (action: string, more: Parameters<typeof alterTable>[2] = {}) =>
      alterTable(table, `ALTER COLUMN ${quoteIdentifier(to.name)} ${action}`, more);
    const drafts: Draft[] = [];
    if (from.generated !== null && to.generated === null) {
      if (from.generatedKind === 'virtual') return null;
      drafts.push(alter('DROP EXPRESSION'));
    } else if (from.generated !== to.generated || from.generatedKind !== to.generatedKind) return null;
    if (from.type !== to.type || from.collation !== to.collation) {
      if (to.generated !== null) return null;
      // The parents' change reaches this column.
      const follows = from.inherited && to.inherited && lastingParents(context, to).length > 0;
      if (!follows) drafts.push(alter(...typeChange(from, to, names.type(to.type))));
    }
    const weaker = from.notNullMark?.includes('NOT VALID') === true && !to.notNullMark?.includes('NOT VALID');
    if (
      from.notNull &&
      (!to.notNull || (from.notNullMark ?? null) !== (to.notNullMark ?? null)) &&
      !(weaker && to.notNull)
    ) {
      drafts.push(alter('DROP NOT NULL'), ...keptByChildren(to, context), ...markedNotNull(to, table));
      if (to.notNull && !to.notNullMark) drafts.push(alter('SET NOT NULL'));
    } else if (to.notNull && (!from.notNull || weaker)) {
      if (to.notNullMark) drafts.push(...markedNotNull(to, table));
      else drafts.push(alter('SET NOT NULL', { note: `fails while a row has no value in ${to.id}` }));
    }
    const settings = columnSettings(
      from.type === to.type ? from : { ...from, storage: null },
      to,
      onlyHome(to, context),
    );
    return [...drafts, ...settings];
  },
};

function typeChange(
  from: ColumnObject,
  to: ColumnObject,
  type: string,
): [action: string, more: { losesData?: string; note?: string }] {
  const column = quoteIdentifier(to.name);
  const { using, loses, note } = conversion(from.type, to.type);
  const expression = using === 'none' ? '' : ` USING (${column}${using === 'text' ? '::text' : ''}::${type})`;
  const collation = to.collation === null ? '' : ` COLLATE ${collationName(to.collation)}`;
  return [
    `SET DATA TYPE ${type}${collation}${expression}`,
    {
      ...(loses !== null && { losesData: `${loses} of column ${to.id}` }),
      ...(note !== null && { note: `${note}: ${to.id}` }),
    },
  ];
}

function foreignOptions(options: readonly string[]): string {
  return options
    .map((option) =>
      option.replace(/^([^=]+)=(.*)$/s, (_, name, value: string) => `${name} '${value.replaceAll("'", "''")}'`),
    )
    .join(', ');
}

/** `schema.name` of a collation; those of the system are found without a schema. */
export function collationName(id: string): string {
  const dot = id.indexOf('.');
  const [schema, name] = [id.slice(0, dot), quoteIdentifier(id.slice(dot + 1))];
  return schema === 'pg_catalog' ? name : `${quoteIdentifier(schema)}.${name}`;
}

/** DROP NOT NULL reaches the children, too. */
function keptByChildren({ schema, table, name }: ColumnObject, { to, names }: Context): Draft[] {
  const columns = to.childrenOf({ id: `${schema}.${table}` }).flatMap((child) => to.on('column', child));
  return columns
    .filter((column) => column.name === name && column.notNull)
    .map((column) => alterTable(names.home(column), `ALTER COLUMN ${quoteIdentifier(name)} SET NOT NULL`));
}

/** `SERIAL` and its kin, when the sequence is new and both are just what these would make; else null. */
export function serialType(column: ColumnObject, { from, to }: Context): string | null {
  const sequence = column.sequence === null ? undefined : to.all('sequence').get(column.sequence);
  if (
    sequence === undefined ||
    from.all('sequence').has(sequence.id) ||
    sequence.identity ||
    !column.notNull ||
    column.notNullMark ||
    sequence.ownedBy !== column.id
  )
    return null;
  const own = `nextval('${printed(sequence.schema, sequence.name).replaceAll("'", "''")}'::regclass)`;
  const usual = sequence.type === column.type && isUsual(sequence) && usualName(sequence, column);
  return column.default === own && usual ? (serialTypes[column.type] ?? null) : null;
}

function isUsual({ type, start, increment, min, max, cache, cycle }: SequenceObject): boolean {
  return start === '1' && increment === '1' && min === '1' && max === largest[type] && cache === '1' && !cycle;
}

/** True when the sequence has the name that the server gives it: `table_column_seq`, cut to 63 bytes. */
function usualName(sequence: SequenceObject, column: ColumnObject): boolean {
  let [table, name] = [column.table, column.name];
  const room = 63 - '__seq'.length;
  while (Buffer.byteLength(table) + Buffer.byteLength(name) > room) {
    if (Buffer.byteLength(table) > Buffer.byteLength(name)) table = table.slice(0, -1);
    else name = name.slice(0, -1);
  }
  return sequence.schema === column.schema && sequence.name === `${table}_${name}_seq`;
}
