import type { DefElem, Node, RangeVar, TypeName } from '@pgsql/types';
import { droppedNames, nameOf, nodeType, rangeVarName, strings, walk } from './ast';
import type { QualifiedName } from './identifiers';
import type { Statement } from './statement';
import { catalogNames, isSystemSchema, isSystemTable } from './system-catalogs';

/** What a statement reaches that is not in the database. */
export type Outside = 'files' | 'programs' | 'servers' | 'databases' | 'sessions' | 'settings' | 'powers' | 'catalogs';

/** A statement that reaches outside its database. */
export interface Reach {
  readonly outside: Outside;
  /** What of the statement does, such as `COPY … FROM PROGRAM`. */
  readonly by: string;
}

/** Texts without these words have nothing that {@link reachOf} finds. */
export const mayReachOutside = new RegExp(
  [
    String.raw`\b(copy|load|superuser|replication)\b|\balter\s+system\b|\bset\s+schema\b`,
    String.raw`\b(create|alter|drop|import)\s+(database|tablespace|subscription|foreign|server|user\s+mapping|extension|(trusted\s+)?language)\b`,
    String.raw`\blanguage\s+['"]?(c|internal|pl(python|perl|tcl|java)\w*|plsh|plr)\b`,
    String.raw`allow_system_table_mods|_preload_libraries|dynamic_library_path|\bdblink|\blo_(im|ex)port\b`,
    String.raw`\bpg_(read|write|execute|ls|logdir|stat_file|file|reload|rotate|logfile|current_logfile|terminate|cancel|promote|switch|create|drop|copy|replication|wal|backup|start|stop)`,
    String.raw`\bpg_(catalog|toast)\b|\binformation_schema\b|\b(${catalogNames.join('|')})\b`,
  ].join('|'),
  'i',
);

/**
 * Functions of the server that reach its files, other sessions, other servers or its settings (PostgreSQL manual 9.28 and
 * 33.4), and those of the extensions dblink and adminpack.
 */
const functions: readonly (readonly [Outside, RegExp])[] = [
  [
    'files',
    /^(pg_read_file|pg_read_binary_file|pg_ls_\w+|pg_stat_file|pg_file_\w+|pg_logdir_ls|lo_import|lo_export|pg_current_logfile)$/,
  ],
  ['servers', /^dblink(_\w+)?$/],
  ['sessions', /^(pg_terminate_backend|pg_cancel_backend)$/],
  [
    'settings',
    /^(pg_reload_conf|pg_rotate_logfile|pg_logfile_rotate|pg_promote|pg_switch_wal|pg_(start|stop)_backup|pg_backup_(start|stop)|pg_create_restore_point|pg_wal_replay_\w+|pg_(create|drop|copy)_(physical|logical)?_?replication_slot|pg_replication_(slot_advance|origin_\w+))$/,
  ],
];

/** Extensions whose functions reach outside; those of platforms that queue work or requests are not among them. */
const extensions: readonly (readonly [Outside, RegExp])[] = [
  ['servers', /^(dblink|\w+_fdw|wrappers)$/],
  ['files', /^(adminpack|file_fdw)$/],
  ['programs', /^(plpython[23]?u|plperlu|pltclu|plsh|plr|pljavau)$/],
];

/** Roles of the server whose members reach its files and programs (PostgreSQL manual 22.5). */
const powerfulRoles = /^pg_(execute_server_program|(read|write)_server_files)$/;

/** Settings that change the server, or load a library into it. */
const powerfulSettings = /^(allow_system_table_mods|dynamic_library_path|(local|session|shared)_preload_libraries)$/;

/** Kinds of statements that change no object: they look, say who may use it, or say what it is for. */
const harmless = new Set(
  ['Select', 'Explain', 'VariableSet', 'VariableShow', 'Comment', 'Grant', 'GrantRole', 'SecLabel', 'Vacuum']
    .concat(['Lock', 'Reindex', 'Transaction', 'Prepare', 'Execute', 'Do', 'Call', 'AlterDefaultPrivileges'])
    .map((kind) => `${kind}Stmt`),
);

/**
 * What the statement reaches outside its database: files, programs and settings of the server, other servers, databases
 * and sessions, roles with power over the server, and the server's own catalogs. Null: nothing that can be seen. Code in a
 * string (a `DO` block, the body of a function) is looked through for calls and commands by their words.
 */
export function reachOf({ node }: Statement): Reach | null {
  return reachOfCommand(node) ?? reachOfCatalogs(node) ?? reachOfCalls(node) ?? reachOfCode(node);
}

