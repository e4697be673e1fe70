import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Node, ObjectExpression, Program } from '@babel/types';
import { isRequire, type Scope, scopeOf } from './config-scope';

/** Stands for whatever can only be known by running the file. */
export const unknown = Symbol('unknown');

/** An object whose properties are looked up one by one, so that one unknown property does not hide the others. */
export interface LiteralObject {
  /** Undefined: no such property. */
  get(key: string): Literal;
  /** Line of the property's value, 1-based; of the object when there is no such property. */
  lineOf(key: string): number;
}

export type Literal = string | undefined | readonly Literal[] | LiteralObject | typeof unknown;

/** Where the evaluated file is, and where Prisma runs, for `__dirname` and `process.cwd()`. */
export interface Surroundings {
  readonly file: string;
  readonly workingDirectory: string;
}

/** The most objects within each other that are followed. */
const deepest = 50;

/** The most expressions that are worked out, and the longest text: beyond, a value counts as one that cannot be told. */
const mostSteps = 10_000;
const longest = 10_000;

/** Functions of `prisma/config` that return their argument. */
const definers = ['defineConfig', 'definePrismaConfig'];

/**
 * Works out expressions of a program from its text alone: strings, templates, `+`, arrays, objects, constants of the same
 * file, `defineConfig(…)`, the functions of `node:path`, `__dirname` and `import.meta`. Nothing is executed.
 */
export class Literals {
  private readonly scope: Scope;
  private readonly evaluating = new Set<string>();
  private depth = 0;
  private steps = 0;

  constructor(
    program: Program,
    private readonly surroundings: Surroundings,
  ) {
    this.scope = scopeOf(program);
  }

  evaluate(node: Node | null | undefined): Literal {
    this.steps += 1;
    if (this.steps > mostSteps) return unknown;
    switch (node?.type) {
      case undefined:
        return undefined;
      case 'StringLiteral':
        return node.value;
      case 'NullLiteral':
        return undefined;
      case 'TemplateLiteral':
        return this.template(node.quasis, node.expressions);
      case 'BinaryExpression':
        return node.operator === '+' ? concatenate([this.evaluate(node.left), this.evaluate(node.right)]) : unknown;
      case 'ArrayExpression':
        return node.elements.map((element) => this.evaluate(element));
      case 'ObjectExpression':
        return this.object(node);
      case 'Identifier':
        return this.identifier(node.name);
      case 'MemberExpression':
        return this.member(node);
      case 'CallExpression':
        return this.call(node);
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'ParenthesizedExpression':
        return this.evaluate(node.expression);
      default:
        return unknown;
    }
  }

  private template(quasis: readonly { value: { cooked?: string | null } }[], expressions: readonly Node[]): Literal {
    const parts = quasis.flatMap((quasi, index): Literal[] => [
      quasi.value.cooked ?? unknown,
      this.optional(expressions[index]),
    ]);
    return concatenate(parts);
  }

  private optional(node: Node | undefined): Literal {
    return node === undefined ? '' : this.evaluate(node);
  }

  private identifier(name: string): Literal {
    if (name === 'undefined') return undefined;
    const init = this.scope.constants.get(name);
    if (init === undefined && name === '__dirname') return dirname(this.surroundings.file);
    if (init === undefined && name === '__filename') return this.surroundings.file;
    if (init === undefined || this.evaluating.has(name)) return unknown;
    this.evaluating.add(name);
    const value = this.evaluate(init);
    this.evaluating.delete(name);
    // A constant object or list can have been given other contents since.
    return typeof value === 'object' && this.scope.touched.has(name) ? unknown : value;
  }

  private member(node: Extract<Node, { type: 'MemberExpression' }>): Literal {
    const key = propertyName(node.property, node.computed);
    if (node.object.type === 'MetaProperty') {
      if (key === 'url') return pathToFileURL(this.surroundings.file).href;
      if (key === 'dirname') return dirname(this.surroundings.file);
      return key === 'filename' ? this.surroundings.file : unknown;
    }
    const object = this.evaluate(node.object);
    return isObject(object) && key !== null ? object.get(key) : unknown;
  }

