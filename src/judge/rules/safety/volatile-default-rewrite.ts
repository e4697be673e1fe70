import type { Rule } from '../../../contracts/rule';
import { volatileFunction } from '../../../gather/statements/columns';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { code, longLock, onExisting, rewritten, sized } from '../../safety/rule-kit';

export const volatileDefaultRewrite: Rule = {
  name: 'safety/volatile-default-rewrite',
  severity: 'warning',
  problem: 'A column is added with a default that must be computed for every row.',
  consequence:
    'Reads and writes of the table wait until it is rewritten. A constant, `now()` or `CURRENT_TIMESTAMP` needs no rewrite.',
  remedy: 'Add the column without a default, set the default, then fill the existing rows in batches.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY);',
      bad: 'ALTER TABLE "User" ADD COLUMN "token" UUID NOT NULL DEFAULT gen_random_uuid();',
      good: 'ALTER TABLE "User" ADD COLUMN "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;',
    },
  ],
  check: onExisting(['add-column'], (change) => {
    const { action, table } = change;
    const { spec } = action;
    const severity = longLock(table);
    if (spec.default === null || spec.fills.length === 0 || severity === null) return null;
    const isRewritten = rewritten(change);
    if (isRewritten === false || (isRewritten === null && volatileFunction(spec) === null)) return null;
    const alter = `ALTER TABLE ${table.sql}`;
    const name = quoteIdentifier(spec.name);
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} while it is rewritten: ${spec.default} is computed for every row.`,
      help: [
        'Two short statements, then the rows in batches, then NOT NULL in a later migration:',
        code(
          `${alter} ADD COLUMN ${name} ${spec.type};`,
          `${alter} ALTER COLUMN ${name} SET DEFAULT ${spec.default};`,
          '-- in batches, not in the migration:',
          `UPDATE ${table.sql} SET ${name} = ${spec.default} WHERE ${name} IS NULL;`,
        ),
      ].join('\n'),
    };
  }),
};