function reachOfCommand(node: Node): Reach | null {
  if ('CopyStmt' in node) {
    const { filename, is_program, is_from } = node.CopyStmt;
    if (filename === undefined) return null;
    const way = is_from === true ? 'COPY … FROM' : 'COPY … TO';
    return is_program === true ? reach('programs', `${way} PROGRAM`) : reach('files', `${way} a file`);
  }
  if ('CreateFunctionStmt' in node) return reachOfLanguage(definitionText(node.CreateFunctionStmt.options, 'language'));
  if ('CreatePLangStmt' in node) return reachOfLanguage(node.CreatePLangStmt.plname ?? '');
  if ('CreateExtensionStmt' in node) {
    const name = node.CreateExtensionStmt.extname ?? '';
    const [outside] = extensions.findLast(([, pattern]) => pattern.test(name)) ?? [];
    return outside === undefined ? null : reach(outside, `the extension ${name}`);
  }
  if ('CreateRoleStmt' in node) return reachOfOptions(node.CreateRoleStmt.options);
  if ('AlterRoleStmt' in node) return reachOfOptions(node.AlterRoleStmt.options);
  if ('GrantRoleStmt' in node && node.GrantRoleStmt.is_grant === true) {
    const roles = (node.GrantRoleStmt.granted_roles ?? []).map((role) =>
      'AccessPriv' in role ? (role.AccessPriv.priv_name ?? '') : '',
    );
    const role = roles.find((name) => powerfulRoles.test(name));
    return role === undefined ? null : reach('powers', `membership of ${role}`);
  }
  if ('VariableSetStmt' in node) {
    const { name = '', kind } = node.VariableSetStmt;
    return kind === 'VAR_SET_VALUE' && powerfulSettings.test(name) ? reach('settings', `SET ${name}`) : null;
  }
  if ('RenameStmt' in node && node.RenameStmt.renameType === 'OBJECT_DATABASE')
    return reach('databases', 'ALTER DATABASE … RENAME');
  return commands[nodeType(node)] ?? null;
}

/** Commands that reach outside whatever they say. */
const commands: Readonly<Record<string, Reach>> = {
  LoadStmt: reach('files', 'LOAD'),
  AlterSystemStmt: reach('settings', 'ALTER SYSTEM'),
  CreatedbStmt: reach('databases', 'CREATE DATABASE'),
  DropdbStmt: reach('databases', 'DROP DATABASE'),
  CreateTableSpaceStmt: reach('files', 'CREATE TABLESPACE'),
  DropTableSpaceStmt: reach('files', 'DROP TABLESPACE'),
  CreateSubscriptionStmt: reach('servers', 'CREATE SUBSCRIPTION'),
  AlterSubscriptionStmt: reach('servers', 'ALTER SUBSCRIPTION'),
  DropSubscriptionStmt: reach('servers', 'DROP SUBSCRIPTION'),
  CreateFdwStmt: reach('servers', 'CREATE FOREIGN DATA WRAPPER'),
  AlterFdwStmt: reach('servers', 'ALTER FOREIGN DATA WRAPPER'),
  CreateForeignServerStmt: reach('servers', 'CREATE SERVER'),
  AlterForeignServerStmt: reach('servers', 'ALTER SERVER'),
  CreateUserMappingStmt: reach('servers', 'CREATE USER MAPPING'),
  AlterUserMappingStmt: reach('servers', 'ALTER USER MAPPING'),
  CreateForeignTableStmt: reach('servers', 'CREATE FOREIGN TABLE'),
  ImportForeignSchemaStmt: reach('servers', 'IMPORT FOREIGN SCHEMA'),
};

function reach(outside: Outside, by: string): Reach {
  return { outside, by };
}

/** Libraries of the server and languages whose functions do what the server's user may do (PostgreSQL manual, chapter 40). */
function reachOfLanguage(language: string): Reach | null {
  const name = language.toLowerCase();
  if (name === 'c' || name === 'internal') return reach('files', `LANGUAGE ${name}`);
  return extensions.some(([outside, pattern]) => outside === 'programs' && pattern.test(name))
    ? reach('programs', `LANGUAGE ${name}`)
    : null;
}

/** `SUPERUSER` and `REPLICATION`, not their opposites. */
function reachOfOptions(options: readonly Node[] | undefined): Reach | null {
  for (const option of options ?? []) {
    if (!('DefElem' in option)) continue;
    const { defname, arg } = option.DefElem;
    const isOn = arg !== undefined && 'Boolean' in arg && arg.Boolean.boolval === true;
    if (isOn && (defname === 'superuser' || defname === 'isreplication'))
      return reach('powers', defname === 'superuser' ? 'SUPERUSER' : 'REPLICATION');
  }
  return null;
}

function definitionText(options: readonly Node[] | undefined, name: string): string {
  const found = (options ?? []).find((option) => 'DefElem' in option && option.DefElem.defname === name);
  const arg = found !== undefined && 'DefElem' in found ? (found.DefElem as DefElem).arg : undefined;
  if (arg === undefined) return '';
  if ('String' in arg) return arg.String.sval ?? '';
  return 'List' in arg ? strings(arg.List.items).join('\n') : '';
}

