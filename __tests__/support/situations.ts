import type { Report } from '../../src/contracts/report';
import { buildReport, cell, finding, migration } from './report';

const path = (name: string) => `prisma/migrations/${name}/migration.sql`;
const production = { name: 'production', serverVersion: '15.8', historyTable: true, applied: 3, pending: 0 };
const settled = ['20250101000000_init', '20250214101500_add_orders', '20250320083000_add_reviews'];
const done = [
  { id: 'history', database: 'production', status: 'done' },
  { id: 'drift', database: 'production', status: 'done' },
  { id: 'coverage', status: 'done' },
] as const satisfies Report['checks'];

const coverage = (
  gaps: { kind: string; object: string; situation: string; line?: number; database?: boolean }[] = [],
): NonNullable<Report['coverage']> => {
  const base = ['User', 'Order', 'Review'].flatMap((table) => [
    ['table', `public.${table}`],
    ['column', `public.${table}.id`],
    ['column', `public.${table}.createdAt`],
    ['primary-key', `public.${table}_pkey`],
  ]);
  const objects = [
    ...base.map(([kind = '', object = '']) => ({
      kind,
      object,
      schema: true,
      migrations: true,
      databases: { production: true },
      situation: 'covered',
      file: 'prisma/schema.prisma',
      line: 10,
    })),
    ...gaps.map((gap) => ({
      kind: gap.kind,
      object: gap.object,
      schema: !['not-in-schema', 'database-only'].includes(gap.situation),
      migrations: ['not-in-schema', 'lost', 'pending'].includes(gap.situation),
      databases: { production: gap.database ?? false },
      situation: gap.situation,
      file: gap.line ? 'prisma/schema.prisma' : null,
      line: gap.line ?? null,
    })),
  ];
  const inSchema = objects.filter(({ schema }) => schema);
  const percent = Math.round((inSchema.filter(({ migrations }) => migrations).length / inSchema.length) * 1000) / 10;
  return { percent, objects };
};

const inSync = buildReport({
  mode: 'deploy',
  databases: [production],
  migrations: settled.map((name) => migration(name, { production: cell() })),
  coverage: coverage(),
  checks: [...done],
});

