import type { Rule } from '../../../contracts/rule';
import { onChanges, subjectOf } from '../../safety/rule-kit';
import { sizesOf, sizeWords } from '../../safety/size';
import { blockedTables } from '../../safety/transactions';

export const codeLocksTable: Rule = {
  name: 'safety/code-locks-table',
  severity: 'warning',
  problem:
    'A DO block, a function or a statement such as ALTER DOMAIN locks an existing table while it reads or rewrites it.',
  consequence:
    'What the code does was watched on the scratch server: writes to the table, or reads too, wait until it is done.',
  remedy: 'Write the statement into the migration itself, where it can be judged, in the form that does not block.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "n" INTEGER);',
      bad: `DO $$ BEGIN EXECUTE 'CREATE INDEX i ON "Order"(n)'; END $$;`,
      good: `DO $$ BEGIN EXECUTE 'ALTER TABLE "Order" ADD COLUMN m INTEGER'; END $$;`,
    },
  ],
  check: onChanges(['code', 'other'], ({ action, trace, ...change }, facts) => {
    if (trace === null) return null;
    const sizeOf = sizesOf(facts);
    const busy = new Set([...trace.scans, ...trace.rewrites]);
    const tables = blockedTables({ action, trace, ...change }).filter((table) => {
      const size = sizeOf(table);
      return busy.has(table) && (size.kind === 'unknown' || size.isLarge);
    });
    const [object] = tables;
    if (object === undefined) return null;
    const names = tables.map((table) => `${table} (${sizeWords(sizeOf(table))})`).join(' and ');
    return {
      object,
      message: `${subjectOf({ action, trace, ...change })} locks ${names} while it reads or rewrites it.`,
      help: 'Write the statement into the migration itself: then the gate can say what to do about it.',
    };
  }),
};
