import type { Node } from '@pgsql/types';

/**
 * The statement, as people call it, that refuses to run inside a transaction block (SQLSTATE 25001; the callers of
 * `PreventInTransactionBlock` in PostgreSQL's source); null for all others.
 */
export function outsideTransaction(node: Node): string | null {
  if ('IndexStmt' in node) return node.IndexStmt.concurrent === true ? 'CREATE INDEX CONCURRENTLY' : null;
  if ('DropStmt' in node) return node.DropStmt.concurrent === true ? 'DROP INDEX CONCURRENTLY' : null;
  if ('ReindexStmt' in node) {
    const { params, kind } = node.ReindexStmt;
    if (hasOption(params, 'concurrently')) return 'REINDEX CONCURRENTLY';
    return kind === 'REINDEX_OBJECT_INDEX' || kind === 'REINDEX_OBJECT_TABLE' ? null : 'REINDEX';
  }
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd === true ? 'VACUUM' : null;
  if ('ClusterStmt' in node) return node.ClusterStmt.relation === undefined ? 'CLUSTER' : null;
  if ('AlterTableStmt' in node) {
    const detaches = (node.AlterTableStmt.cmds ?? []).some(
      (command) =>
        'AlterTableCmd' in command &&
        command.AlterTableCmd.subtype === 'AT_DetachPartition' &&
        command.AlterTableCmd.def !== undefined &&
        'PartitionCmd' in command.AlterTableCmd.def &&
        command.AlterTableCmd.def.PartitionCmd.concurrent === true,
    );
    return detaches ? 'ALTER TABLE … DETACH PARTITION CONCURRENTLY' : null;
  }
  if ('CreatedbStmt' in node) return 'CREATE DATABASE';
  if ('DropdbStmt' in node) return 'DROP DATABASE';
  if ('CreateTableSpaceStmt' in node) return 'CREATE TABLESPACE';
  if ('DropTableSpaceStmt' in node) return 'DROP TABLESPACE';
  if ('AlterSystemStmt' in node) return 'ALTER SYSTEM';
  return null;
}

function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  return (options ?? []).some((option) => 'DefElem' in option && option.DefElem.defname === name);
}
