import { keyOf, type Side } from './compare/side';
import { quoteIdentifier, quoteQualified } from './identifier';
import {
  type CatalogObject,
  type ColumnObject,
  isDefined,
  type SequenceObject,
  type TableObject,
  type ViewObject,
} from './model';

/** What of a table is shown: all that lives on it, the names of its columns in order, or its own properties alone. */
export type TableDetail = 'whole' | 'column-order' | 'own';

/**
 * The definition of an object as text that reads like DDL, for people and for `diff` blocks; not meant to be run.
 */
export function describe(object: CatalogObject, side: Side, detail: TableDetail = 'whole'): string {
  if (isDefined(object)) return object.definition.trimEnd();
  switch (object.kind) {
    case 'schema':
      return `CREATE SCHEMA ${quoteIdentifier(object.name)};`;
    case 'table':
      return describeTable(object, side, detail);
    case 'column':
      return describeColumn(object);
    case 'constraint':
      return `CONSTRAINT ${quoteIdentifier(object.name)} ${object.definition}${object.triggersEnabled === false ? '\n-- its triggers are disabled' : ''}`;
    case 'index':
      return `${object.definition};${object.valid ? '' : '\n-- INVALID'}`;
    case 'enum':
      return `CREATE TYPE ${nameOf(object)} AS ENUM (\n${lines(object.values.map(quoteLiteral))}\n);`;
    case 'domain':
      return [
        `CREATE DOMAIN ${nameOf(object)} AS ${object.type}`,
        ...(object.collation === null ? [] : [`  COLLATE ${object.collation}`]),
        ...(object.default === null ? [] : [`  DEFAULT ${object.default}`]),
        ...(object.notNull ? ['  NOT NULL'] : []),
        ...object.constraints.map((constraint) => `  CONSTRAINT ${constraint}`),
      ].join('\n');
    case 'composite-type':
      return `CREATE TYPE ${nameOf(object)} AS (\n${lines(object.attributes)}\n);`;
    case 'range-type':
      return `CREATE TYPE ${nameOf(object)} AS RANGE (${object.definition});`;
    case 'sequence':
      return describeSequence(object);
    case 'view':
      return describeView(object);
    case 'function':
    case 'publication':
    case 'statistics':
      return object.definition.trimEnd();
    case 'trigger':
    case 'rule':
    case 'event-trigger':
      return `${object.definition.replace(/;$/, '')};${enabled(object.enabled)}`;
    case 'policy':
      return [
        `CREATE POLICY ${quoteIdentifier(object.name)} ON ${quoteQualified(object.schema, object.table)}`,
        `  AS ${object.permissive ? 'PERMISSIVE' : 'RESTRICTIVE'} FOR ${object.command} TO ${object.roles.join(', ')}`,
        ...(object.using === null ? [] : [`  USING (${object.using})`]),
        ...(object.check === null ? [] : [`  WITH CHECK (${object.check})`]),
      ].join('\n');
    case 'extension':
      return `CREATE EXTENSION ${quoteIdentifier(object.name)} SCHEMA ${quoteIdentifier(object.schema)};`;
    case 'comment':
      return `COMMENT ON ${object.of} ${object.target} IS ${quoteLiteral(object.text)};`;
    case 'privilege':
      return [`${object.of} ${object.target}`, ...object.grants.map((grant) => `  ${grant}`)].join('\n');
    case 'owner':
      return `${object.of} ${object.target} owner ${object.owner}`;
  }
}

function nameOf({ schema, name }: CatalogObject): string {
  return quoteQualified(schema, name);
}

function lines(items: readonly string[]): string {
  return items.map((item) => `  ${item}`).join(',\n');
}

function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function enabled(letter: string): string {
  const words: Readonly<Record<string, string>> = { D: ' -- disabled', R: ' -- on replicas only', A: ' -- always' };
  return words[letter] ?? '';
}

