import type { Expression, LVal, Node, Program, Statement, VoidPattern } from '@babel/types';

/** What the top level of a config file declares. */
export interface Scope {
  /** Initial value of each `const`. */
  readonly constants: ReadonlyMap<string, Expression>;
  /** Functions of `node:path`, `node:url` and `node:process` by local name; `*` stands for the module itself. */
  readonly imports: ReadonlyMap<string, string>;
  /** Names that a statement uses which is neither declaration nor export, and which may have changed them. */
  readonly touched: ReadonlySet<string>;
}

/** Reads the declarations of a program. */
export function scopeOf(program: Program): Scope {
  const constants = new Map<string, Expression>();
  const imports = new Map<string, string>();
  const touched = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      if (!isKnownModule(statement.source.value)) continue;
      for (const { local, ...specifier } of statement.specifiers)
        imports.set(local.name, 'imported' in specifier ? nameOf(specifier.imported) : '*');
      continue;
    }
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id, init } of declaration.declarations) {
        if (!init || declaration.kind !== 'const') continue;
        if (isRequire(init)) for (const [local, name] of bindings(id)) imports.set(local, name);
        else if (id.type === 'Identifier') constants.set(id.name, init);
      }
    } else if (!isDeclarative(statement)) {
      for (const name of identifiers(statement)) touched.add(name);
    }
  }
  return { constants, imports, touched };
}

/** True for `require('node:path')` and the like. */
export function isRequire(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return false;
  const [module] = node.arguments;
  return module?.type === 'StringLiteral' && isKnownModule(module.value);
}

function isKnownModule(name: string): boolean {
  return /^(?:node:)?(?:path(?:\/posix|\/win32)?|url|process)$/.test(name);
}

/** Local names of `path` and of `{ join, resolve: r }`, with the names they stand for. */
function bindings(id: LVal | VoidPattern): [local: string, name: string][] {
  if (id.type === 'Identifier') return [[id.name, '*']];
  if (id.type !== 'ObjectPattern') return [];
  return id.properties.flatMap((property): [string, string][] =>
    property.type === 'ObjectProperty' && property.value.type === 'Identifier'
      ? [[property.value.name, nameOf(property.key)]]
      : [],
  );
}

function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'StringLiteral' ? node.value : '';
}

/** Statements that cannot change a constant of the file; `module.exports = x` and `exports.default = x` are exports. */
function isDeclarative(statement: Statement): boolean {
  if (/^(?:Export|Function|TS|Class|Empty)/.test(statement.type)) return true;
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return false;
  return ['module', 'exports'].includes(nameOf(rootOf(statement.expression.left)));
}

/** `a` of `a.b.c`. */
function rootOf(node: Node): Node {
  return node.type === 'MemberExpression' ? rootOf(node.object) : node;
}

function identifiers(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(identifiers);
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'Identifier' && 'name' in node) return [String(node.name)];
  return Object.values(node).flatMap(identifiers);
}
