import type { Rule } from '../../../contracts/rule';

export const fails: Rule = {
  name: 'rollback/fails',
  severity: 'error',
  problem: 'The SQL that is to undo a pending migration does not run after it.',
  consequence: 'When the migration has to be undone in a hurry, there is no way back.',
  remedy: 'Correct the file, or have one written: `migration-gate rollback --write` makes it where there is none.',
  *check({ rollbacks = [] }) {
    for (const { migration, file, failure } of rollbacks) {
      if (file === null || failure === null) continue;
      const { line, message, code, statement } = failure;
      yield {
        object: migration,
        migration,
        file,
        line,
        message: `${file} fails when it runs right after ${migration}: ${message} (${code}).`,
        help:
          statement === ''
            ? 'Correct the file and run the gate again; it runs it on a scratch database.'
            : `This statement fails. Correct it and run the gate again:\n${indented(statement)}`,
      };
    }
  },
};

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}
