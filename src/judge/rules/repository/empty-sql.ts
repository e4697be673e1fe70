import type { Rule } from '../../../contracts/rule';
import { standing } from './standing';

export const emptySql: Rule = {
  name: 'repository/empty-sql',
  severity: 'warning',
  problem: 'A new migration has no statement in it.',
  consequence:
    'It is applied, recorded, and changes nothing; SQL that is added to it later never runs where it was applied empty.',
  remedy: 'Write the SQL that was meant to be there, or remove the folder.',
  *check(facts) {
    for (const { name, path, sql } of facts.repository.migrations) {
      if (sql === null || hasStatement(sql)) continue;
      const current = standing(facts, name);
      // `prisma migrate dev --create-only` writes a comment; only while it is new can it be a file that was not filled in.
      const isBlank = sql.trim() === '';
      if (current === 'settled' || (current === 'unknown' && !isBlank)) continue;
      yield {
        object: name,
        migration: name,
        file: path,
        line: 1,
        message: `The migration ${name} ${isBlank ? 'is empty' : 'holds nothing but comments'}. It will be recorded as applied and change nothing, and SQL that is added to it afterwards will not run.`,
        help: `Write the SQL before this is merged, or remove the folder if the migration is not needed.`,
      };
    }
  },
};

/** True when anything stands in the text besides white space, semicolons and comments (which nest, PostgreSQL §4.1.5). */
function hasStatement(sql: string): boolean {
  for (let at = 0, depth = 0; at < sql.length; ) {
    if (sql.startsWith('/*', at)) {
      depth++;
      at += 2;
    } else if (depth > 0) {
      const closes = sql.startsWith('*/', at);
      if (closes) depth--;
      at += closes ? 2 : 1;
    } else if (sql.startsWith('--', at)) {
      const end = sql.indexOf('\n', at);
      at = end === -1 ? sql.length : end;
    } else if (/[\s;]/.test(sql.charAt(at))) {
      at++;
    } else {
      return true;
    }
  }
  return false;
}
