import type { Rule } from '../../../contracts/rule';
import { notValid } from '../../safety/recipes';
import { code, onExisting, probed, sized } from '../../safety/rule-kit';

export const checkViolations: Rule = {
  name: 'safety/check-violations',
  severity: 'error',
  problem: 'A CHECK constraint is added that rows of the target break (found by a data probe).',
  consequence: 'The migration fails there (23514).',
  remedy: 'Mend the rows in an earlier migration, or add the constraint NOT VALID.',
  check: onExisting(['add-constraint'], (change, facts) => {
    const { action, table } = change;
    const probe = probed(facts, change, 'check');
    if (action.spec.type !== 'check' || action.spec.notValid || probe?.verdict !== 'will-fail') return null;
    const search = `SELECT count(*) FROM ${table.sql} WHERE NOT (${action.spec.condition ?? ''});`;
    return {
      message: `Will fail (23514): ${probe.database} has rows of ${sized(table)} that break ${action.spec.name ?? 'the constraint'}.`,
      help: `Look at them and mend them first:\n${code(search)}\nOr leave them and hold new rows to it:\n${code(notValid(table, action.spec)[0] ?? '')}`,
    };
  }),
};
