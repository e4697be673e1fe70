import type { SchemaFile } from '../../contracts/repository';
import {
  type SchemaBlock,
  type SchemaEntry,
  scanSchema,
  settingOf,
  stringOf,
  stringsOf,
} from '../repository/schema-text';

export interface AdaptOptions {
  /** Preview features to switch on whether or not the schema does. */
  readonly previewFeatures?: readonly string[];
  /** Another name for a database schema, in `schemas` and `@@schema`. */
  readonly renameSchema?: (name: string) => string;
}

/** A schema file as the engine takes it. */
export interface EngineFile {
  readonly path: string;
  readonly content: string;
}

/** Of `datasource`: gone in Prisma 7, P1012 there; the engine here never connects by them. */
const connectionKeys = ['url', 'directUrl', 'shadowDatabaseUrl'];

/** `preview_features()` of `@prisma/prisma-schema-wasm` 7.10; others are P1012 (`metrics`, `driverAdapters`, …). */
const knownPreviewFeatures = [
  'nativeDistinct',
  'partialIndexes',
  'postgresqlExtensions',
  'relationJoins',
  'schemaEngineDriverAdapters',
  'shardKeys',
  'strictUndefinedChecks',
  'typedSql',
  'views',
];

/** Cannot be the path of a user's file. */
const generatorFile = '<prisma-migration-gate>';

/**
 * The schema as Prisma 7's engine parses it, written for whichever version since 4: without connection URLs, generators
 * and preview features that are gone. Line numbers stay as they are; the user's files are never changed.
 */
export function adaptSchema(files: readonly SchemaFile[], options: AdaptOptions = {}): EngineFile[] {
  const features = new Set(options.previewFeatures ?? []);
  const adapted = files.map(({ path, text }) => {
    const pieces: string[] = [];
    let from = 0;
    const replace = ({ start, end }: { readonly start: number; readonly end: number }, by: string) => {
      pieces.push(text.slice(from, start), by);
      from = end;
    };
    for (const block of scanSchema(text)) {
      if (block.keyword === 'generator') {
        for (const feature of stringsOf(settingOf(block, 'previewFeatures'))) features.add(feature);
        replace(block, blankLines(text.slice(block.start, block.end)));
      } else {
        for (const entry of block.entries)
          replace(entry, adaptEntry(block, entry, text.slice(entry.start, entry.end), options));
      }
    }
    return { path, content: pieces.join('') + text.slice(from) };
  });
  const known = [...features].filter((feature) => knownPreviewFeatures.includes(feature));
  const list = known.map((feature) => JSON.stringify(feature)).join(', ');
  const generator = `generator gate {\n  provider = "none"\n  previewFeatures = [${list}]\n}\n`;
  return [...adapted, { path: generatorFile, content: generator }];
}

function adaptEntry(block: SchemaBlock, entry: SchemaEntry, text: string, { renameSchema }: AdaptOptions): string {
  if (block.keyword !== 'datasource') {
    if (renameSchema === undefined || !text.startsWith('@@schema')) return text;
    return renameStrings(text, renameSchema);
  }
  const key = keyOf(entry);
  if (connectionKeys.includes(key)) return blankLines(text);
  // The preview of Prisma 3 and 4 for what is `relationMode` since 4.5.
  if (key === 'referentialIntegrity') return text.replace('referentialIntegrity', 'relationMode');
  if (key === 'schemas' && renameSchema !== undefined) return renameStrings(text, renameSchema);
  return text;
}

function keyOf(entry: SchemaEntry): string {
  return /^(\w+)\s*=/.exec(entry.text)?.[1] ?? '';
}

function renameStrings(text: string, rename: (name: string) => string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"?/g, (literal) => {
    const name = stringOf(literal);
    return name === null ? literal : JSON.stringify(rename(name));
  });
}

/** As many lines with nothing on them. */
function blankLines(text: string): string {
  return text.replace(/[^\n]/g, '');
}