/** The worst week: one committed and not applied, one applied and missing, one edited after it ran, one failed half way. */
const worstWeek = buildReport({
  mode: 'deploy',
  databases: [{ ...production, applied: 3, pending: 1 }],
  migrations: [
    migration(settled[0] ?? '', { production: cell() }),
    migration(settled[1] ?? '', { production: cell('applied', 'edited') }),
    migration(settled[2] ?? '', { production: cell() }),
    migration(
      '20250817000000_add_usage_tracking',
      { production: cell('missing-on-disk', 'unknown') },
      { onDisk: false },
    ),
    migration('20250820120000_backfill_totals', { production: cell('failed') }),
    migration('20250822090000_add_coupon', { production: cell('pending') }),
  ],
  drift: [
    {
      database: 'production',
      change: 'unexpected',
      kind: 'table',
      object: 'public.usage_tracking',
      expected: null,
      actual:
        'CREATE TABLE public.usage_tracking (\n  id bigint NOT NULL,\n  "userId" text NOT NULL,\n  seen timestamptz DEFAULT now()\n)',
      aspects: [],
      renamedFrom: null,
    },
    {
      database: 'production',
      change: 'changed',
      kind: 'column',
      object: 'public.Order.total',
      expected: '"total" integer NOT NULL',
      actual: '"total" bigint',
      aspects: ['type integer → bigint', 'nullable'],
      renamedFrom: null,
    },
    {
      database: 'production',
      change: 'missing',
      kind: 'index',
      object: 'public.Review_orderId_idx',
      expected: 'CREATE INDEX "Review_orderId_idx" ON public."Review" USING btree ("orderId")',
      actual: null,
      aspects: [],
      renamedFrom: null,
    },
  ],
  coverage: coverage([
    { kind: 'table', object: 'public.Coupon', situation: 'pending', line: 41 },
    { kind: 'column', object: 'public.User.nickname', situation: 'pushed', line: 14, database: true },
    { kind: 'table', object: 'public.usage_tracking', situation: 'database-only', database: true },
  ]),
  statements: [
    {
      migration: '20250822090000_add_coupon',
      file: path('20250822090000_add_coupon'),
      line: 1,
      sql: 'CREATE TABLE "Coupon" (\n  "id" TEXT NOT NULL,\n  "code" TEXT NOT NULL,\n  CONSTRAINT "Coupon_pkey" PRIMARY KEY ("id")\n)',
      transaction: 'implicit',
      locks: [],
      rewrites: [],
      scans: [],
    },
    {
      migration: '20250822090000_add_coupon',
      file: path('20250822090000_add_coupon'),
      line: 8,
      sql: 'ALTER TABLE "Order" ALTER COLUMN "total" SET DATA TYPE BIGINT',
      transaction: 'implicit',
      locks: [{ table: 'public.Order', mode: 'AccessExclusiveLock' }],
      rewrites: ['public.Order'],
      scans: ['public.Order'],
    },
    {
      migration: '20250822090000_add_coupon',
      file: path('20250822090000_add_coupon'),
      line: 11,
      sql: 'CREATE INDEX "Order_couponId_idx" ON "Order"("couponId")',
      transaction: 'implicit',
      locks: [{ table: 'public.Order', mode: 'ShareLock' }],
      rewrites: [],
      scans: ['public.Order'],
    },
  ],
  findings: [
    finding({
      rule: 'history/pending',
      database: 'production',
      object: '20250822090000_add_coupon',
      file: path('20250822090000_add_coupon'),
      line: 1,
      message:
        '20250822090000_add_coupon is in the repository and not applied to production. Code that needs it will fail there.',
      help: 'Apply it before the code goes out:\n    npx prisma migrate deploy',
    }),
    finding({
      rule: 'history/missing-on-disk',
      database: 'production',
      object: '20250817000000_add_usage_tracking',
      message:
        'production has applied 20250817000000_add_usage_tracking, and the repository has no such folder. A new environment built from this repository will differ from production.',
      help: 'Bring the folder back from the branch it was made on:\n    git checkout <branch> -- prisma/migrations/20250817000000_add_usage_tracking',
    }),
    finding({
      rule: 'history/edited-after-apply',
      database: 'production',
      object: settled[1] ?? '',
      file: path(settled[1] ?? ''),
      line: 12,
      message: `${settled[1]} was changed after production had applied it. production has the old text, a new environment gets the new one.`,
      help: `Restore the applied text, and put the change into a new migration:\n    git checkout 3f2c1aa -- ${path(settled[1] ?? '')}`,
    }),
    finding({
      rule: 'history/failed',
      database: 'production',
      object: '20250820120000_backfill_totals',
      file: path('20250820120000_backfill_totals'),
      line: 3,
      message:
        '20250820120000_backfill_totals failed half way in production. Every further deploy is refused until it is resolved (P3009).',
      help: 'Undo what it did, then record it as rolled back and deploy again:\n    npx prisma migrate resolve --rolled-back 20250820120000_backfill_totals\n    npx prisma migrate deploy',
    }),
    finding({
      rule: 'drift/table',
      database: 'production',
      object: 'public.usage_tracking',
      message: 'The table public.usage_tracking is in production, and no migration makes it.',
      help: 'See the plan.',
    }),
    finding({
      rule: 'drift/column',
      database: 'production',
      object: 'public.Order.total',
      message: 'public.Order.total is bigint and nullable in production; the migrations make it integer NOT NULL.',
      help: 'See the plan.',
    }),
    finding({
      rule: 'drift/index',
      database: 'production',
      object: 'public.Review_orderId_idx',
      message: 'The index public.Review_orderId_idx is missing in production.',
      help: 'Make it again:\n    CREATE INDEX CONCURRENTLY "Review_orderId_idx" ON "Review" ("orderId");',
    }),
    finding({
      rule: 'safety/change-type',
      severity: 'warning',
      object: 'public.Order.total',
      file: path('20250822090000_add_coupon'),
      line: 8,
      message:
        'Changing the type of public.Order.total rewrites the table and blocks reads and writes of it for that long (48 M rows, 12 GB).',
      help: 'Add a new column and move the data in batches:\n    ALTER TABLE "Order" ADD COLUMN "total_new" BIGINT;',
    }),
  ],
  plans: [
    {
      database: 'production',
      direction: 'repository-follows',
      recommended: true,
      rehearsed: true,
      remaining: [],
      steps: [
        {
          title: 'Back up the tables that change',
          why: 'So that every later step can be undone.',
          writes: 'nothing',
          risk: 'none',
          verify: 'The file is there and not empty.',
          undo: 'Nothing to undo.',
          do: [{ kind: 'command', command: 'pg_dump --schema-only --file before.sql "$DATABASE_URL"' }],
        },
        {
          title: 'Mark the failed migration as rolled back',
          why: 'None of its statements took effect.',
          writes: 'database',
          risk: 'low',
          verify: 'npx prisma migrate status',
          undo: 'Apply it again.',
          do: [{ kind: 'resolve', as: 'rolled-back', migration: '20250820120000_backfill_totals' }],
        },
        {
          title: 'Bring back the missing migration',
          why: 'The database has it, a new environment must get it too.',
          writes: 'repository',
          risk: 'none',
          verify: 'The gate no longer reports it.',
          undo: 'git rm -r it',
          do: [
            {
              kind: 'write',
              path: path('20250817000000_add_usage_tracking'),
              content: 'CREATE TABLE usage_tracking (\n  id bigint NOT NULL\n);\n',
            },
          ],
        },
        {
          title: 'Deploy',
          why: 'The pending migration remains.',
          writes: 'database',
          risk: 'low',
          verify: 'npx prisma migrate status',
          undo: 'Restore the backup.',
          do: [{ kind: 'deploy' }],
        },
      ],
    },
  ],
  checks: [...done, { id: 'probe-data', status: 'skipped', reason: 'probe-data is off' }],
});

