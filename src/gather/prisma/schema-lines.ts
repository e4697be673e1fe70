import type { SchemaFile } from '../../contracts/repository';
import { datasourceOf } from '../repository/schema-source';
import {
  attributesOf,
  listOf,
  type SchemaAttribute,
  type SchemaBlock,
  scanSchema,
  stringOf,
} from '../repository/schema-text';
import {
  type DeclaredColumn,
  type DeclaredEnum,
  type DeclaredExtension,
  type DeclaredModel,
  type KeyKind,
  keyOf,
  type Place,
  type SchemaLines,
} from './declared';

/**
 * Where a schema declares its models, fields, enums and keys, read from its text: the data model that Prisma hands out
 * (DMMF) leaves out `Unsupported` fields, `@@ignore` models and many-to-many tables, and has no lines. A text that does
 * not parse gives what can be made out.
 */
export function readSchemaLines(files: readonly SchemaFile[], defaultSchema = 'public'): SchemaLines {
  const blocks = files.flatMap(({ path, text }) => scanSchema(text).map((block) => ({ ...block, file: path })));
  const modelNames = new Set(blocks.filter(isModel).map(({ name }) => name));
  const joinTables = new Map<string, Place>();
  const models: DeclaredModel[] = [];
  for (const block of blocks.filter(isModel)) {
    const fields = fieldsOf(block, modelNames);
    for (const [table, place] of joinTablesOf(block.name, fields))
      if (!joinTables.has(table)) joinTables.set(table, place);
    models.push(modelOf(block, fields, defaultSchema));
  }
  return {
    models,
    enums: blocks.filter(({ keyword }) => keyword === 'enum').map((block) => enumOf(block, defaultSchema)),
    extensions: blocks.filter(({ keyword }) => keyword === 'datasource').flatMap(extensionsOf),
    joinTables,
    previewFeatures: new Set(datasourceOf(files).previewFeatures),
  };
}

interface Field extends Place {
  readonly name: string;
  readonly type: string;
  readonly isList: boolean;
  readonly isRelation: boolean;
  readonly column: string;
  readonly attributes: readonly SchemaAttribute[];
}

type Block = SchemaBlock & { readonly file: string };
type ModelBlock = Block & Pick<DeclaredModel, 'keyword'>;

function isModel(block: Block): block is ModelBlock {
  return block.keyword === 'model' || block.keyword === 'view';
}

function fieldsOf({ entries, file }: Block, modelNames: ReadonlySet<string>): Field[] {
  const fields: Field[] = [];
  for (const { text, line } of entries) {
    const [, name, type, modifier = ''] =
      /^([\p{L}\p{N}_-]+)\s+([\p{L}\p{N}_-]+)(?:\s*\("(?:[^"\\]|\\.)*"\))?(\[\]|\?)?/u.exec(text) ?? [];
    if (name === undefined || type === undefined) continue;
    const attributes = attributesOf(text);
    const column = textOf(attributes, '@map', 'name') ?? name;
    fields.push({
      name,
      type,
      column,
      attributes,
      file,
      line,
      isList: modifier === '[]',
      isRelation: modelNames.has(type),
    });
  }
  return fields;
}

