import type { MigrationRecord } from '../../contracts/target';
import { historyTable } from '../../gather/target/history';
import { quoteLiteral } from '../../postgres/sql/identifiers';
import type { Situation } from './situation';

/** Sets the recorded checksum of one row: only the history is written. */
export function checksumSql(situation: Situation, { id }: MigrationRecord, checksum: string): string {
  return `UPDATE ${historyTable(situation)} SET checksum = ${quoteLiteral(checksum)} WHERE id = ${quoteLiteral(id)};`;
}

/** Gives one row another migration name. */
export function renameSql(situation: Situation, { id }: MigrationRecord, name: string): string {
  return `UPDATE ${historyTable(situation)} SET migration_name = ${quoteLiteral(name)} WHERE id = ${quoteLiteral(id)};`;
}

/** Takes one row out of the history. */
export function forgetSql(situation: Situation, { id }: MigrationRecord): string {
  return `DELETE FROM ${historyTable(situation)} WHERE id = ${quoteLiteral(id)};`;
}

/** Takes back `resolve --applied`. */
export function unmarkSql(situation: Situation, name: string): string {
  return `DELETE FROM ${historyTable(situation)} WHERE migration_name = ${quoteLiteral(name)} AND rolled_back_at IS NULL;`;
}

/** Takes back `resolve --rolled-back` of a migration that did not finish. */
export function unrollSql(situation: Situation, name: string): string {
  return `UPDATE ${historyTable(situation)} SET rolled_back_at = NULL WHERE migration_name = ${quoteLiteral(name)} AND finished_at IS NULL;`;
}

/** Puts a row back as it was. */
export function rememberSql(situation: Situation, record: MigrationRecord): string {
  const { id, checksum, finishedAt, name, logs, rolledBackAt, startedAt, appliedSteps } = record;
  const values = [id, checksum, iso(finishedAt), name, logs, iso(rolledBackAt), iso(startedAt)].map((value) =>
    value === null ? 'NULL' : quoteLiteral(value),
  );
  const columns = 'id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count';
  return `INSERT INTO ${historyTable(situation)} (${columns}) VALUES (${values.join(', ')}, ${appliedSteps});`;
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