/** Objects of the server that a statement makes, changes or drops, and tables of the server whose rows it changes. */
function reachOfCatalogs(node: Node): Reach | null {
  const kind = nodeType(node);
  let found: QualifiedName | undefined;
  const look = (names: readonly QualifiedName[]) => {
    found ??= names.find(({ schema }) => schema !== null && isSystemSchema(schema));
  };
  // Data can be changed in any part of a query.
  walk(node, (type, fields) => {
    if (!/^(Insert|Update|Delete|Merge)Stmt$/.test(type)) return;
    const table = rangeVarName(fields.relation as RangeVar | undefined);
    if (isSystemTable(table)) found ??= table;
  });
  if (found === undefined && !harmless.has(kind)) {
    const fields = Object.values(node)[0] as Record<string, unknown>;
    const tables = targetTables(kind, fields).map(rangeVarName);
    found = tables.find(isSystemTable);
    if (kind === 'CreateFunctionStmt') look([nameOfField(fields.funcname)]);
    for (const name of ['defnames', 'domainname', 'opclassname', 'opfamilyname', 'object', 'func'])
      look([nameOfField(fields[name])]);
    // Of a domain it is the type that it is made of.
    if (kind !== 'CreateDomainStmt') look([nameOfField(fields.typeName)]);
    if (typeof fields.newschema === 'string') look([{ schema: fields.newschema, name: '' }]);
    if (kind === 'DropStmt') {
      const names = droppedNames(fields.objects as Node[]);
      const isTable = /^OBJECT_(TABLE|VIEW|INDEX)$/.test(String(fields.removeType));
      found ??= isTable ? names.find(isSystemTable) : undefined;
      look(names);
      look(
        (fields.objects as Node[]).flatMap((object) =>
          'ObjectWithArgs' in object ? [nameOf(object.ObjectWithArgs.objname)] : [],
        ),
      );
    }
  }
  if (found === undefined) return null;
  return reach('catalogs', `a change of ${found.schema ?? 'pg_catalog'}${found.name === '' ? '' : `.${found.name}`}`);
}

/** The tables that a statement makes or changes, not those that it only names. */
function targetTables(kind: string, fields: Record<string, unknown>): (RangeVar | undefined)[] {
  if (kind === 'TruncateStmt')
    return ((fields.relations ?? []) as Node[]).flatMap((node) => ('RangeVar' in node ? [node.RangeVar] : []));
  if (kind === 'CopyStmt' && fields.is_from !== true) return [];
  const into = fields.into as { rel?: RangeVar } | undefined;
  return [fields.relation as RangeVar, fields.view as RangeVar, fields.typevar as RangeVar, into?.rel];
}

/** A name given as a list, or that of an object with arguments or of a type. */
function nameOfField(value: unknown): QualifiedName {
  if (Array.isArray(value)) return nameOf(value as Node[]);
  if (typeof value !== 'object' || value === null) return { schema: null, name: '' };
  const node = value as Node;
  if ('List' in node) return nameOf(node.List.items);
  if ('ObjectWithArgs' in node) return nameOf(node.ObjectWithArgs.objname);
  if ('TypeName' in node) return nameOf(node.TypeName.names);
  const { objname, names } = value as { objname?: Node[]; names?: TypeName['names'] };
  return nameOf(objname ?? names);
}

/** Calls anywhere in the statement: of the server's functions, or of those of an extension in whatever schema. */
function reachOfCalls(node: Node): Reach | null {
  let found: Reach | null = null;
  walk(node, (type, fields) => {
    if (type !== 'FuncCall' || found !== null) return;
    const { schema, name } = nameOf(fields.funcname as Node[]);
    const [outside] = functions.find(([, pattern]) => pattern.test(name)) ?? [];
    if (outside === undefined || (name.startsWith('pg_') && schema !== null && schema !== 'pg_catalog')) return;
    found = reach(outside, `${name}()`);
  });
  return found;
}

const commandsInCode: readonly (readonly [RegExp, Reach])[] = [
  [/\b(from|to)\s+program\b/i, reach('programs', 'COPY … PROGRAM')],
  [/\balter\s+system\s+(set|reset)\b/i, commands.AlterSystemStmt as Reach],
  [/\b(create|drop)\s+database\b/i, reach('databases', 'CREATE or DROP DATABASE')],
  [/\bcreate\s+subscription\b/i, commands.CreateSubscriptionStmt as Reach],
  [/\bcreate\s+server\b/i, commands.CreateForeignServerStmt as Reach],
];

/** Code in a string is not parsed: what hides from this is held by the rights of the role that runs it. */
function reachOfCode(node: Node): Reach | null {
  const code =
    'DoStmt' in node
      ? definitionText(node.DoStmt.args, 'as')
      : 'CreateFunctionStmt' in node
        ? definitionText(node.CreateFunctionStmt.options, 'as')
        : '';
  const text = code.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, ' ');
  const command = commandsInCode.find(([pattern]) => pattern.test(text));
  if (command !== undefined) return command[1];
  for (const [, name = ''] of text.matchAll(/\b([a-z_]+)\s*\(/gi)) {
    const [outside] = functions.find(([, pattern]) => pattern.test(name.toLowerCase())) ?? [];
    if (outside !== undefined) return reach(outside, `${name.toLowerCase()}()`);
  }
  return null;
}