const newMigration = '20250901100000_add_coupon';
const pullRequestClean = buildReport({
  databases: [{ ...production, pending: 1 }],
  migrations: [
    ...settled.map((name) => migration(name, { production: cell() })),
    migration(newMigration, { production: cell('pending') }, { new: true }),
  ],
  coverage: coverage(),
  findings: [
    finding({
      rule: 'history/pending',
      severity: 'notice',
      database: 'production',
      object: newMigration,
      file: path(newMigration),
      line: 1,
      message: `${newMigration} is new in this pull request and will be applied by the next deploy.`,
      help: 'Nothing to do.',
    }),
  ],
  checks: [...done],
});

const repositoryOnly = buildReport({
  migrations: settled.map((name) => migration(name)),
  coverage: coverage(),
  checks: [
    { id: 'history', status: 'skipped', reason: 'no database-url' },
    { id: 'drift', status: 'skipped', reason: 'no database-url' },
    { id: 'coverage', status: 'done' },
  ],
});

const unreachable = buildReport({
  mode: 'deploy',
  verdict: 'undetermined',
  databases: [{ name: 'production', serverVersion: null, historyTable: null, applied: 0, pending: 0 }],
  migrations: settled.map((name) => migration(name)),
  coverage: coverage(),
  checks: [
    {
      id: 'history',
      database: 'production',
      status: 'undetermined',
      reason: 'Connection to db.internal:5432 refused after 4 attempts; is the server running and reachable from here?',
    },
    { id: 'drift', database: 'production', status: 'undetermined', reason: 'The database could not be read.' },
    { id: 'coverage', status: 'done' },
  ],
});

const severalDatabases = buildReport({
  mode: 'audit',
  databases: ['eu', 'us', 'asia', 'staging', 'archive'].map((name, index) => ({
    ...production,
    name,
    applied: 3 - (index % 2),
    pending: index % 2,
  })),
  migrations: settled.map((name, row) =>
    migration(
      name,
      Object.fromEntries(
        ['eu', 'us', 'asia', 'staging', 'archive'].map((database, index) => [
          database,
          row === 2 && index % 2 === 1 ? cell('pending') : cell(),
        ]),
      ),
    ),
  ),
  findings: ['us', 'staging'].map((database) =>
    finding({
      rule: 'history/pending',
      database,
      object: settled[2] ?? '',
      file: path(settled[2] ?? ''),
      line: 1,
      message: `${settled[2]} is in the repository and not applied to ${database}.`,
      help: 'Apply it:\n    npx prisma migrate deploy',
    }),
  ),
  coverage: coverage(),
});

