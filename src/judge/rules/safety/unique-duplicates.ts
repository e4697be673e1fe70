import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { dataQuestion, mayFailOnData } from '../../safety/data-risk';
import { concurrentIndex, ownMigration, uniqueIndexFor } from '../../safety/recipes';
import { code, type OnExisting, onExisting, probed, sized } from '../../safety/rule-kit';

export const uniqueDuplicates: Rule = {
  name: 'safety/unique-duplicates',
  severity: 'warning',
  problem: 'A unique index or constraint is added to columns that hold data.',
  consequence: 'If two rows have the same values the migration fails (23505). While it runs, writes to the table wait.',
  remedy: 'Look for duplicates first and resolve them in an earlier migration.',
  examples: [
    {
      before: 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "email" TEXT);',
      bad: 'CREATE UNIQUE INDEX "User_email_key" ON "User"("email");',
      good: 'ALTER TABLE "User" ADD COLUMN "handle" TEXT; CREATE UNIQUE INDEX "User_handle_key" ON "User"("handle");',
    },
  ],
  check: onExisting(['create-index', 'add-constraint'], (change, facts) => {
    const { action, table } = change;
    if (dataQuestion(change) !== 'duplicates' || !mayFailOnData(change, facts)) return null;
    const columns: readonly (string | null)[] = action.spec.columns;
    const probe = probed(facts, change, 'duplicates');
    const isIndex = action.kind === 'create-index';
    const blocks = !isIndex ? ' Reads and writes' : action.spec.concurrently ? '' : ' Writes';
    const among = isIndex && action.spec.where !== null ? `, of those WHERE ${action.spec.where},` : '';
    const names = columns.includes(null) ? indexed(change.statement.sql) : columns.join(', ');
    const help = [
      ...(columns.includes(null) ? [] : ['Look for them first:', code(duplicatesQuery(change))]),
      ...(blocks === '' || table.isPartitioned
        ? []
        : [`Then build the index without blocking. ${ownMigration}`, code(buildIndex(change))]),
    ].join('\n');
    if (probe?.verdict === 'will-fail')
      return {
        severity: 'error',
        message: `Will fail (23505): ${probe.database} has rows of ${sized(table)}${among} with the same ${names}.`,
        help,
      };
    const lock = blocks === '' ? '' : `${blocks} wait until it is built.`;
    return { message: `Fails if two rows of ${sized(table)}${among} have the same ${names}.${lock}`, help };
  }),
};

/** What is written between the parentheses of `CREATE INDEX … ON table (…)`. */
function indexed(sql: string): string {
  const from = sql.indexOf('(', sql.search(/\son\s/i));
  let depth = 0;
  for (let at = from; at < sql.length; at++) {
    if (sql[at] === '(') depth++;
    else if (sql[at] === ')' && --depth === 0) return sql.slice(from + 1, at).replace(/\s+/g, ' ');
  }
  return '(expression)';
}

type Added = OnExisting<'create-index' | 'add-constraint'>;

function duplicatesQuery({ action, table }: Added): string {
  const columns = action.spec.columns.flatMap((name) => (name === null ? [] : [quoteIdentifier(name)]));
  const isIndex = action.kind === 'create-index';
  const present = isIndex && action.spec.nullsNotDistinct ? [] : columns.map((name) => `${name} IS NOT NULL`);
  const conditions = [...(isIndex && action.spec.where !== null ? [`(${action.spec.where})`] : []), ...present];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${columns.join(', ')}, count(*) FROM ${table.sql}${where}\nGROUP BY ${columns.join(', ')} HAVING count(*) > 1;`;
}

function buildIndex({ action, table, statement }: Added): string {
  if (action.kind === 'create-index') return concurrentIndex(statement.sql);
  return uniqueIndexFor(table, action.spec.name, action.spec.columns);
}
