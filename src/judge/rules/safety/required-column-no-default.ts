import type { Rule } from '../../../contracts/rule';
import type { ColumnSpec } from '../../../gather/statements/actions/action';
import { fillsItself } from '../../../gather/statements/columns';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { dataQuestion, isOpen } from '../../safety/data-risk';
import { code, onExisting, probed, sized, together } from '../../safety/rule-kit';
import { hasNoRows } from '../../safety/size';

export const requiredColumnNoDefault: Rule = {
  name: 'safety/required-column-no-default',
  severity: 'error',
  problem: 'A NOT NULL column without a database default is added to an existing table.',
  consequence:
    'It fails on the first row that is there (23502). `@updatedAt`, `@default(uuid())` and `@default(cuid())` are made by Prisma Client, not by the database.',
  remedy: 'Add the column as nullable, fill it, and make it NOT NULL in a later migration; or give it a default.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY);',
      bad: 'ALTER TABLE "User" ADD COLUMN "name" TEXT NOT NULL;',
      good: `ALTER TABLE "User" ADD COLUMN "name" TEXT NOT NULL DEFAULT '';`,
    },
  ],
  check: onExisting(['add-column'], (change, facts) => {
    const { table } = change;
    if (dataQuestion(change) !== 'any-row' || !isOpen(change, facts)) return null;
    const probe = probed(facts, change, 'any-row');
    const isEmpty = hasNoRows(table.size) && probe?.verdict !== 'will-fail';
    const columns = together(change, facts).flatMap(({ action }) => (isRequired(action.spec) ? [action.spec] : []));
    const alter = `ALTER TABLE ${table.sql}`;
    const names = columns.map(({ name }) => quoteIdentifier(name));
    const reason = `${columns.map(({ name }) => name).join(' and ')} ${columns.length === 1 ? 'is' : 'are'} NOT NULL without a default`;
    return {
      ...(isEmpty && { severity: 'warning' as const }),
      message:
        probe?.verdict === 'will-fail'
          ? `Will fail (23502): ${probe.database} has rows in ${sized(table)}, and ${reason}.`
          : `Fails (23502) if ${sized(table)} has a single row: ${reason}.`,
      help: [
        'Add as nullable, fill, and require in a later migration, when the new code writes it:',
        code(
          `${alter} ${columns.map(({ type }, i) => `ADD COLUMN ${names[i]} ${type}`).join(', ')};`,
          `UPDATE ${table.sql} SET ${names.map((name) => `${name} = …`).join(', ')};`,
          '-- in the later one:',
          `${alter} ${names.map((name) => `ALTER COLUMN ${name} SET NOT NULL`).join(', ')};`,
        ),
      ].join('\n'),
    };
  }),
};

function isRequired(spec: ColumnSpec): boolean {
  return spec.notNull && !fillsItself(spec);
}