function modelOf(block: ModelBlock, fields: readonly Field[], defaultSchema: string): DeclaredModel {
  const own = block.entries.flatMap(({ text, line }) =>
    text.startsWith('@@') ? attributesOf(text).map((attribute) => ({ attribute, line })) : [],
  );
  const attributes = own.map(({ attribute }) => attribute);
  const { file } = block;
  const columnOf = (field: string) => fields.find(({ name }) => name === field)?.column ?? field;
  const keys = new Map<string, Place>();
  const addKey = (kind: KeyKind, columns: readonly string[], line: number) => {
    const key = keyOf(kind, columns);
    if (!keys.has(key)) keys.set(key, { file, line });
  };
  for (const field of fields) {
    for (const { name, arguments: values } of field.attributes) {
      if (name === '@id') addKey('primary-key', [field.column], field.line);
      if (name === '@unique') addKey('unique', [field.column], field.line);
      if (name === '@relation' && values.has('fields'))
        addKey('foreign-key', listOf(values.get('fields') ?? '').map(columnOf), field.line);
    }
  }
  for (const { attribute, line } of own) {
    const kind = ({ '@@id': 'primary-key', '@@unique': 'unique', '@@index': 'index' } as const)[attribute.name];
    if (kind === undefined) continue;
    const list = attribute.arguments.get('fields') ?? attribute.arguments.get('0') ?? '';
    addKey(
      kind,
      listOf(list).map((item) => columnOf(item.replace(/\(.*$/s, '').trim())),
      line,
    );
  }
  return {
    keyword: block.keyword,
    name: block.name,
    file,
    line: block.line,
    keys,
    schema: textOf(attributes, '@@schema', 'name') ?? defaultSchema,
    table: textOf(attributes, '@@map', 'name') ?? block.name,
    ignored: attributes.some(({ name }) => name === '@@ignore'),
    columns: new Map(fields.filter((field) => !field.isRelation).map((field) => [field.column, columnOfField(field)])),
  };
}

function columnOfField({ name, type, attributes, file, line }: Field): DeclaredColumn {
  const anyDefault = argument(attributes, '@default', 'value')?.replace(/\s/g, '') === 'dbgenerated()';
  return { field: name, file, line, anyDefault, unsupported: type === 'Unsupported' };
}

function enumOf(block: Block, defaultSchema: string): DeclaredEnum {
  const { file, line, name } = block;
  const attributes = block.entries.flatMap(({ text }) => (text.startsWith('@@') ? attributesOf(text) : []));
  return {
    name,
    file,
    line,
    schema: textOf(attributes, '@@schema', 'name') ?? defaultSchema,
    type: textOf(attributes, '@@map', 'name') ?? name,
    values: new Map(
      block.entries.flatMap((entry) => {
        const value = /^[\p{L}\p{N}_-]+/u.exec(entry.text)?.[0];
        if (value === undefined) return [];
        return [[textOf(attributesOf(entry.text), '@map', 'name') ?? value, { file, line: entry.line }] as const];
      }),
    ),
  };
}

/** `citext`, `uuidOssp(map: "uuid-ossp")`, … (prisma-engines, psl, postgres extensions). */
function extensionsOf({ entries, file }: Block): DeclaredExtension[] {
  return entries
    .filter(({ text }) => /^extensions\s*=/.test(text))
    .flatMap(({ text, line }) =>
      listOf(text.slice(text.indexOf('=') + 1)).map((item) => {
        const [attribute] = attributesOf(`@${item}`);
        return { name: stringOf(attribute?.arguments.get('map')) ?? attribute?.name.slice(1) ?? item, file, line };
      }),
    );
}

/**
 * Names that the table of a list relation would have if the other side is a list too (prisma-engines, psl,
 * implicit many-to-many relations): `_` and the relation's name, by default the two models' in alphabetical order.
 */
function* joinTablesOf(model: string, fields: readonly Field[]): Iterable<[string, Place]> {
  for (const { type, isList, isRelation, attributes, file, line } of fields) {
    if (!isList || !isRelation) continue;
    const [first, second] = [model, type].sort();
    yield [`_${textOf(attributes, '@relation', 'name') ?? `${first}To${second}`}`, { file, line }];
  }
}

/** An argument by name, or the first one without a name. */
function argument(attributes: readonly SchemaAttribute[], name: string, key: string): string | undefined {
  const found = attributes.find((attribute) => attribute.name === name)?.arguments;
  return found?.get(key) ?? found?.get('0');
}

function textOf(attributes: readonly SchemaAttribute[], name: string, key: string): string | null {
  return stringOf(argument(attributes, name, key));
}
