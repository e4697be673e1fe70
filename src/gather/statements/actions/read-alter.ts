import type { AlterTableCmd, AlterTableStmt, Node } from '@pgsql/types';
import { alterCommands, columnDefinition, constraintDefinition, rangeVarName } from '../../../postgres/sql/ast';
import type { QualifiedName } from '../../../postgres/sql/identifiers';
import type { Statement, StatementPart } from '../../../postgres/sql/statement';
import { typeText } from '../../../postgres/sql/type-text';
import type { SimpleAction } from './action';
import { columnSpec, constraintSpec, literalsOf } from './read-specs';

/** An action with the part of the statement it comes from. */
export interface PlacedAction {
  readonly action: SimpleAction;
  /** Null: the whole statement. */
  readonly part: StatementPart | null;
}

/** The commands of an `ALTER TABLE` (also `ALTER INDEX`, `ALTER VIEW`, … where they share its grammar). */
export function readAlterTable(node: AlterTableStmt, statement: Statement): PlacedAction[] {
  const table = rangeVarName(node.relation);
  if (node.objtype !== 'OBJECT_TABLE') {
    return [{ action: { kind: 'other', table: null, type: `ALTER ${node.objtype}`, literals: [] }, part: null }];
  }
  return alterCommands(node).flatMap((command, index) => {
    const part = statement.commands?.[index] ?? null;
    const action = readCommand(table, command, statement, part);
    return action === null ? [] : [{ action, part }];
  });
}

function readCommand(
  table: QualifiedName,
  command: AlterTableCmd,
  statement: Statement,
  part: StatementPart | null,
): SimpleAction | null {
  const column = command.name ?? '';
  const sql = part?.sql ?? statement.sql.replace(/^[\s\S]*?(?=\b(?:add|alter|drop|validate)\b(?!\s+table))/i, '');
  const ifExists = command.missing_ok === true;
  const cascade = command.behavior === 'DROP_CASCADE';
  switch (command.subtype) {
    case 'AT_AddColumn': {
      const definition = columnDefinition(command);
      if (definition === null) return null;
      const before = statement.sql.slice(0, part === null ? undefined : part.start + part.sql.length);
      const spec = columnSpec(definition, statement, statement.byteStart + Buffer.byteLength(before));
      return { kind: 'add-column', table, column: spec.name, spec, ifNotExists: ifExists };
    }
    case 'AT_DropColumn':
      return { kind: 'drop-column', table, column, ifExists, cascade };
    case 'AT_AlterColumnType': {
      const definition = columnDefinition(command);
      const using = definition?.raw_default === undefined ? null : (/\busing\b\s*(.*)$/is.exec(sql)?.[1] ?? null);
      return { kind: 'set-type', table, column, type: typeText(definition?.typeName), using };
    }
    case 'AT_SetNotNull':
      return { kind: 'set-not-null', table, column };
    case 'AT_DropNotNull':
      return { kind: 'drop-not-null', table, column };
    case 'AT_ColumnDefault': {
      if (command.def === undefined) return { kind: 'drop-default', table, column };
      const text = /\bset\s+default\s+(.*)$/is.exec(sql)?.[1] ?? '';
      return { kind: 'set-default', table, column, default: text, literals: literalsOf(command.def) };
    }
    case 'AT_AddConstraint': {
      const constraint = constraintDefinition(command);
      const spec = constraint === null ? null : constraintSpec(constraint, sql);
      return spec === null ? null : { kind: 'add-constraint', table, spec };
    }
    case 'AT_DropConstraint':
      return { kind: 'drop-constraint', table, constraint: column, ifExists, cascade };
    case 'AT_ValidateConstraint':
      return { kind: 'validate-constraint', table, constraint: column };
    case 'AT_AttachPartition':
    case 'AT_DetachPartition':
      return readPartition(table, command);
    case 'AT_EnableTrig':
    case 'AT_DisableTrig':
    case 'AT_EnableTrigAll':
    case 'AT_DisableTrigAll':
    case 'AT_EnableTrigUser':
    case 'AT_DisableTrigUser':
      return { kind: 'trigger', table, command: 'enable' };
    default:
      return { kind: 'alter-table', table, command: command.subtype ?? '' };
  }
}

function readPartition(table: QualifiedName, { def, subtype }: AlterTableCmd): SimpleAction | null {
  if (def === undefined || !('PartitionCmd' in def)) return null;
  const { name, concurrent } = def.PartitionCmd;
  const attach = subtype === 'AT_AttachPartition';
  return { kind: 'partition', table, partition: rangeVarName(name), attach, concurrently: concurrent === true };
}

/** The names in a list of relations. */
export function relationNames(nodes: readonly Node[] | undefined): QualifiedName[] {
  return (nodes ?? []).flatMap((node) => ('RangeVar' in node ? [rangeVarName(node.RangeVar)] : []));
}
