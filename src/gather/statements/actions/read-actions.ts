import type { CreateStmt, DropStmt, Node, RenameStmt, UpdateStmt, VariableSetStmt } from '@pgsql/types';
import { droppedNames, nameOf, nodeType, rangeVarName, strings } from '../../../postgres/sql/ast';
import { outsideTransaction } from '../../../postgres/sql/outside-transaction';
import type { Statement } from '../../../postgres/sql/statement';
import type { ColumnSpec, ConstraintSpec, SimpleAction } from './action';
import { type PlacedAction, readAlterTable, relationNames } from './read-alter';
import { columnSpec, constraintSpec, functionsOf, indexSpec, literalsOf } from './read-specs';

/** Functions of the server that write to no table of the user. */
const harmless =
  /^(setval|nextval|currval|set_config|current_setting|now|count|min|max|sum|avg|coalesce|concat|format|length|lower|upper|version|to_char|pg_\w+)$/;

/** What a statement does, in order. A statement that no rule asks about is one `other`. */
export function readActions(statement: Statement): PlacedAction[] {
  const { node } = statement;
  if ('AlterTableStmt' in node) return readAlterTable(node.AlterTableStmt, statement);
  return [
    ...inQueries(node).flatMap((inner) => simpleActions(inner, statement)),
    ...simpleActions(node, statement),
  ].map((action) => ({ action, part: null }));
}

/** What the queries of a WITH clause write (PostgreSQL manual 7.8.4). */
function inQueries(node: Node): Node[] {
  const [statement] = Object.values(node) as { withClause?: { ctes?: Node[] } }[];
  return (statement?.withClause?.ctes ?? []).flatMap((cte) => {
    const query = 'CommonTableExpr' in cte ? cte.CommonTableExpr.ctequery : undefined;
    const writes = query !== undefined && ('InsertStmt' in query || 'UpdateStmt' in query || 'DeleteStmt' in query);
    return writes ? [query] : [];
  });
}

function code(command: string, text: string, isOpaque: boolean): SimpleAction {
  return { kind: 'code', table: null, command, text, isOpaque };
}