const neverMigrated = buildReport({
  databases: [{ ...production, historyTable: false, applied: 0, pending: 3 }],
  migrations: settled.map((name) => migration(name, { production: cell('pending') })),
  findings: [
    finding({
      rule: 'history/no-history-table',
      database: 'production',
      object: 'public',
      message: 'production has 12 tables and no _prisma_migrations. migrate deploy will refuse it (P3005).',
      help: 'Baseline it: record the migrations it already has:\n    npx prisma migrate resolve --applied 20250101000000_init',
    }),
  ],
  coverage: coverage(),
});

const suggestion = buildReport({
  migrations: [...settled.map((name) => migration(name)), migration(newMigration, {}, { new: true })],
  statements: [
    {
      migration: newMigration,
      file: path(newMigration),
      line: 4,
      sql: 'CREATE INDEX "Order_couponId_idx" ON "Order"("couponId")',
      transaction: 'implicit',
      locks: [{ table: 'public.Order', mode: 'ShareLock' }],
      rewrites: [],
      scans: ['public.Order'],
    },
  ],
  findings: [
    finding({
      rule: 'safety/index-not-concurrent',
      severity: 'warning',
      object: 'public.Order_couponId_idx',
      migration: newMigration,
      file: path(newMigration),
      line: 4,
      endLine: 4,
      message: 'Building this index blocks writes to public.Order until it is done (size unknown).',
      help: 'Build it without blocking, in a migration of its own:\n    CREATE INDEX CONCURRENTLY "Order_couponId_idx" ON "Order"("couponId");',
      suggestion: 'CREATE INDEX CONCURRENTLY "Order_couponId_idx" ON "Order"("couponId");',
    }),
  ],
  suppressed: [
    {
      rule: 'safety/drop-column',
      reason: 'The column was never used, see the discussion of 3 May',
      by: 'comment',
      message: 'Dropping public.User.legacy deletes its data.',
      object: 'public.User.legacy',
      file: path(newMigration),
      line: 2,
    },
  ],
  coverage: coverage(),
});

const gaps = buildReport({
  migrations: settled.map((name) => migration(name)),
  coverage: coverage([
    { kind: 'table', object: 'public.Coupon', situation: 'schema-only', line: 41 },
    { kind: 'column', object: 'public.Coupon.code', situation: 'schema-only', line: 43 },
    { kind: 'index', object: 'public.User_email_idx', situation: 'differs', line: 18 },
    { kind: 'table', object: 'public.Legacy', situation: 'not-in-schema' },
  ]),
  findings: [
    finding({
      rule: 'coverage/not-migrated',
      object: 'public.Coupon',
      file: 'prisma/schema.prisma',
      line: 41,
      message:
        'The model Coupon is in schema.prisma and no migration makes its table. Queries for it will fail after the deploy.',
      help: 'Make the migration:\n    npx prisma migrate dev --name add_coupon',
    }),
    finding({
      rule: 'coverage/not-in-schema',
      severity: 'warning',
      object: 'public.Legacy',
      message: 'A migration makes the table public.Legacy, and schema.prisma does not know it.',
      help: 'Add it to the schema, or drop it in a new migration.',
    }),
  ],
});

