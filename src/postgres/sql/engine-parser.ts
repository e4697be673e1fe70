import type {
  AlterTableCmd,
  CommentStmt,
  Constraint,
  CreateFunctionStmt,
  CreateStmt,
  CreateTrigStmt,
  Node,
} from '@pgsql/types';
import { alterCommands, columnConstraints, columnDefinition, constraintDefinition, nodeType, walk } from './ast';

/**
 * Whether the SQL parser inside Prisma's engine (the crate sqlparser 0.61, dialect PostgreSQL) can read a statement. From
 * engine 7.4 on a file of which it can read every statement is sent statement by statement, any other as a whole
 * (prisma-engines #5767, `split_script_into_statements`). Found by giving that parser 4,400 statements of public
 * histories and 330 written for the purpose; `unknown` is what was not among them.
 */
export function engineReads(node: Node): 'yes' | 'no' | 'unknown' {
  if ('AlterTableStmt' in node) {
    const { objtype } = node.AlterTableStmt;
    if (objtype !== 'OBJECT_TABLE') return 'no';
    return worst(alterCommands(node.AlterTableStmt).map(readsCommand));
  }
  if ('IndexStmt' in node) {
    const { tableSpace, relation } = node.IndexStmt;
    return tableSpace !== undefined || relation?.inh !== true ? 'no' : expressions(node);
  }
  if ('CreateStmt' in node) return worst([readsCreateTable(node.CreateStmt), expressions(node)]);
  if ('CreateFunctionStmt' in node) return readsFunction(node.CreateFunctionStmt);
  if ('CommentStmt' in node) return readsComment(node.CommentStmt);
  if ('CreateTrigStmt' in node) return worst([readsTrigger(node.CreateTrigStmt), expressions(node)]);
  if ('DropStmt' in node) {
    const { removeType, concurrent } = node.DropStmt;
    return concurrent === true ? 'no' : listed(removeType, readDrops, unreadDrops);
  }
  if ('RenameStmt' in node) {
    const { renameType, missing_ok } = node.RenameStmt;
    if (renameType === 'OBJECT_INDEX' && missing_ok === true) return 'no';
    return listed(renameType, readRenames, unreadRenames);
  }
  if ('VacuumStmt' in node) return (node.VacuumStmt.options ?? []).length > 0 ? 'unknown' : 'yes';
  if ('ViewStmt' in node) return node.ViewStmt.withCheckOption === 'NO_CHECK_OPTION' ? expressions(node) : 'no';
  if ('CreateSeqStmt' in node) return (node.CreateSeqStmt.options ?? []).length > 1 ? 'unknown' : 'yes';
  if ('GrantStmt' in node) return node.GrantStmt.objtype === 'OBJECT_TYPE' ? 'no' : 'yes';
  if ('InsertStmt' in node && node.InsertStmt.override !== 'OVERRIDING_NOT_SET') return 'no';
  if ('CreateTableAsStmt' in node && node.CreateTableAsStmt.into?.skipData === true) return 'no';
  const type = nodeType(node);
  if (withExpressions.has(type)) return expressions(node);
  return listed(type, readStatements, unreadStatements);
}

type Answer = ReturnType<typeof engineReads>;

