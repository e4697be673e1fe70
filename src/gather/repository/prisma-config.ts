import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from '@babel/parser';
import type { File, Node, Program } from '@babel/types';
import { UsageError } from '../../base/errors';
import type { PrismaConfig } from '../../contracts/repository';
import type { Settings } from '../../contracts/settings';
import { largestConfig, readText } from '../../git/files';
import { isMissing, relativePath } from '../../git/paths';
import { absolute, isObject, type Literal, type LiteralObject, Literals, unknown } from './config-literals';

/** The config file, with the places it names as absolute paths. */
export interface FoundConfig {
  readonly config: PrismaConfig;
  /** Absolute directory of the file: relative paths in it start there. */
  readonly directory: string;
  /** Value of `schema`, absolute; null when it is not set or not a literal. */
  readonly schema: string | null;
  /** Value of `migrations.path`, absolute; null when it is not set or not a literal. */
  readonly migrationsPath: string | null;
}

const extensions = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts'];

/** In Prisma's order: packages/config/src/loadConfigFromFile.ts of the branch v7 (7.11). */
const candidates = [
  ...extensions.map((extension) => `prisma7.config${extension}`),
  ...extensions.map((extension) => `.config/prisma7${extension}`),
  ...['prisma.config', '.config/prisma', '.config/prisma.config'].flatMap((base) => [
    ...extensions.map((extension) => `${base}${extension}`),
    ...extensions.map((extension) => `${base}/index${extension}`),
  ]),
];

/** Which input stands in for a key that cannot be read. */
const inputs = {
  schema: 'schema',
  'migrations.path': 'migrations',
  'tables.external': 'exclude (config file)',
  'enums.external': 'exclude (config file)',
} as const;
type Key = keyof typeof inputs;

/**
 * Reads the Prisma config file of the working directory. The file is parsed, never executed: it is code of the repository
 * under check.
 * @returns null when there is none
 * @throws UsageError when the file is not valid JavaScript or TypeScript, or cannot be read
 */
export async function readPrismaConfig(settings: Settings): Promise<FoundConfig | null> {
  const { repositoryRoot: root, workingDirectory } = settings;
  const file = await findConfig(workingDirectory);
  if (file === null) return null;
  return parsePrismaConfig(settings, file, readText(root, file, largestConfig) ?? '');
}

/**
 * What the text of a config file says.
 * @param file absolute path, where its relative paths start
 * @throws UsageError when it is not valid JavaScript or TypeScript
 */
export function parsePrismaConfig(
  { repositoryRoot, workingDirectory }: Pick<Settings, 'repositoryRoot' | 'workingDirectory'>,
  file: string,
  text: string,
): FoundConfig {
  const path = relativePath(repositoryRoot, file);
  const { program } = parseConfig(path, text);
  try {
    return interpret(program, { path, file, workingDirectory });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${path} is nested too deeply to be read: set the inputs \`schema\` and \`migrations\`.`);
  }
}

/** Absolute paths where a config file may be, in Prisma's order. */
export function configPlaces(directory: string): string[] {
  return candidates.map((candidate) => join(directory, candidate));
}

/**
 * Stops when the gate needs a value that is written as code.
 * @throws UsageError naming the line and the input to set
 */
export function requireLiteral(config: PrismaConfig | null, key: 'schema' | 'migrations.path'): void {
  const found = config?.notLiteral.find((entry) => entry.key === key);
  if (config === null || found === undefined) return;
  throw new UsageError(
    `${config.path}:${found.line} computes \`${key}\`, and the gate reads this file without running it: set the input \`${found.input}\` to the path.`,
  );
}

async function findConfig(directory: string): Promise<string | null> {
  for (const path of configPlaces(directory)) {
    try {
      if ((await stat(path)).isFile()) return path;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null;
}

function parseConfig(path: string, text: string): File {
  try {
    return parse(text, {
      sourceType: 'unambiguous',
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: true,
      attachComment: false,
      plugins: ['typescript'],
    });
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number } };
    const reason = message.replace(/ \(\d+:\d+\)$/, '');
    throw new UsageError(`${path}:${loc?.line ?? 1} cannot be parsed: ${reason}`);
  }
}

function interpret(
  program: Program,
  { path, file, workingDirectory }: { path: string; file: string; workingDirectory: string },
): FoundConfig {
  const literals = new Literals(program, { file, workingDirectory });
  const exported = exportedValue(program);
  const root = exported === null ? unknown : literals.evaluate(exported);
  const wholeLine = exported?.loc?.start.line ?? 1;
  const notLiteral: PrismaConfig['notLiteral'][number][] = [];

  const look = (key: Key): Literal => {
    const { value: found, line } = lookUp(root, key, wholeLine);
    const value = key === 'schema' ? earlySchema(found) : found;
    const isKnown = Array.isArray(value) ? value.every((item) => item !== unknown) : value !== unknown;
    if (!isKnown) notLiteral.push({ key, input: inputs[key], line });
    return value;
  };
  const place = (value: Literal): string | null =>
    typeof value === 'string' && value !== '' ? absolute(dirname(file), value) : null;

  const schema = place(look('schema'));
  const migrationsPath = place(look('migrations.path'));
  const config = {
    path,
    externalTables: strings(look('tables.external')),
    externalEnums: strings(look('enums.external')),
    notLiteral,
  };
  return { config, directory: dirname(file), schema, migrationsPath };
}

/** Follows `a.b` down the objects. */
function lookUp(root: Literal, key: string, line: number): { value: Literal; line: number } {
  let at: { value: Literal; line: number } = { value: root, line };
  for (const name of key.split('.')) {
    if (at.value === undefined) return at;
    if (!isObject(at.value)) return { value: unknown, line: at.line };
    const object: LiteralObject = at.value;
    at = { value: object.get(name), line: object.lineOf(name) };
  }
  return at;
}

/** 6.4 and 6.5 wrote `schema: { kind: 'single', filePath }` or `{ kind: 'multi', folderPath }`. */
function earlySchema(value: Literal): Literal {
  return isObject(value) ? (value.get('filePath') ?? value.get('folderPath')) : value;
}

function strings(value: Literal): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** What `export default`, `export =`, `module.exports =` or `exports.default =` gives out. */
function exportedValue(program: Program): Node | null {
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration;
    if (statement.type === 'TSExportAssignment') return statement.expression;
    if (statement.type === 'ExportNamedDeclaration' && statement.source == null) {
      const named = statement.specifiers.find(
        (specifier) => specifier.type === 'ExportSpecifier' && exportedName(specifier.exported) === 'default',
      );
      if (named?.type === 'ExportSpecifier') return named.local;
    }
    if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const { left, right } = statement.expression;
      if (left.type === 'MemberExpression' && isExports(left)) return right;
    }
  }
  return null;
}

function isExports({ object, property }: { object: Node; property: Node }): boolean {
  if (object.type !== 'Identifier' || property.type !== 'Identifier') return false;
  return (
    (object.name === 'module' && property.name === 'exports') ||
    (object.name === 'exports' && property.name === 'default')
  );
}

function exportedName(node: Node): string | null {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'StringLiteral' ? node.value : null;
}
