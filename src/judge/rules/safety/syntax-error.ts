import type { Rule } from '../../../contracts/rule';

export const syntaxError: Rule = {
  name: 'safety/syntax-error',
  severity: 'error',
  problem: 'A pending migration is not SQL that PostgreSQL’s grammar accepts.',
  consequence: 'The migration fails (42601).',
  remedy: 'Mend it.',
  *check({ pending }) {
    for (const { file, syntaxError: error, failure } of pending) {
      // When it was run, the server has the last word.
      if (error === null || failure !== undefined) continue;
      yield {
        object: file.name,
        migration: file.name,
        file: file.path,
        line: error.line,
        message: `PostgreSQL’s grammar refuses it: ${error.message}.`,
        help: 'Mend the statement. Commands of psql (lines that begin with a backslash) are not SQL. The gate knows the grammar of PostgreSQL 18.',
      };
    }
  },
};
