import { identifierPattern, quoteIdentifier, quoteQualified, unquoteIdentifier } from '../identifier';
import type { CatalogObject, ColumnObject } from '../model';

/** A name with its schema. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** New names for old ones, of objects that live in a schema, by `schema\0name` of the old one. */
export type SchemaNames = ReadonlyMap<string, QualifiedName>;

/** Fields that hold names as they are or ids, and never SQL. */
const plain = new Set([
  'kind',
  'name',
  'schema',
  'table',
  'text',
  'values',
  'grants',
  'roles',
  'owner',
  'options',
  'of',
  'members',
]);
/** Fields that hold ids, which are not quoted. */
const ids = new Set(['id', 'target', 'parents', 'ownedBy', 'sequence', 'function', 'tables']);

const qualified = new RegExp(`(${identifierPattern})\\.(${identifierPattern})`, 'g');
const operator = new RegExp(`OPERATOR\\((${identifierPattern})\\.`, 'g');

/** The object as it would be if the objects named had other names; the same object where nothing changes. */
export function withSchemaNames<Kind extends CatalogObject>(object: Kind, names: SchemaNames): Kind {
  const rewritten = rewriteFields(object, (field, text) => {
    // A cast has no name of its own: it is called by its two types, as they are printed.
    if (object.kind === 'cast') return field === 'kind' || field === 'schema' ? text : rewriteText(text, names);
    if (ids.has(field) || (field === 'table' && text.includes('.'))) return rewriteId(text, names);
    return plain.has(field) ? text : rewriteText(text, names);
  });
  const home = 'table' in object ? object.table : null;
  if (home !== null) {
    const to = names.get(`${object.schema}\0${home}`);
    return to === undefined ? rewritten : { ...rewritten, table: to.name };
  }
  const to = object.kind === 'schema' ? undefined : names.get(`${object.schema}\0${object.name}`);
  return to === undefined ? rewritten : { ...rewritten, name: to.name };
}

/** The id of a function ends in the types of its arguments, as they are printed. */
function rewriteId(id: string, names: SchemaNames): string {
  const start = id.indexOf('(');
  const [head, end] = start < 0 ? [id, ''] : [id.slice(0, start), rewriteText(id.slice(start), names)];
  const renamed = head.replace(
    /^((?:[a-z-]+ )?)([^.]+)\.([^.]+)/,
    (all, kind: string, schema: string, name: string) => {
      const to = names.get(`${schema}\0${name}`);
      return to === undefined ? all : `${kind}${to.schema}.${to.name}`;
    },
  );
  return renamed + end;
}

function rewriteText(text: string, names: SchemaNames): string {
  if (!text.includes('.')) return text;
  const tables = new Map<string, string>();
  const replaced = text
    .replace(qualified, (all, schema: string, name: string) => {
      const to = names.get(`${unquoteIdentifier(schema)}\0${unquoteIdentifier(name)}`);
      if (to === undefined) return all;
      if (unquoteIdentifier(name) !== to.name) tables.set(name, quoteIdentifier(to.name));
      return quoteQualified(to.schema, to.name);
    })
    .replace(operator, (all, schema: string) => {
      const to = names.get(operatorsOf(unquoteIdentifier(schema)));
      return to === undefined ? all : `OPERATOR(${quoteIdentifier(to.schema)}.`;
    });
  // Columns are qualified with the name of their table.
  return tables.size === 0
    ? replaced
    : replaced.replace(qualified, (all, table: string, column: string) => {
        const to = tables.get(table);
        return to === undefined ? all : `${to}.${column}`;
      });
}

/** Key under which {@link SchemaNames} has the schema that the operators of a schema are in instead. */
export function operatorsOf(schema: string): string {
  return `${schema}\0\0operators`;
}

/** A view goes on to call a renamed column what it was called: `new AS old`. */
const columnAlias = new RegExp(`((?:${identifierPattern}\\.)?(${identifierPattern})) AS \\2(?![\\w$".])`, 'g');

/** One renamed column. */
export interface ColumnName {
  readonly column: ColumnObject;
  readonly to: string;
}

/** A renamed column with what finds it in texts. */
interface RenamedColumn extends ColumnName {
  readonly tableId: string;
  readonly printedTable: string;
  readonly id: RegExp;
  /** The name anywhere, and where no qualifier is before it. */
  readonly token: RegExp;
  readonly bareToken: RegExp;
}

/** Returns a function that gives an object as it would be if the columns had other names. */
export function columnRewriter(columns: readonly ColumnName[]): (object: CatalogObject) => CatalogObject {
  const byTable = new Map<string, RenamedColumn[]>();
  for (const name of columns) {
    const renamed = renamedColumn(name);
    byTable.set(renamed.tableId, [...(byTable.get(renamed.tableId) ?? []), renamed]);
  }
  const all = [...byTable.values()].flat();
  return (object) => {
    const relevant =
      object.kind === 'view'
        ? all.filter(({ printedTable }) => object.definition.includes(printedTable))
        : tablesOf(object).flatMap((table) => byTable.get(table) ?? []);
    return relevant.reduce(withColumnName, object);
  };
}