function worst(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

function listed(value: string | undefined, read: ReadonlySet<string>, unread: ReadonlySet<string>): Answer {
  if (value === undefined) return 'unknown';
  if (read.has(value)) return 'yes';
  return unread.has(value) ? 'no' : 'unknown';
}

function readsCommand(command: AlterTableCmd): Answer {
  const constraint = constraintDefinition(command);
  if (constraint !== null) return readsConstraint(constraint);
  const column = columnDefinition(command);
  if (command.subtype === 'AT_AlterColumnType' && column?.collClause !== undefined) return 'no';
  if (column !== null) {
    return worst([...columnConstraints(column).map(readsConstraint), expressions({ ColumnDef: column })]);
  }
  return worst([listed(command.subtype, readCommands, unreadCommands), command.def ? expressions(command.def) : 'yes']);
}

function readsConstraint(constraint: Constraint): Answer {
  const { contype, indexname, including, is_no_inherit, generated_kind, nulls_not_distinct } = constraint;
  if (indexname !== undefined || including !== undefined || is_no_inherit === true) return 'no';
  if (contype === 'CONSTR_EXCLUSION' || generated_kind === 'v') return 'no';
  if (nulls_not_distinct === true && constraint.keys === undefined) return 'no';
  if (contype === 'CONSTR_NOTNULL' && constraint.keys !== undefined) return 'no';
  return expressions({ Constraint: constraint });
}

function readsCreateTable(statement: CreateStmt): Answer {
  if (statement.relation?.relpersistence === 'u' || statement.ofTypename !== undefined) return 'no';
  return worst(
    (statement.tableElts ?? []).map((element) => {
      if ('TableLikeClause' in element) return 'no';
      if ('Constraint' in element) return readsConstraint(element.Constraint);
      return 'ColumnDef' in element ? worst(columnConstraints(element.ColumnDef).map(readsConstraint)) : 'unknown';
    }),
  );
}

function readsFunction(statement: CreateFunctionStmt): Answer {
  if (statement.is_procedure === true || statement.sql_body !== undefined) return 'unknown';
  const parameters = (statement.parameters ?? []).flatMap((p) =>
    'FunctionParameter' in p ? [p.FunctionParameter] : [],
  );
  const table = parameters.some((p) => p.mode === 'FUNC_PARAM_TABLE');
  if (parameters.some((p) => p.mode === 'FUNC_PARAM_VARIADIC')) return 'no';
  if (statement.returnType?.setof === true && !table) return 'no';
  if (statement.returnType?.pct_type === true || parameters.some((p) => p.argType?.pct_type === true)) return 'no';
  const options = (statement.options ?? []).flatMap((o) => ('DefElem' in o ? [o.DefElem.defname ?? ''] : []));
  if (options.some((name) => name === 'cost' || name === 'rows' || name === 'leakproof')) return 'no';
  return options.every((name) => readFunctionOptions.has(name)) ? 'yes' : 'unknown';
}

function readsComment(statement: CommentStmt): Answer {
  return listed(statement.objtype, readComments, unreadComments);
}

function readsTrigger(statement: CreateTrigStmt): Answer {
  // TRIGGER_TYPE_INSTEAD of PostgreSQL's src/include/catalog/pg_trigger.h.
  return (statement.args ?? []).length > 0 || statement.timing === 64 ? 'no' : 'yes';
}

/** Whether it holds only expressions and clauses that were seen to be read. */
function expressions(node: Node): Answer {
  let answer: Answer = 'yes';
  walk(node, (type, fields) => {
    if (type === 'ColumnRef' && JSON.stringify(fields).includes('"sval":"interval"'))
      answer = worst([answer, 'unknown']);
    else if (type === 'A_Expr') answer = worst([answer, listed(fields.kind as string, readOperators, unreadOperators)]);
    else if (type === 'SubLink') answer = worst([answer, fields.subLinkType === 'ARRAY_SUBLINK' ? 'no' : 'yes']);
    else answer = worst([answer, listed(type, readNodes, unreadNodes)]);
  });
  return answer;
}

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const withExpressions = set(
  'SelectStmt InsertStmt UpdateStmt DeleteStmt CreatePolicyStmt AlterPolicyStmt CreateTableAsStmt',
);

const readStatements = set(`
  AlterEnumStmt CreateEnumStmt CreateExtensionStmt CreateSchemaStmt TransactionStmt VariableSetStmt VariableShowStmt
  TruncateStmt CompositeTypeStmt CreateRangeStmt CreateDomainStmt DiscardStmt NotifyStmt CallStmt AlterRoleSetStmt
`);
const unreadStatements = set(`
  DoStmt ReindexStmt AlterObjectSchemaStmt ClusterStmt RefreshMatViewStmt CreateStatsStmt GrantRoleStmt
  AlterDefaultPrivilegesStmt ConstraintsSetStmt LockStmt AlterSeqStmt AlterExtensionStmt AlterDomainStmt 
  AlterFunctionStmt AlterDatabaseSetStmt CreatePublicationStmt AlterPublicationStmt RuleStmt CreateCastStmt
  CreateEventTrigStmt CopyStmt CreateForeignTableStmt CreateTableSpaceStmt DropOwnedStmt AlterTSConfigurationStmt
`);

const readDrops = set(`
  OBJECT_INDEX OBJECT_TABLE OBJECT_TRIGGER OBJECT_TYPE OBJECT_VIEW OBJECT_MATVIEW OBJECT_SEQUENCE OBJECT_SCHEMA
  OBJECT_EXTENSION OBJECT_DOMAIN OBJECT_FUNCTION OBJECT_POLICY OBJECT_PROCEDURE OBJECT_ROLE
`);
const unreadDrops = set('OBJECT_AGGREGATE OBJECT_RULE OBJECT_PUBLICATION OBJECT_STATISTIC_EXT');

const readRenames = set(`
  OBJECT_COLUMN OBJECT_INDEX OBJECT_TABCONSTRAINT OBJECT_TABLE OBJECT_TYPE OBJECT_SCHEMA OBJECT_POLICY
`);
const unreadRenames = set('OBJECT_VIEW OBJECT_MATVIEW OBJECT_SEQUENCE OBJECT_TRIGGER OBJECT_FUNCTION');

const readCommands = set(`
  AT_DropColumn AT_ColumnDefault AT_DropNotNull AT_SetNotNull AT_DropConstraint AT_ValidateConstraint AT_SetRelOptions
  AT_EnableRowSecurity AT_DisableRowSecurity AT_ForceRowSecurity AT_NoForceRowSecurity AT_DisableTrigAll AT_DisableTrigUser
  AT_EnableTrig AT_ReplicaIdentity AT_ChangeOwner AT_AddIdentity
`);
const unreadCommands = set(`
  AT_ResetRelOptions AT_SetStatistics AT_SetStorage AT_SetUnLogged AT_SetLogged AT_AddInherit AT_DropInherit
  AT_DropIdentity AT_DropExpression AT_AttachPartition AT_DetachPartition AT_AlterConstraint AT_SetIdentity AT_SetOptions
  AT_SetCompression AT_ClusterOn AT_SetTableSpace AT_SetAccessMethod AT_AddOf
`);

const readFunctionOptions = set('as language volatility strict security parallel set');

const readComments = set('OBJECT_TABLE OBJECT_COLUMN OBJECT_EXTENSION OBJECT_SCHEMA OBJECT_DATABASE OBJECT_ROLE');
const unreadComments = set(`
  OBJECT_TABCONSTRAINT OBJECT_INDEX OBJECT_FUNCTION OBJECT_TYPE OBJECT_VIEW OBJECT_TRIGGER OBJECT_POLICY OBJECT_MATVIEW
  OBJECT_SEQUENCE
`);

const readOperators = set(`
  AEXPR_OP AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_IN AEXPR_LIKE AEXPR_ILIKE AEXPR_BETWEEN AEXPR_NOT_BETWEEN AEXPR_DISTINCT
  AEXPR_NOT_DISTINCT AEXPR_NULLIF
`);
const unreadOperators = set('AEXPR_SIMILAR AEXPR_BETWEEN_SYM');

const readNodes = set(`
  A_ArrayExpr A_Const A_Star BoolExpr CaseExpr CaseWhen CoalesceExpr ColumnRef CommonTableExpr DefElem DeleteStmt FuncCall
  GroupingFunc GroupingSet IndexElem InsertStmt Integer JoinExpr List MinMaxExpr MultiAssignRef NamedArgExpr NullTest
  RangeFunction RangeSubselect RangeVar ResTarget RowExpr SQLValueFunction SelectStmt SortBy String TypeCast UpdateStmt
  ViewStmt ColumnDef Constraint TypeName CollateClause BooleanTest IndexStmt CreateStmt PartitionSpec PartitionElem
  PartitionBoundSpec CreateTrigStmt CreatePolicyStmt AlterPolicyStmt RoleSpec CreateTableAsStmt ParamRef ReplicaIdentityStmt
  Float Boolean
`);
const unreadNodes = set('LockingClause A_Indices A_Indirection XmlExpr RangeTableSample');