function simpleActions(node: Node, statement: Statement): SimpleAction[] {
  if ('CreateStmt' in node) return [createTable(node.CreateStmt, statement)];
  if ('DropStmt' in node) return dropped(node.DropStmt);
  if ('RenameStmt' in node) return renamed(node.RenameStmt);
  if ('IndexStmt' in node)
    return [
      {
        kind: 'create-index',
        table: rangeVarName(node.IndexStmt.relation),
        spec: indexSpec(node.IndexStmt, statement.sql),
      },
    ];
  if ('AlterObjectSchemaStmt' in node && node.AlterObjectSchemaStmt.objectType === 'OBJECT_TABLE') {
    const { relation, newschema = '' } = node.AlterObjectSchemaStmt;
    return [{ kind: 'set-schema', table: rangeVarName(relation), schema: newschema }];
  }
  if ('CreateEnumStmt' in node)
    return [
      {
        kind: 'create-enum',
        table: null,
        type: nameOf(node.CreateEnumStmt.typeName),
        values: strings(node.CreateEnumStmt.vals),
      },
    ];
  if ('AlterEnumStmt' in node) {
    const { typeName, oldVal, newVal = '', skipIfNewValExists } = node.AlterEnumStmt;
    const type = nameOf(typeName);
    if (oldVal !== undefined) return [{ kind: 'rename-enum-value', table: null, type, value: oldVal, to: newVal }];
    return [{ kind: 'add-enum-value', table: null, type, value: newVal, ifNotExists: skipIfNewValExists === true }];
  }
  if ('UpdateStmt' in node) return [updated(node.UpdateStmt)];
  if ('DeleteStmt' in node) {
    const { relation, whereClause } = node.DeleteStmt;
    return [
      {
        kind: 'delete',
        table: rangeVarName(relation),
        hasWhere: restricts(whereClause) || node.DeleteStmt.usingClause !== undefined,
      },
    ];
  }
  if ('InsertStmt' in node) {
    const { relation, selectStmt } = node.InsertStmt;
    const isSelect =
      selectStmt !== undefined && 'SelectStmt' in selectStmt && selectStmt.SelectStmt.valuesLists === undefined;
    return [{ kind: 'insert', table: rangeVarName(relation), literals: literalsOf(selectStmt), isSelect }];
  }
  if ('TruncateStmt' in node) {
    const cascade = node.TruncateStmt.behavior === 'DROP_CASCADE';
    return relationNames(node.TruncateStmt.relations).map((table) => ({ kind: 'truncate', table, cascade }));
  }
  if ('TransactionStmt' in node)
    return [{ kind: 'transaction', table: null, command: transactionCommand(node.TransactionStmt.kind) }];
  if ('VariableSetStmt' in node) return [setting(node.VariableSetStmt)];
  if ('DoStmt' in node)
    return [code('DO', JSON.stringify(node.DoStmt.args ?? []), /\b(execute|perform|call)\b/i.test(statement.sql))];
  if ('CallStmt' in node) return [code('CALL', statement.sql, true)];
  if ('MergeStmt' in node) return [code('MERGE', statement.sql, false)];
  if ('CopyStmt' in node) return [code('COPY', statement.sql, false)];
  if ('CreateTrigStmt' in node)
    return [{ kind: 'trigger', table: rangeVarName(node.CreateTrigStmt.relation), command: 'create' }];
  if ('CreatePolicyStmt' in node) return [{ kind: 'policy', table: rangeVarName(node.CreatePolicyStmt.table) }];
  if ('RefreshMatViewStmt' in node) {
    const { relation, concurrent } = node.RefreshMatViewStmt;
    return [{ kind: 'refresh-view', table: rangeVarName(relation), concurrently: concurrent === true }];
  }
  if ('ReindexStmt' in node) {
    const { relation, kind } = node.ReindexStmt;
    if (relation === undefined) return [outside(node)];
    const concurrently = outsideTransaction(node) !== null;
    return [{ kind: 'reindex', table: rangeVarName(relation), index: kind === 'REINDEX_OBJECT_INDEX', concurrently }];
  }
  if ('ClusterStmt' in node && node.ClusterStmt.relation !== undefined)
    return [{ kind: 'cluster', table: rangeVarName(node.ClusterStmt.relation) }];
  if ('LockStmt' in node)
    return relationNames(node.LockStmt.relations).map((table) => ({
      kind: 'lock-table',
      table,
      mode: String(node.LockStmt.mode),
    }));
  if ('VacuumStmt' in node && isFull(node.VacuumStmt.options) && node.VacuumStmt.rels !== undefined)
    return vacuumed(node.VacuumStmt.rels);
  if ('SelectStmt' in node && functionsOf(node).length > 0)
    return [
      code(
        'SELECT',
        statement.sql,
        functionsOf(node).some((name) => !harmless.test(name)),
      ),
    ];
  return [
    outsideTransaction(node) === null
      ? { kind: 'other', table: null, type: nodeType(node), literals: literalsOf(node) }
      : outside(node),
  ];
}

function outside(node: Node): SimpleAction {
  return { kind: 'outside-transaction', table: null, command: outsideTransaction(node) ?? nodeType(node) };
}

function createTable(node: CreateStmt, statement: Statement): SimpleAction {
  const columns: ColumnSpec[] = [];
  const constraints: ConstraintSpec[] = [];
  for (const element of node.tableElts ?? []) {
    if ('ColumnDef' in element) columns.push(columnSpec(element.ColumnDef, statement, Number.POSITIVE_INFINITY));
    const spec = 'Constraint' in element ? constraintSpec(element.Constraint, '') : null;
    if (spec !== null) constraints.push(spec);
  }
  const parent = node.partbound === undefined ? undefined : node.inhRelations?.[0];
  return {
    kind: 'create-table',
    table: rangeVarName(node.relation),
    columns,
    constraints,
    ifNotExists: node.if_not_exists === true,
    partitionOf: parent !== undefined && 'RangeVar' in parent ? rangeVarName(parent.RangeVar) : null,
  };
}

