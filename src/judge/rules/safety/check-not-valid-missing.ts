import type { Rule } from '../../../contracts/rule';
import { mayFailOnData } from '../../safety/data-risk';
import { notValid } from '../../safety/recipes';
import { code, longLock, onExisting, probed, scanned, sized } from '../../safety/rule-kit';

export const checkNotValidMissing: Rule = {
  name: 'safety/check-not-valid-missing',
  severity: 'warning',
  problem: 'A CHECK constraint is added to an existing table and checked in the same step.',
  consequence:
    'Reads and writes of the table wait until every row has been checked; one row that breaks it fails the migration (23514).',
  remedy: 'Add it NOT VALID, then VALIDATE CONSTRAINT in another migration.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "total" INTEGER);',
      bad: 'ALTER TABLE "Order" ADD CONSTRAINT "Order_total_check" CHECK ("total" >= 0);',
      good: 'ALTER TABLE "Order" ADD CONSTRAINT "Order_total_check" CHECK ("total" >= 0) NOT VALID;',
    },
  ],
  check: onExisting(['add-constraint', 'add-column'], (change, facts) => {
    const { action, table } = change;
    const severity = longLock(table);
    if (action.kind === 'add-column') {
      if (!action.spec.check || severity === null || scanned(change) === false) return null;
      return {
        severity,
        message: `Blocks reads and writes of ${sized(table)} until every row has been checked for the new ${action.column}.`,
        help: 'Add the column without CHECK, then the constraint NOT VALID, and VALIDATE it in a later migration.',
      };
    }
    const { spec } = action;
    const probe = probed(facts, change, 'check');
    if (spec.type !== 'check' || spec.notValid || severity === null || probe?.verdict === 'will-fail') return null;
    const fails = mayFailOnData(change, facts) ? ', and fails if one breaks it' : '';
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} until every row has been checked${fails}.`,
      help: `Add it without checking, and check it in a later migration:\n${code(...notValid(table, spec))}`,
    };
  }),
};