  private call(node: Extract<Node, { type: 'CallExpression' }>): Literal {
    const name = this.calledFunction(node.callee);
    if (name !== null && definers.includes(name)) return this.evaluate(node.arguments[0]);
    if (name === 'cwd') return this.surroundings.workingDirectory;
    const args = node.arguments.map((argument) => this.evaluate(argument));
    if (!args.every((argument) => typeof argument === 'string')) return unknown;
    if (name === 'join') return join(...args);
    if (name === 'resolve') return resolve(this.surroundings.workingDirectory, ...args);
    if (name === 'dirname' && args[0] !== undefined) return dirname(args[0]);
    if (name === 'fileURLToPath' && args[0]?.startsWith('file:')) return fileURLToPath(args[0]);
    return unknown;
  }

  /** Name of a function that is known, by where it was imported from; any of the {@link definers} is taken for Prisma's. */
  private calledFunction(callee: Node): string | null {
    const { imports } = this.scope;
    if (callee.type === 'Identifier')
      return definers.includes(callee.name) ? callee.name : (imports.get(callee.name) ?? null);
    if (callee.type !== 'MemberExpression') return null;
    const name = propertyName(callee.property, callee.computed);
    if (name !== null && (definers.includes(name) || this.isModule(callee.object))) return name;
    return name === 'cwd' && callee.object.type === 'Identifier' && callee.object.name === 'process' ? name : null;
  }

  /** True for `path`, `path.posix` and `require('path')`. */
  private isModule(node: Node): boolean {
    if (node.type === 'Identifier') return this.scope.imports.get(node.name) === '*';
    if (node.type === 'MemberExpression')
      return (
        ['posix', 'win32'].includes(propertyName(node.property, node.computed) ?? '') && this.isModule(node.object)
      );
    return isRequire(node);
  }

  private object(node: ObjectExpression): LiteralObject {
    const find = (key: string) => {
      // Objects are read when asked, so that one that refers to itself shows here.
      if (this.depth > deepest) return { value: unknown, line: node.loc?.start.line ?? 1 } as const;
      this.depth++;
      const found = this.property(node, key);
      this.depth--;
      return found;
    };
    return {
      get: (key) => find(key).value,
      lineOf: (key) => find(key).line,
    };
  }

  /** What `...node` gives the key; undefined when it does not, as `...(process.env.X && { other })` cannot. */
  private spread(node: Node, key: string): Literal {
    const branches =
      node.type === 'LogicalExpression' && node.operator === '&&'
        ? [node.right]
        : node.type === 'ConditionalExpression'
          ? [node.consequent, node.alternate]
          : null;
    if (branches !== null)
      return branches.every((branch) => this.spread(branch, key) === undefined) ? undefined : unknown;
    const value = this.evaluate(node);
    if (value === undefined) return undefined;
    return isObject(value) ? value.get(key) : unknown;
  }

  /** The last one of the name counts; one after it that cannot be read may have overwritten it. */
  private property(node: ObjectExpression, key: string): { value: Literal; line: number } {
    for (const property of node.properties.toReversed()) {
      const line = property.loc?.start.line ?? 1;
      if (property.type === 'SpreadElement') {
        const value = this.spread(property.argument, key);
        if (value !== undefined) return { value, line };
        continue;
      }
      const name = propertyName(property.key, property.computed);
      if (name === null) return { value: unknown, line };
      if (name !== key) continue;
      return { value: property.type === 'ObjectProperty' ? this.evaluate(property.value) : unknown, line };
    }
    return { value: undefined, line: node.loc?.start.line ?? 1 };
  }
}

/** True for an object of the config file, as against a string, a list, or something unknown. */
export function isObject(value: Literal): value is LiteralObject {
  return typeof value === 'object' && 'lineOf' in value;
}

/** The value as an absolute path: relative ones are meant from the given directory. */
export function absolute(directory: string, path: string): string {
  return isAbsolute(path) ? path : resolve(directory, path);
}

function concatenate(parts: readonly Literal[]): Literal {
  if (!parts.every((part) => typeof part === 'string')) return unknown;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return length > longest ? unknown : parts.join('');
}

function propertyName(key: Node, computed: boolean): string | null {
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'StringLiteral' ? key.value : null;
}
