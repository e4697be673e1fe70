import { quoteIdentifier } from '../../../sql/identifiers';
import type { ColumnObject, TableObject } from '../../model';
import type { Context } from '../context';
import { optionChanges, optionList } from '../options';
import type { TableMark, TableParents } from '../part';
import { alterTable, type Draft, statement } from '../script';
import { columnDefinition, columnKind, columnSettings, identityType, markedNotNull, plainSettings } from './column';
import { columnDefaultKind } from './column-default';
import { constraintClause, constraintSettings } from './constraint';
import { type Kind, sameOrAnew } from './kind';

export const tableKind: Kind<TableObject> = {
  create(table, context) {
    const { names, to } = context;
    const name = names.of(table);
    const columns = to.on('column', table);
    const own = columns.filter((column) => !column.inherited);
    const keys = to.on('constraint', table).filter(({ type }) => type === 'primary-key');
    const kind = table.form === 'foreign' ? 'FOREIGN TABLE' : table.unlogged ? 'UNLOGGED TABLE' : 'TABLE';
    const storage = [
      ...(table.partitionKey === null ? [] : [`PARTITION BY ${names.expression(table.partitionKey)}`]),
      ...(table.accessMethod === null ? [] : [`USING ${quoteIdentifier(table.accessMethod)}`]),
      ...(table.foreign === null ? [] : [table.foreign]),
      ...(table.options.length === 0 ? [] : [`WITH (${optionList(table.options)})`]),
    ];
    const parents = table.parents.map((id) => names.id(id, to.all('table'))).join(', ');
    const clauses = [
      own.map((column) => columnDefinition(column, context)).join(',\n    '),
      keys.map((key) => constraintClause(key, context)).join(',\n    '),
    ].filter((clause) => clause !== '');
    const body = clauses.length === 0 ? '' : `\n    ${clauses.join(',\n\n    ')}\n`;
    const sql =
      table.partitionBound !== null
        ? [
            `CREATE ${kind} ${name} PARTITION OF ${parents}`,
            ...(body === '' ? [] : [`(${body})`]),
            table.partitionBound,
            ...storage,
          ]
        : table.ofType
          ? [
              `CREATE ${kind} ${name} OF ${names.type(table.ofType)}`,
              ...(keys.length === 0 ? [] : [`(\n    ${clauses.at(-1)}\n)`]),
              ...storage,
            ]
          : [`CREATE ${kind} ${name} (${body})`, ...(parents === '' ? [] : [`INHERITS (${parents})`]), ...storage];
    return [
      statement('CreateTable', sql.join(' ')),
      ...columns.flatMap((column) => ofParents(column, table, context)),
      ...own.flatMap((column) => [
        ...markedNotNull(column, name),
        ...identityType(column, context),
        ...columnSettings(plainSettings, column, name),
      ]),
      ...keys.flatMap((key) => constraintSettings(key, context)),
      ...rowSecurity(table.rowSecurity, table.rowSecurityForced, name, false, false),
      ...(replicaLetter(table) === 'd' || table.form === 'foreign' ? [] : replicaIdentity(table, context)),
    ];
  },
  drop(table, { names }) {
    const loses =
      table.form === 'foreign' || table.partitionKey !== null ? {} : { losesData: `the rows of table ${table.id}` };
    return [
      statement('DropTable', `DROP ${table.form === 'foreign' ? 'FOREIGN ' : ''}TABLE ${names.of(table)}`, loses),
    ];
  },
  alter(from, to, context) {
    const anew =
      from.form !== to.form ||
      from.partitionKey !== to.partitionKey ||
      from.foreign !== to.foreign ||
      (from.ofType ?? null) !== (to.ofType ?? null) ||
      (from.accessMethod !== to.accessMethod && from.partitionKey !== null);
    if (anew) return null;
    const name = context.names.of(to);
    return [
      ...(from.accessMethod === to.accessMethod
        ? []
        : [alterTable(name, `SET ACCESS METHOD ${quoteIdentifier(to.accessMethod ?? 'heap')}`)]),
      ...(from.unlogged === to.unlogged ? [] : [alterTable(name, to.unlogged ? 'SET UNLOGGED' : 'SET LOGGED')]),
      ...optionChanges(from.options, to.options).map((action) => alterTable(name, action)),
      ...rowSecurity(to.rowSecurity, to.rowSecurityForced, name, from.rowSecurity, from.rowSecurityForced),
      ...(replicaLetter(from) === replicaLetter(to) ? [] : replicaIdentity(to, context)),
    ];
  },
};

