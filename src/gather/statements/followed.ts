import type { PendingMigration } from '../../contracts/facts';
import type { ColumnSpec, ConstraintSpec, SimpleAction } from './actions/action';
import { readActions } from './actions/read-actions';

const simple: ReadonlySet<SimpleAction['kind']> = new Set([
  'rename-table',
  'rename-column',
  'set-type',
  'set-not-null',
  'drop-not-null',
  'set-default',
  'drop-default',
  'validate-constraint',
  'rename-constraint',
  'drop-index',
  'rename-index',
  'create-enum',
  'add-enum-value',
  'alter-table',
  'trigger',
  'policy',
  'update',
  'delete',
  'insert',
  'truncate',
  'reindex',
  'refresh-view',
  'lock-table',
  'set',
  'transaction',
]);

/** Statements that change nothing that rules ask about. */
const harmless = new Set(['CommentStmt', 'GrantStmt', 'CreateFunctionStmt', 'CreateExtensionStmt', 'CreateSchemaStmt']);

/**
 * Whether the schema after a migration can be told from the one before it and the statements, so that nobody has to read
 * the catalog again: `applyAction` does all that the statements do, and the server makes up no names.
 */
export function isFollowed({ statements, syntaxError }: Pick<PendingMigration, 'statements' | 'syntaxError'>): boolean {
  return syntaxError === null && statements.every((s) => readActions(s).every(({ action }) => isSimple(action)));
}

function isSimple(action: SimpleAction): boolean {
  switch (action.kind) {
    case 'create-table':
      return (
        !action.ifNotExists &&
        action.partitionOf === null &&
        action.columns.length > 0 &&
        action.columns.every(isPlainColumn) &&
        action.constraints.every(isNamed)
      );
    case 'add-column':
      return isPlainColumn(action.spec);
    case 'add-constraint':
      return isNamed(action.spec);
    case 'create-index':
      return action.spec.name !== null;
    case 'drop-table':
    case 'drop-column':
    case 'drop-constraint':
      return !action.cascade;
    case 'other':
      return harmless.has(action.type);
    default:
      return simple.has(action.kind);
  }
}

function isPlainColumn({ unique, primaryKey, references, check }: ColumnSpec): boolean {
  return !unique && !primaryKey && references === null && !check;
}

function isNamed({ name, type, usingIndex }: ConstraintSpec): boolean {
  return name !== null && type !== 'not-null' && usingIndex === null;
}
