import type { MigrationFile } from '../contracts/repository';
import { replay } from '../gather/scratch/replay';
import type { Catalog } from '../postgres/catalog/model';
import { ServerError } from '../postgres/connection';
import { parseStatements } from '../postgres/sql/parse';
import type { Statement } from '../postgres/sql/statement';
import type { Lab } from './lab';

/** A migration, and the catalog after each of its statements, as far as they run. */
export interface StatementStates {
  readonly statements: readonly Statement[];
  readonly catalogs: readonly Catalog[];
}

/** More statements than this are not followed one by one. */
const longest = 200;

/**
 * Runs migrations statement by statement after others, each statement by itself, and reads the catalog after each: what a
 * database looks like when one of them stopped half way. By name; nothing for those that were not reached.
 */
export async function statementStates(
  lab: Lab,
  applied: readonly MigrationFile[],
  followed: readonly MigrationFile[],
  prismaVersion: string | null,
  furnished: boolean,
): Promise<ReadonlyMap<string, StatementStates>> {
  const states = new Map<string, StatementStates>();
  await lab.session(furnished, async (connection) => {
    const names = new Set(applied.map(({ name }) => name));
    if ((await replay(connection, applied, { prismaVersion, applied: names })) !== null) return;
    for (const { name, sql } of followed) {
      const { statements, error } = await parseStatements(sql ?? '');
      if (error !== null || statements.length > longest) return;
      const catalogs: Catalog[] = [];
      states.set(name, { statements, catalogs });
      for (const { sql: text, node } of statements) {
        if (!('TransactionStmt' in node)) {
          try {
            await connection.script(text);
          } catch (failure) {
            if (!(failure instanceof ServerError)) throw failure;
            return;
          }
        }
        catalogs.push(await lab.read(connection));
      }
    }
  });
  return states;
}
