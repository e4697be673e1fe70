import type { RollbackResult } from '../../../contracts/rollback-result';
import type { Problem, Rule } from '../../../contracts/rule';
import { remains } from '../../../postgres/catalog/remains';

/** Differences that a message lists. */
const most = 5;

export const doesNotRestore: Rule = {
  name: 'rollback/does-not-restore',
  severity: 'error',
  problem: 'After a pending migration and the SQL that is to undo it, the schema is not the one before.',
  consequence: 'A rollback leaves the database in a state that no migration knows; the next deploy can fail on it.',
  remedy: 'Add what is missing to the file. That data is lost on the way back is said as a notice.',
  *check({ rollbacks = [] }) {
    for (const result of rollbacks) {
      if (result.file === null || result.failure !== null || result.untested !== null) continue;
      if (result.leftOver.length > 0) yield leftOver(result, result.file);
      const loss = lossOf(result, result.file);
      if (loss !== null) yield loss;
    }
  },
};

function leftOver({ migration, leftOver: differences, mend }: RollbackResult, file: string): Problem {
  const lines = differences.slice(0, most).map(remains);
  if (differences.length > most) lines.push(`${differences.length - most} more`);
  return {
    object: migration,
    migration,
    file,
    line: 1,
    message: `${file} does not undo ${migration}: ${lines.join('; ')}.`,
    help:
      mend === ''
        ? 'Undo this in the file too.'
        : `Add to the end of the file:\n${mend.trimEnd().replace(/^(?=.)/gm, '    ')}`,
  };
}

function lossOf({ migration, losesData, notRestored }: RollbackResult, file: string): Problem | null {
  const sentences = [
    ...(losesData.length === 0 ? [] : [`Going down with ${file} loses ${losesData.join(', ')}.`]),
    ...(notRestored.length === 0 ? [] : [`It does not bring back what ${migration} loses: ${notRestored.join(', ')}.`]),
  ];
  if (sentences.length === 0) return null;
  return {
    object: migration,
    migration,
    file,
    line: 1,
    severity: 'notice',
    atMost: 'notice',
    message: sentences.join(' '),
    help: 'Take a backup of this data before you deploy, and before you go down.',
  };
}