/** What a column has otherwise than the parent's, of which it was made. */
function ofParents(column: ColumnObject, table: TableObject, context: Context): Draft[] {
  if (!column.inherited) return [];
  const origin = context.to
    .parentsOf(table)
    .flatMap((parent) => context.to.on('column', parent))
    .find(({ name }) => name === column.name);
  if (origin === undefined) return [];
  const before = { ...origin, schema: column.schema, table: column.table, id: column.id, collation: column.collation };
  const value = (of: ColumnObject) => ({
    kind: 'column-default' as const,
    schema: of.schema,
    table: of.table,
    name: of.name,
    id: of.id,
    column: of,
  });
  const same = before.default === column.default || before.identity !== null || column.identity !== null;
  return [
    ...(columnKind.alter({ ...before, type: column.type }, column, context) ?? []),
    ...(same
      ? []
      : column.default === null
        ? columnDefaultKind.drop(value(column), context)
        : columnDefaultKind.create(value(column), context)),
  ];
}

/** Left before anything happens to the columns that parents share, entered after. */
export const tableParentsKind: Kind<TableParents> = {
  create: ({ table }, context) => enter(table, table.parents, context),
  drop: ({ table }, context) => leave(table, table.parents, context),
  alter({ table: from }, { table: to }, context) {
    if (from.partitionBound !== to.partitionBound) return null;
    return [
      ...leave(from, without(from.parents, to.parents), context),
      ...enter(to, without(to.parents, from.parents), context),
    ];
  },
};

function without(list: readonly string[], others: readonly string[]): readonly string[] {
  return list.filter((item) => !others.includes(item));
}

function leave(table: TableObject, parents: readonly string[], { names, from }: Context): Draft[] {
  return parents.map((id) => {
    const parent = names.id(id, from.all('table'));
    return table.partitionBound === null
      ? statement('AlterTable', `ALTER TABLE ${names.of(table)} NO INHERIT ${parent}`)
      : statement('AlterTable', `ALTER TABLE ${parent} DETACH PARTITION ${names.of(table)}`);
  });
}

function enter(table: TableObject, parents: readonly string[], { names, to }: Context): Draft[] {
  return parents.map((id) => {
    const parent = names.id(id, to.all('table'));
    return table.partitionBound === null
      ? statement('AlterTable', `ALTER TABLE ${names.of(table)} INHERIT ${parent}`)
      : statement('AlterTable', `ALTER TABLE ${parent} ATTACH PARTITION ${names.of(table)} ${table.partitionBound}`);
  });
}

function rowSecurity(on: boolean, forced: boolean, name: string, wasOn: boolean, wasForced: boolean): Draft[] {
  return [
    ...(on === wasOn ? [] : [alterTable(name, `${on ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`)]),
    ...(forced === wasForced ? [] : [alterTable(name, `${forced ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`)]),
  ];
}

/** An index that is gone leaves the letter behind, which no statement can set. */
function replicaLetter({ replicaIdentity, replicaIdentityIndex }: TableObject): string {
  return replicaIdentity === 'i' && !replicaIdentityIndex ? 'gone' : replicaIdentity;
}

function replicaIdentity(table: TableObject, { names, remains }: Context): Draft[] {
  const letter = replicaLetter(table);
  // The index sets it.
  if (letter === 'i') return [];
  if (letter === 'gone')
    remains(`replica identity of table ${table.id} is an index that is gone; the script sets NOTHING`);
  const words: Readonly<Record<string, string>> = { f: 'FULL', n: 'NOTHING', gone: 'NOTHING' };
  return [alterTable(names.of(table), `REPLICA IDENTITY ${words[letter] ?? 'DEFAULT'}`)];
}

/** With its index gone the mark is, too; another identity is set by the table. */
export const replicaIdentityKind: Kind<TableMark> = {
  create: (mark, { names }) => [
    alterTable(names.home(mark), `REPLICA IDENTITY USING INDEX ${quoteIdentifier(mark.index)}`),
  ],
  drop: () => [],
  alter: (from, to) => sameOrAnew(from.index === to.index),
};

export const clusterKind: Kind<TableMark> = {
  create: (mark, { names }) => [alterTable(names.home(mark), `CLUSTER ON ${quoteIdentifier(mark.index)}`)],
  drop: (mark, { names }) => [alterTable(names.home(mark), 'SET WITHOUT CLUSTER')],
  alter: (from, to) => sameOrAnew(from.index === to.index),
};
