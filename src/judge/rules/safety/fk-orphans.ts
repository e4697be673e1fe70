import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { dataQuestion, mayFailOnData } from '../../safety/data-risk';
import { notValid } from '../../safety/recipes';
import { code, onExisting, probed, sized } from '../../safety/rule-kit';

export const fkOrphans: Rule = {
  name: 'safety/fk-orphans',
  severity: 'warning',
  problem: 'A foreign key is added to columns that hold data.',
  consequence:
    'If one row refers to a row that does not exist the migration fails (23503). While it checks, writes to both tables wait.',
  remedy: 'Look for such rows first; add the key NOT VALID and validate it later.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY); CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER);',
      bad: 'ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id");',
      good: 'ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") NOT VALID;',
    },
  ],
  check: onExisting(['add-constraint'], (change, facts) => {
    const { table, parent, action } = change;
    const { spec } = action;
    if (dataQuestion(change) !== 'orphans' || !mayFailOnData(change, facts)) return null;
    const probe = probed(facts, change, 'orphans');
    const parentSql = spec.references === null ? '' : (parent?.sql ?? quoteIdentifier(spec.references.table.name));
    const keys = spec.references?.columns ?? [];
    const pairs = spec.columns.map((name, i) => `p.${quoteIdentifier(keys[i] ?? name)} = c.${quoteIdentifier(name)}`);
    const present = spec.columns.map((name) => `c.${quoteIdentifier(name)} IS NOT NULL`);
    const search = `SELECT count(*) FROM ${table.sql} c\nWHERE ${present.join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${parentSql} p WHERE ${pairs.join(' AND ')});`;
    const help = `Look for such rows first:\n${code(search)}\nAdd the key without checking, and check it in a later migration:\n${code(...notValid(table, spec))}`;
    const what = `a row of ${sized(table)} whose ${spec.columns.join(', ')} is not in ${parent?.label ?? 'the other table'}`;
    if (probe?.verdict === 'will-fail')
      return { severity: 'error', message: `Will fail (23503): ${probe.database} has ${what}.`, help };
    return {
      message: `Fails if there is ${what}; writes to both tables wait while it checks.`,
      help,
    };
  }),
};