const nasty = '`|<b>@octocat</b>| #1 ::error::x\u001b[31m\u202E[a](https://evil.example) $x$ ```';
const hostile = buildReport({
  tool: { name: 'prisma-migration-gate', version: nasty },
  project: { schema: [nasty, `${nasty}/b`], migrations: nasty, provider: nasty, prismaVersion: nasty },
  databases: [{ ...production, name: nasty, serverVersion: nasty, pending: 1 }],
  migrations: [migration(nasty + 'n'.repeat(10_000), { [nasty]: cell('pending') })],
  drift: [
    {
      database: nasty,
      change: 'changed',
      kind: nasty,
      object: nasty,
      expected: `--- ${nasty}\n</details>`,
      actual: `${nasty}\n\`\`\`\`\n::error::x`,
      aspects: [nasty],
      renamedFrom: nasty,
    },
  ],
  statements: [
    {
      migration: nasty,
      file: nasty,
      line: 1,
      sql: `SELECT ${nasty}`,
      transaction: 'unknown',
      locks: [{ table: nasty, mode: nasty }],
      rewrites: [nasty],
      scans: [nasty],
    },
  ],
  coverage: coverage([{ kind: nasty, object: nasty, situation: nasty, line: 3 }]),
  findings: [
    finding({ rule: nasty, object: nasty }),
    finding({ rule: `safety/${nasty}`, file: nasty, line: 1, message: nasty }),
    finding({
      rule: 'history/pending',
      database: nasty,
      object: nasty,
      file: nasty,
      line: 1,
      message: nasty,
      help: `${nasty}\n    ${nasty}\n    ::error::x`,
      suggestion: nasty,
    }),
  ],
  configuration: { file: nasty, from: 'base', changed: true, off: [nasty, nasty], baseline: nasty },
  suppressed: [{ rule: nasty, reason: nasty, by: 'config', message: nasty, object: nasty, database: nasty }],
  checks: [{ id: nasty, database: nasty, status: 'undetermined', reason: nasty }],
  probes: [
    {
      database: nasty,
      migration: nasty,
      line: 1,
      question: nasty,
      object: nasty,
      verdict: 'will-fail',
      reason: nasty,
      sql: nasty,
    },
  ],
  sizes: [{ database: nasty, table: nasty, rows: 1, bytes: 1 }],
  changedTables: [
    {
      name: nasty,
      change: 'changed',
      columns: [{ name: nasty, type: nasty, key: 'foreign', change: 'added' }],
      references: [{ table: nasty, columns: [nasty], optional: true }],
    },
  ],
  reconcile: [{ database: nasty, toExpected: nasty, toDatabase: nasty, checked: false, remaining: [nasty] }],
  plans: [
    {
      database: nasty,
      direction: 'database-follows',
      recommended: true,
      rehearsed: false,
      remaining: [nasty],
      steps: [
        {
          title: nasty,
          why: nasty,
          writes: 'database',
          risk: 'high',
          verify: nasty,
          undo: nasty,
          do: [
            { kind: 'sql', sql: nasty },
            { kind: 'rename', from: nasty, to: nasty },
            { kind: 'write', path: nasty, content: nasty },
          ],
        },
      ],
    },
  ],
});

const tables = buildReport({
  databases: [{ ...production, pending: 1 }],
  migrations: [
    ...settled.map((name) => migration(name, { production: cell() })),
    migration(newMigration, { production: cell('pending') }, { new: true }),
  ],
  statements: [
    {
      migration: newMigration,
      file: path(newMigration),
      line: 1,
      sql: 'CREATE TABLE "Coupon" ("id" TEXT NOT NULL, "code" VARCHAR(20) NOT NULL, CONSTRAINT "Coupon_pkey" PRIMARY KEY ("id"))',
      transaction: 'implicit',
      locks: [],
      rewrites: [],
      scans: [],
    },
    {
      migration: newMigration,
      file: path(newMigration),
      line: 9,
      sql: 'ALTER TABLE "Order" ADD CONSTRAINT "Order_couponId_fkey" FOREIGN KEY ("couponId") REFERENCES "Coupon"("id")',
      transaction: 'implicit',
      locks: [
        { table: 'public.Order', mode: 'ShareRowExclusiveLock' },
        { table: 'public.User', mode: 'AccessShareLock' },
      ],
      rewrites: [],
      scans: ['public.Order'],
    },
  ],
  probes: [
    {
      database: 'production',
      migration: newMigration,
      line: 10,
      question: 'orphans',
      object: 'public.Order.couponId',
      verdict: 'safe',
      reason: '',
      sql: 'SELECT 1 FROM "Order" o WHERE o."couponId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Coupon" c WHERE c.id = o."couponId") LIMIT 1',
    },
    {
      database: 'production',
      migration: newMigration,
      line: 9,
      question: 'nulls',
      object: 'public.Order.couponId',
      verdict: 'not-determined',
      reason: 'the plan costs more than probe-cost allows',
      sql: 'SELECT 1 FROM "Order" WHERE "couponId" IS NULL LIMIT 1',
    },
  ],
  sizes: [{ database: 'production', table: 'public.Order', rows: 48_123_456, bytes: 12.4 * 1024 ** 3 }],
  changedTables: [
    {
      name: 'public.Coupon',
      change: 'created',
      columns: [
        { name: 'id', type: 'text', key: 'primary', change: null },
        { name: 'code', type: 'character varying(20)', key: null, change: null },
      ],
      references: [],
    },
    {
      name: 'public.Order',
      change: 'changed',
      columns: [
        { name: 'id', type: 'text', key: 'primary', change: null },
        { name: 'couponId', type: 'text', key: 'foreign', change: 'added' },
        { name: 'total', type: 'bigint', key: null, change: 'changed' },
      ],
      references: [
        { table: 'public.Coupon', columns: ['couponId'], optional: true },
        { table: 'public.User', columns: ['userId'], optional: false },
      ],
    },
  ],
  findings: [
    finding({
      rule: 'safety/foreign-key-lock',
      severity: 'warning',
      object: 'public.Order',
      migration: newMigration,
      file: path(newMigration),
      line: 9,
      message:
        'Adding this foreign key blocks writes to public.Order while all of its rows are checked (48 M rows, 12 GB).',
      help: 'Add it without checking, and check in a migration of its own:\n    ALTER TABLE "Order" ADD CONSTRAINT "Order_couponId_fkey" FOREIGN KEY ("couponId") REFERENCES "Coupon"("id") NOT VALID;\n    ALTER TABLE "Order" VALIDATE CONSTRAINT "Order_couponId_fkey";',
    }),
  ],
  coverage: coverage(),
  checks: [...done],
});

