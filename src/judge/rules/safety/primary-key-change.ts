import type { Rule } from '../../../contracts/rule';
import { cutName, quoteIdentifier } from '../../../postgres/sql/identifiers';
import { columnList } from '../../safety/recipes';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';
import { mayHaveDuplicates } from '../../safety/uniqueness';

export const primaryKeyChange: Rule = {
  name: 'safety/primary-key-change',
  severity: 'warning',
  problem: 'The primary key of an existing table is added or changed in one step.',
  consequence:
    'Reads and writes of the table wait until the index is built; it fails if the columns hold NULLs or duplicates (23502, 23505).',
  remedy: 'Build a unique index CONCURRENTLY first, then ADD PRIMARY KEY USING INDEX.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER, "n" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id")); CREATE UNIQUE INDEX "i" ON "User"("n");',
      bad: 'ALTER TABLE "User" DROP CONSTRAINT "User_pkey", ADD CONSTRAINT "User_pkey" PRIMARY KEY ("n");',
      good: 'ALTER TABLE "User" DROP CONSTRAINT "User_pkey", ADD CONSTRAINT "User_pkey" PRIMARY KEY USING INDEX "i";',
    },
  ],
  check: onExisting(['change-primary-key', 'add-constraint'], (change) => {
    const { action } = change;
    const { spec } = action;
    // What the columns are when the key is added, not when the old one is dropped.
    const added = change.parts.find((part) => part.action.kind === 'add-constraint') ?? change;
    const table = added.table ?? change.table;
    const severity = longLock(table);
    if (spec.type !== 'primary-key' || spec.usingIndex !== null || severity === null) return null;
    const tableName = table.id.slice(table.id.indexOf('.') + 1);
    const name = spec.name ?? `${tableName}_pkey`;
    const drop = action.kind === 'change-primary-key' ? `DROP CONSTRAINT ${quoteIdentifier(action.constraint)}, ` : '';
    const swap = (index: string) =>
      code(
        `ALTER TABLE ${table.sql} ${drop}ADD CONSTRAINT ${quoteIdentifier(name)} PRIMARY KEY USING INDEX ${quoteIdentifier(index)};`,
      );
    const columns = spec.columns.map((column) => table.columns.get(column));
    const isPrepared = table.hasDeletes || columns.some((column) => column?.isUpdated === true);
    const mayBeNull = columns.some((column) => column?.notNull !== true);
    const risks = [...(mayBeNull ? ['NULLs'] : []), ...(mayHaveDuplicates(added, spec.columns) ? ['duplicates'] : [])];
    const fails = isPrepared ? [] : risks;
    const present = table.indexes.find(
      (index) => index.unique && !index.partial && index.columns.join('\0') === spec.columns.join('\0'),
    );
    const built = `${cutName(name, 59)}_new`;
    const fresh = spec.columns.filter((column) => table.columns.get(column)?.isNew === true);
    const steps =
      present === undefined
        ? [
            fresh.length === 0
              ? 'Build the index first, in a migration of its own:'
              : `Add ${fresh.join(', ')} in an earlier migration and fill it in batches. Then build the index, in a migration of its own:`,
            code(
              `CREATE UNIQUE INDEX CONCURRENTLY ${quoteIdentifier(built)} ON ${table.sql}(${columnList(spec.columns)});`,
            ),
            'And in the next, which is short if the columns are NOT NULL already:',
            swap(built),
          ]
        : [
            'The unique index on these columns can become that of the primary key, which is short (it takes its name; leave out a DROP INDEX of it):',
            swap(present.id.slice(present.id.indexOf('.') + 1)),
          ];
    return {
      severity,
      message: `Blocks reads and writes of ${sized(table)} until the index of the primary key (${spec.columns.join(', ')}) is built${fails.length === 0 ? '' : `; fails if there are ${fails.join(' or ')}`}.`,
      help: steps.join('\n'),
    };
  }),
};