function dropped(node: DropStmt): SimpleAction[] {
  const ifExists = node.missing_ok === true;
  const cascade = node.behavior === 'DROP_CASCADE';
  const names = droppedNames(node.objects);
  switch (node.removeType) {
    case 'OBJECT_TABLE':
      return names.map((table) => ({ kind: 'drop-table', table, cascade, ifExists }));
    case 'OBJECT_INDEX':
      return names.map((index) => ({
        kind: 'drop-index',
        table: null,
        index,
        concurrently: node.concurrent === true,
        ifExists,
      }));
    case 'OBJECT_TYPE':
      return names.map((type) => ({ kind: 'drop-type', table: null, type, cascade }));
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return names.map((view) => ({ kind: 'drop-view', table: null, view }));
    case 'OBJECT_SCHEMA':
      return strings(node.objects).map((schema) => ({ kind: 'drop-schema', table: null, schema, cascade }));
    default:
      return [{ kind: 'other', table: null, type: `DROP ${node.removeType}`, literals: [] }];
  }
}

function renamed(node: RenameStmt): SimpleAction[] {
  const table = rangeVarName(node.relation);
  const { subname = '', newname: to = '' } = node;
  const type =
    node.object !== undefined && 'List' in node.object ? nameOf(node.object.List.items) : { schema: null, name: '' };
  switch (node.renameType) {
    case 'OBJECT_TABLE':
      return [{ kind: 'rename-table', table, to }];
    case 'OBJECT_COLUMN':
      return node.relationType === 'OBJECT_TABLE' ? [{ kind: 'rename-column', table, column: subname, to }] : [];
    case 'OBJECT_TABCONSTRAINT':
      return [{ kind: 'rename-constraint', table, constraint: subname, to }];
    case 'OBJECT_INDEX':
      return [{ kind: 'rename-index', table: null, index: table, to }];
    case 'OBJECT_TYPE':
      return [{ kind: 'rename-type', table: null, type, to }];
    case 'OBJECT_SCHEMA':
      return [{ kind: 'rename-schema', table: null, schema: subname, to }];
    default:
      return [{ kind: 'other', table: null, type: `RENAME ${node.renameType}`, literals: [] }];
  }
}

function updated(node: UpdateStmt): SimpleAction {
  const columns = (node.targetList ?? []).flatMap((target) =>
    'ResTarget' in target ? [target.ResTarget.name ?? ''] : [],
  );
  const hasWhere = restricts(node.whereClause) || node.fromClause !== undefined;
  return {
    kind: 'update',
    table: rangeVarName(node.relation),
    columns,
    hasWhere,
    literals: literalsOf({ UpdateStmt: node }),
  };
}

/** False for no condition and for one that is always true: `true`, `1 = 1`. */
function restricts(condition: Node | undefined): boolean {
  if (condition === undefined) return false;
  if ('A_Const' in condition) return condition.A_Const.boolval?.boolval !== true;
  if (!('A_Expr' in condition)) return true;
  const { lexpr, rexpr, name, kind } = condition.A_Expr;
  const isEquality = kind === 'AEXPR_OP' && strings(name).join('') === '=';
  const constants = [lexpr, rexpr].map((side) => (side !== undefined && 'A_Const' in side ? constantText(side) : null));
  return !(isEquality && constants[0] !== null && constants[0] === constants[1]);
}

function constantText(node: Node): string | null {
  if (!('A_Const' in node)) return null;
  const { location: _location, ...value } = node.A_Const;
  return JSON.stringify(value);
}

function setting(node: VariableSetStmt): SimpleAction {
  const first = node.args?.[0];
  const constant = first !== undefined && 'A_Const' in first ? first.A_Const : undefined;
  const value = node.kind === 'VAR_SET_VALUE' ? (constant?.sval?.sval ?? String(constant?.ival?.ival ?? '')) : null;
  return { kind: 'set', table: null, setting: node.name ?? '', value, local: node.is_local === true };
}

function transactionCommand(kind: string | undefined): 'begin' | 'commit' | 'rollback' | 'other' {
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') return 'begin';
  if (kind === 'TRANS_STMT_COMMIT') return 'commit';
  return kind === 'TRANS_STMT_ROLLBACK' ? 'rollback' : 'other';
}

function isFull(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some((option) => 'DefElem' in option && option.DefElem.defname === 'full');
}

function vacuumed(relations: readonly Node[] | undefined): SimpleAction[] {
  return (relations ?? []).flatMap((relation) =>
    'VacuumRelation' in relation
      ? [{ kind: 'vacuum-full' as const, table: rangeVarName(relation.VacuumRelation.relation) }]
      : [],
  );
}