function describeColumn(column: ColumnObject): string {
  return [
    quoteIdentifier(column.name),
    column.type,
    ...(column.collation === null ? [] : [`COLLATE ${column.collation}`]),
    ...(column.storage === null ? [] : [`STORAGE ${storageWords[column.storage] ?? column.storage}`]),
    ...(column.compression === null ? [] : [`COMPRESSION ${column.compression === 'l' ? 'lz4' : 'pglz'}`]),
    ...(column.notNull ? [`NOT NULL${column.notNullMark ? ` ${column.notNullMark}` : ''}`] : []),
    ...(column.default === null ? [] : [`DEFAULT ${column.default}`]),
    ...(column.identity === null
      ? []
      : [`GENERATED ${column.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`]),
    ...(column.generated === null
      ? []
      : [`GENERATED ALWAYS AS (${column.generated}) ${column.generatedKind?.toUpperCase()}`]),
    ...(column.statisticsTarget === null ? [] : [`/* STATISTICS ${column.statisticsTarget} */`]),
    ...(column.options?.length ? [`/* ${column.options.join(', ')} */`] : []),
  ].join(' ');
}

const storageWords: Readonly<Record<string, string>> = { p: 'PLAIN', e: 'EXTERNAL', m: 'MAIN', x: 'EXTENDED' };

function describeTable(table: TableObject, side: Side, detail: TableDetail): string {
  const children = detail === 'own' ? [] : side.onTable(keyOf(table));
  const columns = children
    .filter((child): child is ColumnObject => child.kind === 'column')
    .sort((a, b) => a.position - b.position)
    .map(detail === 'column-order' ? ({ name }) => quoteIdentifier(name) : describeColumn);
  const others = detail === 'whole' ? children.filter(({ kind }) => kind !== 'column') : [];
  const constraints = others.flatMap((child) => (child.kind === 'constraint' ? [describe(child, side)] : []));
  const prefix = table.form === 'foreign' ? 'FOREIGN ' : table.unlogged ? 'UNLOGGED ' : '';
  const head = `CREATE ${prefix}TABLE ${nameOf(table)}`;
  const tail = [
    ...(table.partitionBound !== null
      ? [`PARTITION OF ${table.parents.join()} ${table.partitionBound}`]
      : table.parents.length > 0
        ? [`INHERITS (${table.parents.join(', ')})`]
        : []),
    ...(table.partitionKey === null ? [] : [`PARTITION BY ${table.partitionKey}`]),
    ...(table.accessMethod === null ? [] : [`USING ${table.accessMethod}`]),
    ...(table.foreign === null ? [] : [table.foreign]),
    ...(table.options.length === 0 ? [] : [`WITH (${table.options.join(', ')})`]),
  ];
  const after = [
    ...(table.rowSecurity ? ['ENABLE ROW LEVEL SECURITY'] : []),
    ...(table.rowSecurityForced ? ['FORCE ROW LEVEL SECURITY'] : []),
    ...(table.replicaIdentity === 'd' || table.form === 'foreign'
      ? []
      : [`REPLICA IDENTITY ${replicaIdentity(table)}`]),
    ...(table.clusteredOn ? [`CLUSTER ON ${quoteIdentifier(table.clusteredOn)}`] : []),
  ].map((words) => `ALTER TABLE ${nameOf(table)} ${words};`);
  const onTable = others.flatMap((child) =>
    child.kind === 'constraint' || (child.kind === 'index' && child.constraint !== null) ? [] : [describe(child, side)],
  );
  const inside = detail === 'own' ? '…' : `\n${lines([...columns, ...constraints])}\n`;
  return [`${[`${head} (${inside})`, ...tail].join(' ')};`, ...after, ...onTable].join('\n');
}

function replicaIdentity({ replicaIdentity, replicaIdentityIndex }: TableObject): string {
  if (replicaIdentity === 'i') return `USING INDEX ${quoteIdentifier(replicaIdentityIndex ?? '')}`;
  return replicaIdentity === 'f' ? 'FULL' : 'NOTHING';
}

function describeSequence(sequence: SequenceObject): string {
  return [
    `CREATE SEQUENCE ${nameOf(sequence)} AS ${sequence.type}`,
    `  START ${sequence.start} INCREMENT ${sequence.increment} MINVALUE ${sequence.min} MAXVALUE ${sequence.max}`,
    `  CACHE ${sequence.cache}${sequence.cycle ? ' CYCLE' : ''}`,
    ...(sequence.ownedBy === null ? [] : [`  OWNED BY ${sequence.ownedBy}`]),
  ].join('\n');
}

function describeView(view: ViewObject): string {
  const kind = view.materialized ? 'MATERIALIZED VIEW' : 'VIEW';
  const options = view.options.length === 0 ? '' : ` WITH (${view.options.join(', ')})`;
  return `CREATE ${kind} ${nameOf(view)}${options} AS\n${view.definition}`;
}
