import { quoteIdentifier, quoteQualified } from '../../../postgres/catalog/identifier';
import { type CatalogObject, type ColumnObject, isDefined } from '../../../postgres/catalog/model';
import { quoteLiteral } from '../../../postgres/sql/identifiers';

export type SingleObject = CatalogObject & {
  readonly kind: Exclude<CatalogObject['kind'], 'comment' | 'privilege' | 'owner'>;
};

/** SQL that makes one object, ready to paste; null where that takes more than a statement or two. */
export function createSql(object: CatalogObject): string | null {
  if (isDefined(object)) return terminated(object.definition);
  switch (object.kind) {
    case 'schema':
      return `CREATE SCHEMA ${quoteIdentifier(object.name)};`;
    case 'column':
      return object.identity === null && object.sequence === null
        ? `ALTER TABLE ${tableOf(object)} ADD COLUMN ${columnSql(object)};`
        : null;
    case 'constraint':
      return `ALTER TABLE ${tableOf(object)} ADD CONSTRAINT ${quoteIdentifier(object.name)} ${object.definition};`;
    case 'enum':
      return `CREATE TYPE ${nameOf(object)} AS ENUM (${object.values.map(quoteLiteral).join(', ')});`;
    case 'composite-type':
      return `CREATE TYPE ${nameOf(object)} AS (${object.attributes.join(', ')});`;
    case 'range-type':
      return `CREATE TYPE ${nameOf(object)} AS RANGE (${object.definition});`;
    case 'view':
      return `CREATE ${object.materialized ? 'MATERIALIZED ' : ''}VIEW ${nameOf(object)}${object.options.length > 0 ? ` WITH (${object.options.join(', ')})` : ''} AS\n${terminated(object.definition)}`;
    case 'index':
    case 'function':
    case 'trigger':
    case 'rule':
    case 'event-trigger':
    case 'publication':
    case 'statistics':
      return terminated(object.definition);
    case 'policy':
      return [
        `CREATE POLICY ${quoteIdentifier(object.name)} ON ${tableOf(object)}`,
        ` AS ${object.permissive ? 'PERMISSIVE' : 'RESTRICTIVE'} FOR ${object.command}`,
        ` TO ${object.roles.map((role) => (role === 'public' ? 'PUBLIC' : quoteIdentifier(role))).join(', ')}`,
        object.using === null ? '' : ` USING (${object.using})`,
        object.check === null ? '' : ` WITH CHECK (${object.check})`,
        ';',
      ].join('');
    case 'extension':
      return `CREATE EXTENSION ${quoteIdentifier(object.name)} SCHEMA ${quoteIdentifier(object.schema)};`;
    default:
      return null;
  }
}

/** SQL that drops one object. */
export function dropSql(object: SingleObject): string {
  const { name } = object;
  if (isDefined(object)) return `DROP ${object.identity};`;
  switch (object.kind) {
    case 'column':
    case 'constraint':
      return `ALTER TABLE ${tableOf(object)} DROP ${object.kind.toUpperCase()} ${quoteIdentifier(name)};`;
    case 'trigger':
    case 'rule':
    case 'policy':
      return `DROP ${object.kind.toUpperCase()} ${quoteIdentifier(name)} ON ${tableOf(object)};`;
    case 'schema':
    case 'extension':
    case 'publication':
      return `DROP ${object.kind.toUpperCase()} ${quoteIdentifier(name)};`;
    case 'event-trigger':
      return `DROP EVENT TRIGGER ${quoteIdentifier(name)};`;
    case 'function':
      return `DROP ${object.form === 'procedure' || object.form === 'aggregate' ? object.form.toUpperCase() : 'FUNCTION'} ${nameOf(object)}(${object.arguments});`;
    case 'table':
      return `DROP ${object.form === 'foreign' ? 'FOREIGN ' : ''}TABLE ${nameOf(object)};`;
    case 'view':
      return `DROP ${object.materialized ? 'MATERIALIZED ' : ''}VIEW ${nameOf(object)};`;
    case 'domain':
      return `DROP DOMAIN ${nameOf(object)};`;
    case 'enum':
    case 'composite-type':
    case 'range-type':
      return `DROP TYPE ${nameOf(object)};`;
    case 'index':
    case 'sequence':
    case 'statistics':
      return `DROP ${object.kind.toUpperCase()} ${nameOf(object)};`;
  }
}

