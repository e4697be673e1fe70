import type { Rule } from '../../../contracts/rule';
import { fillsItself } from '../../../gather/statements/columns';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { isLossAnnounced } from '../../safety/prisma-header';
import { code, onExisting, sized } from '../../safety/rule-kit';

export const recreateColumn: Rule = {
  name: 'safety/recreate-column',
  severity: 'error',
  problem: 'A column is dropped and added again with another type: what Prisma writes when it knows no cast.',
  consequence: 'The data of the column are gone.',
  remedy: 'Change the type with USING, which says how to convert the values.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "age" TEXT);',
      bad: 'ALTER TABLE "User" DROP COLUMN "age", ADD COLUMN "age" INTEGER;',
      good: 'ALTER TABLE "User" ALTER COLUMN "age" SET DATA TYPE INTEGER USING ("age"::INTEGER);',
    },
  ],
  check: onExisting(['recreate-column'], (change) => {
    const { action, table, column } = change;
    if (column === null || column.isNew) return null;
    const { spec } = action;
    const name = quoteIdentifier(spec.name);
    const commands = [
      ...(column.default === null ? [] : ['DROP DEFAULT']),
      ...(column.notNull && !spec.notNull ? ['DROP NOT NULL'] : []),
      `SET DATA TYPE ${spec.type} USING (${converted(name, column.type, spec.type)})`,
      ...(spec.default === null ? [] : [`SET DEFAULT ${spec.default}`]),
      ...(spec.notNull && !column.notNull ? ['SET NOT NULL'] : []),
    ];
    const fails =
      spec.notNull && !fillsItself(spec) && !table.isEmptied
        ? ' It also fails on the first row: the new one is NOT NULL without a default.'
        : '';
    return {
      ...(table.isEmptied && { severity: 'notice' as const }),
      message: `Deletes ${action.column} of ${sized(table)}${isLossAnnounced(change) ? '' : ' with its data'} and adds it again, empty, as ${spec.type} instead of ${column.type}.${fails}`,
      help: [
        'Convert the values instead (this rewrites the table, so mind its size, and mend values that do not convert first):',
        code(`ALTER TABLE ${table.sql} ${commands.map((command) => `ALTER COLUMN ${name} ${command}`).join(', ')};`),
      ].join('\n'),
    };
  }),
};

/** The values in the new type: a list of the one value, the first of a list, JSON; by way of text for a type of the user. */
function converted(name: string, from: string, to: string): string {
  const [wasList, isList] = [from.endsWith('[]'), to.endsWith('[]')];
  if (!wasList && isList)
    return `CASE WHEN ${name} IS NULL THEN NULL ELSE ARRAY[${cast(name, from, to.slice(0, -2))}] END`;
  if (wasList && !isList && !/^jsonb?$/.test(to)) return cast(`(${name})[1]`, from.slice(0, -2), to);
  return cast(name, from, to);
}

function cast(value: string, from: string, to: string): string {
  if (/^jsonb?$/.test(to) && !/^(text|character varying.*|jsonb?)$/.test(from)) return `to_${to}(${value})`;
  const viaText = isOwn(to) ? from !== 'text' : isOwn(from);
  return `${value}::${viaText ? `text${to.endsWith('[]') ? '[]' : ''}::` : ''}${to}`;
}

/** `"Role"`, `public."Role"`. */
function isOwn(type: string): boolean {
  return type.startsWith('"') || type.includes('.');
}
