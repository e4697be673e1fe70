import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { dataQuestion, mayFailOnData } from '../../safety/data-risk';
import { checkedNotNull } from '../../safety/recipes';
import { code, onExisting, probed, scanned, sized, together } from '../../safety/rule-kit';

export const setNotNullHasNulls: Rule = {
  name: 'safety/set-not-null-has-nulls',
  severity: 'warning',
  problem: 'An existing column is made NOT NULL.',
  consequence: 'If one row has NULL there the migration fails (23502).',
  remedy: 'Fill the NULLs in an earlier migration, and prove that none is left with a validated CHECK.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT, "mail" TEXT CONSTRAINT "mail_set" CHECK ("mail" IS NOT NULL));',
      bad: 'ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;',
      good: 'ALTER TABLE "User" ALTER COLUMN "mail" SET NOT NULL;',
    },
  ],
  check: onExisting(['set-not-null'], (change, facts) => {
    const { table } = change;
    const open = together(change, facts).filter(
      (other) => dataQuestion(other) === 'nulls' && mayFailOnData(other, facts),
    );
    // A validated CHECK proves it without a look at the rows (PostgreSQL manual, ALTER TABLE, SET NOT NULL).
    if (open[0] !== change || scanned(change) === false) return null;
    const certain = open.filter((other) => probed(facts, other, 'nulls')?.verdict === 'will-fail');
    const columns = (certain.length > 0 ? certain : open).map(({ action }) => action.column);
    const help = [
      'Look for NULLs, and fill them in an earlier migration:',
      code(
        ...columns.flatMap((column) => {
          const name = quoteIdentifier(column);
          return [
            `SELECT count(*) FROM ${table.sql} WHERE ${name} IS NULL;`,
            `UPDATE ${table.sql} SET ${name} = … WHERE ${name} IS NULL;`,
          ];
        }),
      ),
      'Then make it NOT NULL without reading the table under the lock:',
      code(...checkedNotNull(table, columns)),
    ].join('\n');
    const first = certain[0];
    if (first !== undefined)
      return {
        severity: 'error',
        message: `Will fail (23502): ${probed(facts, first, 'nulls')?.database} has rows of ${sized(table)} with NULL in ${columns.join(', ')}.`,
        help,
      };
    return {
      message: `Fails if a row of ${sized(table)} has NULL in ${columns.join(' or ')}; blocks reads and writes while it looks.`,
      help,
    };
  }),
};