/** SQL that makes `from` what `to` is; null where that takes more than a statement or two. */
export function alterSql(from: CatalogObject, to: CatalogObject, aspects: readonly string[]): string | null {
  if (from.kind !== to.kind) return null;
  const renames = aspects.some((aspect) => aspect.startsWith('renamed from'));
  if (renames) return aspects.length === 1 ? renameSql(from, to) : null;
  switch (to.kind) {
    case 'column':
      return from.kind === 'column' ? alterColumn(from, to, aspects) : null;
    case 'function':
      return to.form === 'aggregate' ? null : terminated(to.definition);
    case 'view':
      return to.materialized ? null : (createSql(to)?.replace('CREATE VIEW', 'CREATE OR REPLACE VIEW') ?? null);
    case 'constraint':
    case 'index':
    case 'rule':
    case 'policy':
    case 'cast':
      return aspects.some((aspect) => aspect.includes('upheld'))
        ? null
        : `${dropSql(from as SingleObject)}\n${createSql(to)}`;
    case 'trigger':
      return aspects.every((aspect) => aspect.includes('abled'))
        ? triggerState(to)
        : `${dropSql(from as SingleObject)}\n${createSql(to)}`;
    case 'table':
      return aspects.every((aspect) => /^row level security (?:on|off) /.test(aspect))
        ? `ALTER TABLE ${nameOf(to)} ${to.rowSecurity ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY;`
        : null;
    case 'enum':
      return from.kind === 'enum' ? addValues(from.values, to.values, nameOf(to)) : null;
    default:
      return null;
  }
}

function triggerState(to: CatalogObject & { readonly kind: 'trigger' }): string {
  const word = { O: 'ENABLE', D: 'DISABLE', R: 'ENABLE REPLICA', A: 'ENABLE ALWAYS' }[to.enabled] ?? 'ENABLE';
  return `ALTER TABLE ${tableOf(to)} ${word} TRIGGER ${quoteIdentifier(to.name)};`;
}

/** Values can be added, not taken away. */
function addValues(from: readonly string[], to: readonly string[], name: string): string | null {
  const added = to.filter((value) => !from.includes(value));
  if (added.length === 0 || from.some((value) => !to.includes(value))) return null;
  return added
    .map((value) => {
      const before = to[to.indexOf(value) - 1];
      const place = before === undefined ? ` BEFORE ${quoteLiteral(to[1] ?? '')}` : ` AFTER ${quoteLiteral(before)}`;
      return `ALTER TYPE ${name} ADD VALUE ${quoteLiteral(value)}${place};`;
    })
    .join('\n');
}

function alterColumn(from: ColumnObject, to: ColumnObject, aspects: readonly string[]): string | null {
  const actions: string[] = [];
  for (const aspect of aspects) {
    if (aspect.startsWith('type ') && isPlainConversion(from.type, to.type))
      actions.push(`TYPE ${to.type} USING ${quoteIdentifier(to.name)}::${to.type}`);
    else if (aspect === 'not null → nullable' || aspect === 'nullable → not null')
      actions.push(`${to.notNull ? 'SET' : 'DROP'} NOT NULL`);
    else if (aspect.startsWith('default') && from.sequence === null && to.sequence === null)
      actions.push(to.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${to.default}`);
    else return null;
  }
  return actions
    .map((action) => `ALTER TABLE ${tableOf(to)} ALTER COLUMN ${quoteIdentifier(to.name)} ${action};`)
    .join('\n');
}

/** Types that the server converts into each other by itself. */
const conversions = [
  /^(?:smallint|integer|bigint|numeric)\b/,
  /^(?:text|character varying)\b/,
  /^timestamp\b/,
  /^interval\b/,
];

function isPlainConversion(from: string, to: string): boolean {
  return conversions.some((types) => types.test(from) && types.test(to));
}

function renameSql(from: CatalogObject, to: CatalogObject): string | null {
  const name = quoteIdentifier(to.name);
  switch (from.kind) {
    case 'column':
    case 'constraint':
      return `ALTER TABLE ${tableOf(from)} RENAME ${from.kind.toUpperCase()} ${quoteIdentifier(from.name)} TO ${name};`;
    case 'trigger':
    case 'policy':
    case 'rule':
      return `ALTER ${from.kind.toUpperCase()} ${quoteIdentifier(from.name)} ON ${tableOf(from)} RENAME TO ${name};`;
    case 'index':
    case 'sequence':
    case 'table':
    case 'domain':
    case 'statistics':
      return `ALTER ${from.kind.toUpperCase()} ${nameOf(from)} RENAME TO ${name};`;
    case 'view':
      return `ALTER ${from.materialized ? 'MATERIALIZED ' : ''}VIEW ${nameOf(from)} RENAME TO ${name};`;
    case 'enum':
    case 'composite-type':
    case 'range-type':
      return `ALTER TYPE ${nameOf(from)} RENAME TO ${name};`;
    case 'function':
      return `ALTER ROUTINE ${nameOf(from)}(${from.arguments}) RENAME TO ${name};`;
    default:
      return null;
  }
}

function columnSql(column: ColumnObject): string {
  return [
    quoteIdentifier(column.name),
    column.type,
    column.notNull ? 'NOT NULL' : '',
    column.default === null ? '' : `DEFAULT ${column.default}`,
    column.generated === null ? '' : `GENERATED ALWAYS AS (${column.generated}) ${column.generatedKind?.toUpperCase()}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function tableOf({ schema, table }: { readonly schema: string; readonly table: string }): string {
  return quoteQualified(schema, table);
}

function nameOf({ schema, name }: CatalogObject): string {
  return quoteQualified(schema, name);
}

function terminated(sql: string): string {
  return `${sql.trim().replace(/;$/, '')};`;
}
