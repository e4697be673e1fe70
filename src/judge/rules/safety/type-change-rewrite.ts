import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import type { Severity } from '../../../contracts/settings';
import { conversionRisk } from '../../../gather/statements/casts';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { type ChangeOf, isChange } from '../../safety/change';
import { changesOf } from '../../safety/changes';
import { mayFailOnData } from '../../safety/data-risk';
import { expandColumn } from '../../safety/recipes';
import {
  code,
  type Found,
  longLock,
  type OnExisting,
  onExisting,
  rewritten,
  scanned,
  sized,
  together,
} from '../../safety/rule-kit';

export const typeChangeRewrite: Rule = {
  name: 'safety/type-change-rewrite',
  severity: 'warning',
  problem:
    'A change of a column’s type rewrites the table and all its indexes, or builds the indexes of the column anew.',
  consequence: 'Reads and writes of the table wait until it is rewritten; it needs the space twice.',
  remedy: 'Add a new column, fill it in batches, and switch over.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "total" INTEGER, "code" VARCHAR(10));',
      bad: 'ALTER TABLE "Order" ALTER COLUMN "total" SET DATA TYPE BIGINT;',
      good: 'ALTER TABLE "Order" ALTER COLUMN "code" SET DATA TYPE TEXT;',
    },
  ],
  check: onExisting(['set-type'], (change, facts) => {
    const { action, column, table } = change;
    const severity = longLock(table);
    const all = together(change, facts);
    if (severity === null || all[0] !== change) return null;
    if (rewritten(change) === false) {
      if (scanned(change) === true) return indexesOnly(change, severity);
      return all.some(changesZone) && !isUtc(change, facts) ? unlessUtc(change) : null;
    }
    // Not measured, and nothing to tell from.
    if (rewritten(change) === null && column === null) return null;
    // Then narrowing-cast speaks of the lock as well.
    if (all.some((other) => mayFailOnData(other, facts))) return null;
    const changed = all.map((c) => `${c.action.column} from ${c.column?.type ?? 'its type'} to ${c.action.type}`);
    const loses = all.some(
      (c) => conversionRisk(c.action.column, c.column?.type ?? '', c.action.type, c.action.using) === 'lossy',
    );
    const value = action.using ?? `${quoteIdentifier(action.column)}::${action.type}`;
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} while it and its indexes are rewritten, to change ${changed.join(' and ')}.${loses ? ' Values that do not fit are cut or rounded.' : ''}`,
      help: `Without a long lock, in steps:\n${code(...expandColumn(table, action.column, action.type, value))}`,
    };
  }),
};

/** The values stay as they are, and compare in another way: `text` to `citext`. */
function indexesOnly({ action, table }: OnExisting<'set-type'>, severity: Severity): Found {
  const { column, type } = action;
  const isUnique = table.indexes.some((index) => index.unique && index.columns.includes(column));
  const fails = isUnique && /\bcitext"?$/i.test(type) ? ' It fails if two values are unique by their case alone.' : '';
  return {
    severity,
    message: `Blocks reads and writes of ${sized(table)} while the indexes and checks of ${column} are made anew for ${type}.${fails}`,
    help: 'Without a long lock: drop its indexes first, change the type, and build them again CONCURRENTLY, each in a migration of its own; or plan a time at which the table may be unavailable.',
  };
}

/** Between times with and without time zone: the values of both are the same only in UTC (`ATColumnChangeRequiresRewrite`). */
function changesZone({ column, action }: ChangeOf<'set-type'>): boolean {
  const types = [column?.type ?? '', action.type];
  return (
    types.every((type) => type.startsWith('timestamp')) && types.filter((type) => type.includes(' with ')).length === 1
  );
}

/** The file has set the time zone before, as {@link unlessUtc} says. */
function isUtc({ migration, statement }: OnExisting<'set-type'>, facts: Facts): boolean {
  return changesOf(facts).some(
    (other) =>
      other.migration === migration &&
      other.statement.start < statement.start &&
      isChange(other, 'set') &&
      other.action.setting === 'timezone' &&
      other.action.value?.toUpperCase() === 'UTC',
  );
}

function unlessUtc({ table, statement }: OnExisting<'set-type'>): Found {
  return {
    severity: 'notice',
    message: `Unless the time zone of the server is UTC, this takes the values for local times, and blocks reads and writes of ${sized(table)} while it is rewritten.`,
    help: `Prisma writes times in UTC. In that time zone they stay what they are, and nothing is rewritten:\n${code("SET timezone = 'UTC';", `${statement.sql};`, 'RESET timezone;')}`,
  };
}
