import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier, quoteLiteral } from '../../../postgres/sql/identifiers';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';

export const addSerialOrIdentity: Rule = {
  name: 'safety/add-serial-or-identity',
  severity: 'warning',
  problem: 'A serial or identity column is added to an existing table.',
  consequence: 'Every row gets a number: reads and writes of the table wait until it is rewritten.',
  remedy: 'Add a plain column and a sequence, and number the existing rows in batches.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" TEXT PRIMARY KEY);',
      bad: 'ALTER TABLE "User" ADD COLUMN "n" SERIAL NOT NULL;',
      good: 'ALTER TABLE "User" ADD COLUMN "n" INTEGER;',
    },
  ],
  check: onExisting(['add-column'], ({ action, table }) => {
    const { spec } = action;
    const severity = longLock(table);
    if (severity === null || !spec.fills.some((name) => name === 'serial' || name === 'identity')) return null;
    const tableName = table.id.slice(table.id.indexOf('.') + 1);
    const sequence = quoteIdentifier(`${tableName}_${spec.name}_seq`);
    const [alter, name] = [`ALTER TABLE ${table.sql}`, quoteIdentifier(spec.name)];
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} while it is rewritten to number its rows in ${spec.name}.`,
      help: [
        'Short statements, then the rows in batches, then NOT NULL in a later migration:',
        code(
          `${alter} ADD COLUMN ${name} ${spec.type};`,
          `CREATE SEQUENCE ${sequence} AS ${spec.type} OWNED BY ${table.sql}.${name};`,
          `${alter} ALTER COLUMN ${name} SET DEFAULT nextval(${quoteLiteral(sequence)});`,
          '-- in batches, not in the migration:',
          `UPDATE ${table.sql} SET ${name} = nextval(${quoteLiteral(sequence)}) WHERE ${name} IS NULL;`,
        ),
      ].join('\n'),
    };
  }),
};
