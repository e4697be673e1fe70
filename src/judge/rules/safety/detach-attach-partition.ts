import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier, quoteQualified } from '../../../postgres/sql/identifiers';
import { ownMigration } from '../../safety/recipes';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';

export const detachAttachPartition: Rule = {
  name: 'safety/detach-attach-partition',
  severity: 'warning',
  problem: 'A table with rows is attached as a partition, or a partition is detached without CONCURRENTLY.',
  consequence:
    'ATTACH reads the whole table under an exclusive lock to see that its rows belong there; DETACH locks the partitioned table against reads and writes for a moment, and all queries on it queue behind it while it waits.',
  remedy:
    'Before ATTACH, validate a CHECK on the table that says the same as the bounds: then nothing is read. DETACH PARTITION … CONCURRENTLY (PostgreSQL 14 and later), as the only statement of its file.',
  examples: [
    {
      before:
        'CREATE TABLE "Log" ("day" DATE NOT NULL) PARTITION BY RANGE ("day"); CREATE TABLE "Log_2026" ("day" DATE NOT NULL);',
      bad: `ALTER TABLE "Log" ATTACH PARTITION "Log_2026" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
      good: `ALTER TABLE "Log_2026" ADD CONSTRAINT "day_2026" CHECK ("day" >= '2026-01-01' AND "day" < '2027-01-01') NOT VALID; ALTER TABLE "Log_2026" VALIDATE CONSTRAINT "day_2026"; ALTER TABLE "Log" ATTACH PARTITION "Log_2026" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
    },
    {
      before:
        'CREATE TABLE "Log" ("day" DATE NOT NULL) PARTITION BY RANGE ("day"); CREATE TABLE "Log_rest" PARTITION OF "Log" DEFAULT;',
      bad: 'ALTER TABLE "Log" DETACH PARTITION "Log_rest";',
      good: 'ALTER TABLE "Log_rest" ADD COLUMN IF NOT EXISTS "day" DATE;',
    },
  ],
  check: onExisting(['partition'], (change) => {
    const { action, table, partition, trace, statement } = change;
    if (partition === null || partition.isNew) return null;
    const severity = longLock(action.attach ? partition : table);
    if (severity === null) return null;
    if (!action.attach) {
      if (action.concurrently) return null;
      const detach = `ALTER TABLE ${table.sql} DETACH PARTITION ${quoteQualified(action.partition)} CONCURRENTLY;`;
      return {
        severity: severity === 'warning' && table.size.kind === 'unknown' ? 'notice' : severity,
        message: `Locks ${sized(table)} against reads and writes for a moment; while it waits for running queries, all others queue behind it.`,
        help: `${ownMigration}\n${code(detach)}`,
      };
    }
    // A validated CHECK that implies the bounds spares the look at the rows (PostgreSQL manual 5.12.2.2).
    if (trace !== null && !trace.scans.includes(partition.origin ?? partition.id)) return null;
    const name = quoteIdentifier(`${partition.id.slice(partition.id.indexOf('.') + 1).slice(0, 55)}_bounds`);
    return {
      severity,
      message: `Blocks reads and writes of ${sized(partition)} until every row has been checked against the bounds; fails if one does not belong there.`,
      help: [
        'In earlier migrations, a CHECK that says what the bounds say, and its validation, which blocks nobody:',
        code(
          `ALTER TABLE ${partition.sql} ADD CONSTRAINT ${name} CHECK (…) NOT VALID;`,
          '-- in the next migration:',
          `ALTER TABLE ${partition.sql} VALIDATE CONSTRAINT ${name};`,
          '-- and in the one after it:',
          `${statement.sql};`,
          `ALTER TABLE ${partition.sql} DROP CONSTRAINT ${name};`,
        ),
      ].join('\n'),
    };
  }),
};
