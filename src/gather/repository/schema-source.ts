import type { SchemaFile } from '../../contracts/repository';
import { scanSchema, settingOf, stringOf, stringsOf } from './schema-text';

/** What the datasource and generator blocks of a schema say. */
export interface Datasource {
  /** File and line (1-based) of the first datasource block; null when there is none. */
  readonly place: { readonly path: string; readonly line: number } | null;
  /** As written (`postgres` stays `postgres`); null when there is none or it is not a literal. */
  readonly provider: string | null;
  /** Empty without `schemas`. */
  readonly schemas: readonly string[];
  /** Of all generators together. */
  readonly previewFeatures: readonly string[];
}

/**
 * Reads the datasource and generator blocks from the schema's text, without the Prisma engine, because it has to work for
 * a schema that the engine refuses.
 */
export function datasourceOf(files: readonly SchemaFile[]): Datasource {
  const blocks = files.flatMap(({ path, text }) => scanSchema(text).map((block) => ({ path, block })));
  const found = blocks.find(({ block }) => block.keyword === 'datasource');
  const generators = blocks.filter(({ block }) => block.keyword === 'generator');
  return {
    place: found === undefined ? null : { path: found.path, line: found.block.line },
    provider: found === undefined ? null : stringOf(settingOf(found.block, 'provider')),
    schemas: found === undefined ? [] : stringsOf(settingOf(found.block, 'schemas')),
    previewFeatures: [...new Set(generators.flatMap(({ block }) => stringsOf(settingOf(block, 'previewFeatures'))))],
  };
}

/** True when the schema declares a model, a view or an enum: something that a migration would have to make. */
export function declaresObjects(files: readonly SchemaFile[]): boolean {
  return files.some(({ text }) => scanSchema(text).some(({ keyword }) => /^(?:model|view|enum)$/.test(keyword)));
}