const deployPending = buildReport({
  mode: 'deploy',
  databases: [{ ...production, pending: 1 }],
  migrations: [
    ...settled.map((name) => migration(name, { production: cell() })),
    migration(newMigration, { production: cell('pending') }),
  ],
  coverage: coverage(),
  checks: [...done],
});

const auditDrift = buildReport({
  mode: 'audit',
  databases: [{ ...production, name: 'eu' }],
  migrations: settled.map((name) => migration(name, { eu: cell() })),
  drift: [
    {
      database: 'eu',
      change: 'changed',
      kind: 'index',
      object: 'public.Order_createdAt_idx',
      expected: 'CREATE INDEX "Order_createdAt_idx" ON public."Order" USING btree ("createdAt")',
      actual: 'CREATE INDEX "Order_created_idx" ON public."Order" USING btree ("createdAt")',
      aspects: ['renamed from public.Order_created_idx'],
      renamedFrom: 'public.Order_created_idx',
    },
    {
      database: 'eu',
      change: 'unexpected',
      kind: 'privilege',
      object: 'table public.Order',
      expected: null,
      actual: 'reporting: SELECT',
      aspects: [],
      renamedFrom: null,
    },
  ],
  findings: [
    finding({
      rule: 'drift/index',
      database: 'eu',
      object: 'public.Order_createdAt_idx',
      message: 'The index public.Order_created_idx has another name in the migrations: public.Order_createdAt_idx.',
      help: 'Rename it:\n    ALTER INDEX "Order_created_idx" RENAME TO "Order_createdAt_idx";',
    }),
  ],
  reconcile: [
    {
      database: 'eu',
      toExpected: 'ALTER INDEX "Order_created_idx" RENAME TO "Order_createdAt_idx";\n',
      toDatabase: 'ALTER INDEX "Order_createdAt_idx" RENAME TO "Order_created_idx";\n',
      checked: true,
      remaining: [],
    },
  ],
  excluded: 3,
  checks: [{ id: 'history', database: 'eu', status: 'done' }],
});

/** The situations of the golden files. */
export const situations: Readonly<Record<string, Report>> = {
  'in-sync': inSync,
  'worst-week': worstWeek,
  'pull-request-clean': pullRequestClean,
  'repository-only': repositoryOnly,
  unreachable,
  'several-databases': severalDatabases,
  'never-migrated': neverMigrated,
  suggestion,
  gaps,
  tables,
  'deploy-pending': deployPending,
  'audit-drift': auditDrift,
  hostile,
};