function renamedColumn({ column, to }: ColumnName): RenamedColumn {
  const tableId = `${column.schema}.${column.table}`;
  const printed = `${escapeRegExp(quoteIdentifier(column.name))}(?![\\w$"(.])`;
  return {
    column,
    to,
    tableId,
    printedTable: quoteQualified(column.schema, column.table),
    id: new RegExp(`^((?:[a-z-]+ )?)${escapeRegExp(`${tableId}.${column.name}`)}$`),
    token: new RegExp(`(?<![\\w$"])${printed}`, 'g'),
    bareToken: new RegExp(`(?<![\\w$".])${printed}`, 'g'),
  };
}

/** Ids of the tables whose columns an object can mention. */
function tablesOf(object: CatalogObject): string[] {
  const own = 'table' in object ? object.table : object.kind === 'table' ? object.name : null;
  const tables = own === null ? [] : [`${object.schema}.${own}`];
  if (object.kind === 'constraint' && object.references !== null) tables.push(object.references.table);
  if (object.kind === 'sequence' && object.ownedBy !== null) {
    tables.push(object.ownedBy.slice(0, object.ownedBy.lastIndexOf('.')));
  }
  return [...new Set(tables)];
}

function withColumnName(object: CatalogObject, renamed: RenamedColumn): CatalogObject {
  const { column, to, tableId, id, token, bareToken } = renamed;
  const printed = quoteIdentifier(to);
  const onTable = 'table' in object && object.table === column.table && object.schema === column.schema;
  if (object.kind === 'column' && onTable && object.name === column.name) {
    return { ...object, name: to, id: `${tableId}.${to}` };
  }
  if (object.kind === 'view') {
    const definition = object.definition.replace(token, () => printed).replace(columnAlias, '$1');
    return { ...object, definition };
  }
  const isTable = object.kind === 'table' && object.id === tableId;
  const rewritten = rewriteFields(object, (field, text) => {
    if (isTable && field === 'partitionKey') return text.replace(token, () => printed);
    if (ids.has(field)) return text.replace(id, (_, kind: string) => `${kind}${tableId}.${to}`);
    const isComment = 'target' in object && object.of === 'column';
    if (field === 'name' && isComment && onTable && text === column.name) return to;
    if (plain.has(field) || field === 'type' || !onTable) return text;
    if ((field === 'columns' || field === 'include') && text === column.name) return to;
    // The names after REFERENCES are another table's.
    const [own = '', ...rest] = object.kind === 'constraint' ? text.split(/(?= REFERENCES )/) : [text];
    return [own.replace(token, () => printed), ...rest].join('');
  });
  if (rewritten.kind !== 'constraint' || rewritten.references?.table !== tableId) return rewritten;
  const [own, ...rest] = rewritten.definition.split(/(?= REFERENCES )/);
  const columns = rewritten.references.columns.map((name) => (name === column.name ? to : name));
  return {
    ...rewritten,
    definition: [own, rest.join('').replace(bareToken, () => printed)].join(''),
    references: { ...rewritten.references, columns },
  };
}

/** The object as it would be if a value of the enum were called otherwise, in literals of its type. */
export function withEnumValue<Kind extends CatalogObject>(
  object: Kind,
  type: { readonly schema: string; readonly name: string },
  from: string,
  to: string,
): Kind {
  const cast = `::${quoteQualified(type.schema, type.name)}`;
  const literal = (value: string) => `'${value.replaceAll("'", "''")}'${cast}`;
  return rewriteFields(object, (field, text) =>
    plain.has(field) ? text : text.replaceAll(literal(from), literal(to)),
  );
}

/** Applies a function to every text of an object, nested ones included; the same object when none changed. */
function rewriteFields<Kind extends object>(object: Kind, rewrite: (field: string, text: string) => string): Kind {
  let changed = false;
  const entries = Object.entries(object).map(([field, value]) => {
    const next = rewriteValue(field, value, rewrite);
    if (next !== value) changed = true;
    return [field, next];
  });
  return changed ? (Object.fromEntries(entries) as Kind) : object;
}

function rewriteValue(field: string, value: unknown, rewrite: (field: string, text: string) => string): unknown {
  if (typeof value === 'string') return rewrite(field, value);
  if (Array.isArray(value)) {
    const list = value.map((item) => rewriteValue(field, item, rewrite));
    return list.some((item, i) => item !== value[i]) ? list : value;
  }
  return typeof value === 'object' && value !== null ? rewriteFields(value, rewrite) : value;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
