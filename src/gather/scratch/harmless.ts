import type { DefElem, Node, RoleSpec } from '@pgsql/types';
import { alterCommands, strings } from '../../postgres/sql/ast';
import { quoteIdentifier, quoteLiteral } from '../../postgres/sql/identifiers';
import type { Statement } from '../../postgres/sql/statement';
import { harmlessExtensions } from './extension-list';
import type { RunRole } from './run-role';
import type { SealedStatement } from './seal';

/** Texts without these words have nothing that the role of a run is not allowed to do and the gate does for it. */
export const mayNeedMore =
  /\b(extension|publication|event\s+trigger|(enable|disable)\s+trigger|role|user|group|owner\s+to|grant|revoke)\b/i;

/**
 * What the administrator does for the role of the run; null: the role does it itself, or may not. In nothing of it is an
 * expression, a trigger or a function of a migration evaluated.
 */
export function harmlessFor(
  { node }: Statement,
  { createsRoles, trusted }: Pick<RunRole, 'createsRoles' | 'trusted'>,
): Omit<SealedStatement, 'sql'> | null {
  // What is in a trusted one belongs to the bootstrap superuser, and has to be his to be moved.
  const isMove = 'AlterObjectSchemaStmt' in node && !/^pg_/.test(node.AlterObjectSchemaStmt.newschema ?? '');
  const isHarmless = (name: string) => (trusted.has(name) ? isMove : harmlessExtensions.has(name));
  if (names(node, 'OBJECT_EXTENSION')?.every((name) => isHarmless(name) || isComment(node, name)))
    return { kind: 'CreateExtensionStmt' in node || 'AlterExtensionStmt' in node ? 'extension' : 'plain', subject: '' };
  if (names(node, 'OBJECT_EVENT_TRIGGER') !== null) return { kind: 'events', subject: '' };
  if (isAllTriggers(node) || ofWholeDatabase(node)) return { kind: 'plain', subject: '' };
  const owner = newOwner(node);
  if (owner !== null) return { kind: 'owner', subject: owner };
  return createsRoles ? null : roleCommand(node);
}

/** plpgsql is the superuser's, and every dump says what it is. */
function isComment(node: Node, name: string): boolean {
  return 'CommentStmt' in node && name === 'plpgsql';
}

/** The extensions or event triggers that a statement makes, changes or drops; null: it does not. */
function names(node: Node, kind: 'OBJECT_EXTENSION' | 'OBJECT_EVENT_TRIGGER'): string[] | null {
  const isExtension = kind === 'OBJECT_EXTENSION';
  if (isExtension && 'CreateExtensionStmt' in node) return [node.CreateExtensionStmt.extname ?? ''];
  if (isExtension && 'AlterExtensionStmt' in node) return [node.AlterExtensionStmt.extname ?? ''];
  if (!isExtension && 'CreateEventTrigStmt' in node) return [node.CreateEventTrigStmt.trigname ?? ''];
  if (!isExtension && 'AlterEventTrigStmt' in node) return [node.AlterEventTrigStmt.trigname ?? ''];
  if ('DropStmt' in node && node.DropStmt.removeType === kind) return strings(node.DropStmt.objects);
  if ('CommentStmt' in node && node.CommentStmt.objtype === kind)
    return strings([node.CommentStmt.object ?? {}] as Node[]);
  if ('RenameStmt' in node && node.RenameStmt.renameType === kind)
    return strings([node.RenameStmt.object ?? {}] as Node[]);
  if ('AlterObjectSchemaStmt' in node && node.AlterObjectSchemaStmt.objectType === kind)
    return strings([node.AlterObjectSchemaStmt.object ?? {}] as Node[]);
  return null;
}

/** `DISABLE TRIGGER ALL` and the way back: those of foreign keys belong to the system. */
function isAllTriggers(node: Node): boolean {
  if (!('AlterTableStmt' in node)) return false;
  const commands = alterCommands(node.AlterTableStmt);
  return (
    commands.length > 0 &&
    commands.every(({ subtype }) => subtype === 'AT_EnableTrigAll' || subtype === 'AT_DisableTrigAll')
  );
}

/** Kinds of objects that belong to the database, and not to the cluster or to a superuser. */
const withOwner = new Set(
  [
    'TABLE',
    'SEQUENCE',
    'VIEW',
    'MATVIEW',
    'FOREIGN_TABLE',
    'FUNCTION',
    'PROCEDURE',
    'ROUTINE',
    'AGGREGATE',
    'TYPE',
    'DOMAIN',
  ]
    .concat(['SCHEMA', 'COLLATION', 'CONVERSION', 'OPERATOR', 'STATISTIC_EXT', 'TSCONFIGURATION', 'TSDICTIONARY'])
    .map((kind) => `OBJECT_${kind}`),
);

