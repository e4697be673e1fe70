import type { AlterTableCmd, AlterTableStmt, ColumnDef, Constraint, Node, RangeVar, TypeName } from '@pgsql/types';
import type { QualifiedName } from './identifiers';

/** The name of a node's type, such as `AlterTableStmt`. */
export function nodeType(node: Node): string {
  return Object.keys(node)[0] ?? '';
}

/** The schema (null when not written) and name of a relation. */
export function rangeVarName(relation: RangeVar | undefined): QualifiedName {
  return { schema: relation?.schemaname ?? null, name: relation?.relname ?? '' };
}

/** The strings of a list of `String` nodes. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
}

/** A dotted name given as `String` nodes, such as those of `DROP TABLE` and of a type. */
export function nameOf(nodes: readonly Node[] | undefined): QualifiedName {
  const parts = strings(nodes);
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? '' };
}

/** The objects of a `DROP` statement: each a list of names, or a type name. */
export function droppedNames(objects: readonly Node[] | undefined): QualifiedName[] {
  return (objects ?? []).flatMap((object) => {
    if ('List' in object) return [nameOf(object.List.items)];
    if ('TypeName' in object) return [nameOf(object.TypeName.names)];
    return [];
  });
}

/** The commands of an `ALTER TABLE`. */
export function alterCommands(statement: AlterTableStmt): AlterTableCmd[] {
  return (statement.cmds ?? []).flatMap((node) => ('AlterTableCmd' in node ? [node.AlterTableCmd] : []));
}

/** The column definition that a command carries (`ADD COLUMN`, `ALTER COLUMN … TYPE`). */
export function columnDefinition(command: AlterTableCmd): ColumnDef | null {
  return command.def !== undefined && 'ColumnDef' in command.def ? command.def.ColumnDef : null;
}

/** The constraint that a command adds. */
export function constraintDefinition(command: AlterTableCmd): Constraint | null {
  return command.def !== undefined && 'Constraint' in command.def ? command.def.Constraint : null;
}

/** The constraints written behind a column. */
export function columnConstraints(column: ColumnDef): Constraint[] {
  return (column.constraints ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));
}

/** True for the `serial` pseudo-types (PostgreSQL manual 8.1.4), which make a sequence and a volatile default. */
export function isSerial(type: TypeName | undefined): boolean {
  const { schema, name } = nameOf(type?.names);
  return (schema === null || schema === 'pg_catalog') && /^(small|big)?serial[248]?$/.test(name);
}

/** The names of the columns in an expression, without those of their tables. */
export function columnNames(node: Node | null): string[] {
  const names: string[] = [];
  walk(node, (type, fields) => {
    if (type === 'ColumnRef') names.push(strings(fields.fields as Node[]).at(-1) ?? '');
  });
  return names;
}

/** Calls `visit` for every node below (and with) `node`, with its type and fields. */
export function walk(node: unknown, visit: (type: string, fields: Record<string, unknown>) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit);
  } else if (typeof node === 'object' && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      if (/^[A-Z]/.test(key) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
        visit(key, value as Record<string, unknown>);
      }
      walk(value, visit);
    }
  }
}
