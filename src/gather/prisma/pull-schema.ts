import type { SchemaFile } from '../../contracts/repository';
import type { Connection } from '../../postgres/connection';
import { datasourceOf } from '../repository/schema-source';
import { type SchemaBlock, scanSchema } from '../repository/schema-text';
import { adaptSchema } from './adapt-schema';
import { adapterFactory } from './adapter';
import { withEngine } from './engine';

/**
 * `prisma db pull`: the schema files as Prisma's engine changes them to what a database has. Blocks that say the same are
 * left as they are written, and so is everything outside of models, enums, views and types.
 * @returns the files that change, with their new text
 * @throws EngineError when the schema is invalid or the engine cannot read the database
 */
export async function pullSchema(
  connection: Connection,
  files: readonly SchemaFile[],
  defaultSchema: string,
): Promise<SchemaFile[]> {
  const { schemas } = datasourceOf(files);
  const { schema } = await withEngine(adapterFactory(connection, defaultSchema), (engine) =>
    engine.introspect({
      schema: { files: adaptSchema(files) },
      baseDirectoryPath: '/',
      force: false,
      compositeTypeDepth: -1,
      namespaces: schemas.length === 0 ? null : [...schemas],
    }),
  );
  const pulled = schema.files.flatMap(({ content }) => definitions(content));
  const known = new Set(files.flatMap(({ text }) => definitions(text).map(({ block }) => keyOf(block))));
  const added = pulled.filter(({ block }) => !known.has(keyOf(block))).map(({ source }) => source);
  const byKey = new Map(pulled.map((definition) => [keyOf(definition.block), definition]));
  return files.flatMap(({ path, text }, index) => {
    const merged = merge(text, byKey, index === 0 ? added : []);
    return merged === text ? [] : [{ path, text: merged }];
  });
}

interface Definition {
  readonly block: SchemaBlock;
  readonly source: string;
}

function definitions(text: string): Definition[] {
  return scanSchema(text)
    .filter(({ keyword }) => keyword !== 'datasource' && keyword !== 'generator')
    .map((block) => ({ block, source: text.slice(block.start, block.end) }));
}

function merge(text: string, pulled: ReadonlyMap<string, Definition>, added: readonly string[]): string {
  let merged = text;
  // From the end to the start, so that offsets before a replacement stay right.
  for (const { block } of definitions(text).reverse()) {
    const now = pulled.get(keyOf(block));
    if (now !== undefined && meaning(now.block) === meaning(block)) continue;
    const rest = merged.slice(block.end);
    merged = merged.slice(0, block.start) + (now?.source ?? '') + (now === undefined ? rest.replace(/^\n+/, '') : rest);
  }
  return [merged.replace(/\n*$/, '\n'), ...added.map((source) => `${source}\n`)].join('\n').replace(/\n+$/, '\n');
}

function keyOf({ keyword, name }: SchemaBlock): string {
  return `${keyword} ${name}`;
}

/** What a block says, however it is laid out. */
function meaning({ entries }: SchemaBlock): string {
  return entries
    .map(({ text }) => text.replace(/\s+/g, ' '))
    .sort()
    .join('\n');
}