/** Whom an object is given to. Others than a superuser need rights in its schema for that, which real migrations have. */
function newOwner(node: Node): string | null {
  if ('AlterOwnerStmt' in node && withOwner.has(node.AlterOwnerStmt.objectType ?? ''))
    return node.AlterOwnerStmt.newowner?.rolename ?? null;
  if (!('AlterTableStmt' in node)) return null;
  const [command, ...more] = alterCommands(node.AlterTableStmt);
  return command?.subtype === 'AT_ChangeOwner' && more.length === 0 ? (command.newowner?.rolename ?? null) : null;
}

/** A publication of all tables, or of those of a schema, which only a superuser owns. */
function ofWholeDatabase(node: Node): boolean {
  if ('CreatePublicationStmt' in node) {
    const { for_all_tables, pubobjects = [] } = node.CreatePublicationStmt;
    const isSchema = (object: Node) =>
      'PublicationObjSpec' in object &&
      object.PublicationObjSpec.pubobjtype?.startsWith('PUBLICATIONOBJ_TABLES_IN') === true;
    return for_all_tables === true || (pubobjects.length > 0 && pubobjects.every(isSchema));
  }
  return 'DropStmt' in node && node.DropStmt.removeType === 'OBJECT_PUBLICATION';
}

/** Making roles, and changing those of the run, where the role of the run may not. */
function roleCommand(node: Node): Omit<SealedStatement, 'sql'> | null {
  if ('CreateRoleStmt' in node) {
    const { role = '', options = [] } = node.CreateRoleStmt;
    const joins = options.some((option) =>
      /^(addroleto|rolemembers|adminmembers)$/.test(definition(option)?.defname ?? ''),
    );
    return joins ? null : { kind: 'new-role', subject: role };
  }
  const subject = changedRole(node);
  return subject === null ? null : { kind: 'role', subject };
}

function changedRole(node: Node): string | null {
  if ('AlterRoleStmt' in node) return node.AlterRoleStmt.role?.rolename ?? null;
  if ('AlterRoleSetStmt' in node) return node.AlterRoleSetStmt.role?.rolename ?? null;
  if ('RenameStmt' in node && node.RenameStmt.renameType === 'OBJECT_ROLE') return node.RenameStmt.subname ?? null;
  if ('CommentStmt' in node && node.CommentStmt.objtype === 'OBJECT_ROLE')
    return strings([node.CommentStmt.object ?? {}] as Node[])[0] ?? null;
  if (!('DropRoleStmt' in node)) return null;
  const roles = (node.DropRoleStmt.roles ?? []).flatMap((role) => ('RoleSpec' in role ? [role.RoleSpec] : []));
  return roles.length === 1 ? (roles[0]?.rolename ?? null) : null;
}

/** Attributes that give power over the server, and the words that take them away, which only who has them may write. */
const powers = new Set(['superuser', 'createdb', 'createrole', 'isreplication', 'bypassrls']);

/** The options of `CREATE ROLE` and `ALTER ROLE` about power: no catalog tells of it, so none is given. */
export function powerWords(node: Node): readonly DefElem[] {
  const options =
    'CreateRoleStmt' in node ? node.CreateRoleStmt.options : 'AlterRoleStmt' in node ? node.AlterRoleStmt.options : [];
  return (options ?? [])
    .flatMap((option) => definition(option) ?? [])
    .filter(({ defname }) => powers.has(defname ?? ''));
}

/**
 * In place of `GRANT` or `REVOKE` of roles that the server brings, such as `pg_monitor`, whose members no catalog tells: a
 * look whether the others are there. Null for all other statements.
 */
export function withoutServerRoles(node: Node): string | null {
  if (!('GrantRoleStmt' in node)) return null;
  const { granted_roles = [], grantee_roles = [] } = node.GrantRoleStmt;
  const granted = granted_roles.map((role) => ('AccessPriv' in role ? (role.AccessPriv.priv_name ?? '') : ''));
  if (!granted.every((name) => name.startsWith('pg_'))) return null;
  const looks = grantee_roles
    .flatMap((role) => ('RoleSpec' in role ? [role.RoleSpec] : []))
    .filter(({ roletype }) => roletype === 'ROLESPEC_CSTRING')
    .map(({ rolename = '' }) => `${quoteLiteral(quoteIdentifier(rolename))}::pg_catalog.regrole`);
  return `SELECT ${['NULL', ...looks].join(', ')}`;
}

/** Where a statement names the role, as byte offsets of the text that was parsed. */
export function placesOfRole(node: Node, name: string): number[] {
  const places: number[] = [];
  const look = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null) {
      if ('roletype' in value && (value as RoleSpec).rolename === name) places.push((value as RoleSpec).location ?? 0);
      Object.values(value).forEach(look);
    }
  };
  look(node);
  if ('VariableSetStmt' in node && /^(role|session_authorization)$/.test(node.VariableSetStmt.name ?? ''))
    for (const argument of node.VariableSetStmt.args ?? [])
      if ('A_Const' in argument && argument.A_Const.sval?.sval === name) places.push(argument.A_Const.location ?? 0);
  return places;
}

function definition(node: Node): DefElem | null {
  return 'DefElem' in node ? node.DefElem : null;
}
