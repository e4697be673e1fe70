import { describe, expect, test } from 'vitest';
import type { ReplayFailure } from '../../../src/contracts/replay-failure';
import { sha256 } from '../../../src/gather/repository/checksum';
import { judge } from '../../../src/judge/judge';
import { historyRules } from '../../../src/judge/rules/history';
import { factsOf, record, type Situation, textOf } from '../../support/history';
import { migrationFile } from '../../support/migration-file';

const failedRow = record('b', { finishedAt: null, appliedSteps: 0, logs: 'ERROR: it failed' });
const rolledBackRow = record('b', { ...failedRow, rolledBackAt: new Date('2025-01-02T00:00:00Z') });
const markedRow = (name: string) =>
  record(name, { finishedAt: new Date('2025-01-01T10:00:00Z'), appliedSteps: 0, logs: '' });
const later = (name: string) => record(name, { startedAt: new Date('2025-02-01T10:00:00Z') });
const holder = {
  pid: 4711,
  user: 'deployer',
  application: null,
  ageMs: 12_400,
  state: 'active',
  query: 'ALTER TABLE "User"\n  ADD COLUMN x int',
};
const failure: ReplayFailure = {
  migration: 'b',
  line: 3,
  statement: 'ALTER TABLE c ADD x int',
  message: 'relation "c" does not exist',
  code: '42P01',
  undetermined: null,
};
const base = {
  ref: 'main',
  mergeBase: '0'.repeat(40),
  tip: 'tip',
  tipMigrations: ['a', 'c'],
  migrations: [],
  added: ['b'],
  edited: [],
  deleted: [],
};
const replayed = { migrations: [], catalog: { serverVersionNumber: 0, schemas: [], objects: [] }, failure: null };
const difference = {
  change: 'missing' as const,
  kind: 'column' as const,
  object: 'public.User.x',
  expected: null,
  actual: null,
  aspects: [],
  renamedFrom: null,
  expectedObject: null,
  actualObject: null,
};

const findings = (situation: Situation) => judge(historyRules, factsOf(situation)).findings;
const brief = (situation: Situation) =>
  findings(situation).map(({ rule, severity, object, database }) =>
    [severity, rule.replace('history/', ''), object, database].filter((part) => part !== undefined).join(' '),
  );

const cases: readonly (Situation & { readonly what: string; readonly finds: readonly string[] })[] = [
  { what: 'in sync', disk: ['a', 'b'], databases: { db: [record('a'), record('b')] }, finds: [] },
  { what: 'no database', disk: ['a'], finds: [] },
  {
    what: 'an empty database in a pull request',
    mode: 'pull-request',
    disk: ['a'],
    databases: { db: { historySchema: null } },
    finds: ['warning pending a db'],
  },
  { what: 'pending', disk: ['a', 'b'], databases: { db: [record('a')] }, finds: ['error pending b db'] },
  {
    what: 'pending, audit',
    mode: 'audit',
    disk: ['a', 'b'],
    databases: { db: [record('a')] },
    finds: ['error pending b db'],
  },
  {
    what: 'pending, not new',
    mode: 'pull-request',
    disk: ['a', 'b'],
    databases: { db: [record('a')] },
    finds: ['warning pending b db'],
  },
  {
    what: 'pending, new',
    mode: 'pull-request',
    repository: { base },
    disk: ['a', 'b'],
    databases: { db: [record('a')] },
    finds: ['notice pending b db'],
  },
  {
    what: 'pending, allowed',
    settings: { allowPending: true },
    disk: ['a', 'b'],
    databases: { db: [record('a')] },
    finds: ['notice pending b db'],
  },
  {
    what: 'pending in one of two',
    disk: ['a', 'b'],
    databases: { one: [record('a')], two: [record('a'), record('b')] },
    finds: ['error pending b one'],
  },
  {
    what: 'missing on disk',
    disk: ['a'],
    databases: { db: [record('a'), record('b')] },
    finds: ['error missing-on-disk b db'],
  },
  {
    what: 'the whole folder missing: said once',
    repository: { migrationsExist: false },
    databases: { db: [record('a'), record('b')] },
    finds: ['error missing-on-disk prisma/migrations db'],
  },
  {
    what: 'renamed: not also missing and pending',
    disk: ['a', migrationFile('b2', textOf('b'))],
    databases: { db: [record('a'), record('b')] },
    finds: ['error renamed b2 db'],
  },
  {
    what: 'renamed, and the new name marked as applied',
    disk: ['a', migrationFile('b2', textOf('b'))],
    databases: { db: [record('a'), record('b'), record('b2', { checksum: sha256(textOf('b')) })] },
    finds: ['notice missing-on-disk b db'],
  },
  {
    what: 'edited',
    disk: ['a'],
    databases: { db: [record('a', { checksum: sha256('other') })] },
    finds: ['error edited-after-apply a db'],
  },
  {
    what: 'other line ends, whatever the config says',
    settings: { rules: { 'history/edited-after-apply': 'error' } },
    disk: ['a'],
    databases: { db: [record('a', { checksum: sha256(textOf('a').replace('\n', '\r\n')) })] },
    finds: ['notice edited-after-apply a db'],
  },
  {
    what: 'failed: what comes after it is pending',
    disk: ['a', 'b', 'c'],
    databases: { db: [record('a'), failedRow] },
    finds: ['error failed b db', 'error pending c db'],
  },
  {
    what: 'failed and mended, not yet resolved',
    disk: ['a', migrationFile('b', 'mended')],
    databases: { db: [record('a'), failedRow] },
    finds: ['error failed b db'],
  },
  {
    what: 'failed and gone from disk',
    disk: ['a'],
    databases: { db: [record('a'), failedRow] },
    finds: ['error failed b db'],
  },
  {
    what: 'a deploy is running',
    disk: ['a', 'b'],
    databases: { db: { history: [record('a'), record('b', { finishedAt: null })], lockHolders: [holder] } },
    finds: ['error in-progress b db'],
  },
  {
    what: 'a deploy is running, between two',
    mode: 'pull-request',
    disk: ['a'],
    databases: { db: { history: [record('a')], lockHolders: [holder] } },
    finds: ['warning in-progress db'],
  },
  {
    what: 'a deploy is running and locks what has to be read',
    disk: ['a'],
    databases: { db: { unread: [holder] } },
    finds: ['error in-progress db'],
  },
  {
    what: 'rolled back',
    disk: ['a', 'b'],
    databases: { db: [record('a'), rolledBackRow] },
    finds: ['error rolled-back b db'],
  },
  {
    what: 'rolled back, pull request',
    mode: 'pull-request',
    disk: ['a', 'b'],
    databases: { db: [record('a'), rolledBackRow] },
    finds: ['warning rolled-back b db'],
  },
  {
    what: 'rolled back, and the next step is the deploy',
    settings: { allowPending: true },
    disk: ['a', 'b'],
    databases: { db: [record('a'), rolledBackRow] },
    finds: ['notice rolled-back b db'],
  },
  {
    what: 'rolled back, then applied again',
    disk: ['a', 'b'],
    databases: { db: [record('a'), { ...rolledBackRow, checksum: 'other' }, record('b')] },
    finds: [],
  },
  {
    what: 'out of order',
    disk: ['a', 'b', 'c'],
    databases: { db: [record('a'), record('c')] },
    finds: ['error pending b db', 'warning out-of-order b db'],
  },
  {
    what: 'out of order, which repository/behind-base says of a pull request',
    mode: 'pull-request',
    repository: { base },
    disk: ['a', 'b', 'c'],
    databases: { db: [record('a'), record('c')] },
    finds: ['notice pending b db'],
  },
  {
    what: 'tables without a history: the migrations are not pending, they cannot run',
    disk: ['a', 'b'],
    databases: { db: { historySchema: null, tables: ['public.User'] } },
    finds: ['error no-history-table public db'],
  },
  { what: 'a history without tables', disk: [], databases: { db: [] }, finds: [] },
  {
    what: 'a history that does not replay',
    disk: ['a', 'b'],
    replay: { migrations: { migrations: ['a'], catalog: null, failure } },
    finds: ['error not-replayable b'],
  },
  {
    what: 'a history that the scratch server cannot judge',
    disk: ['a', 'b'],
    replay: { migrations: { migrations: ['a'], catalog: null, failure: { ...failure, undetermined: 'no postgis' } } },
    finds: [],
  },
  {
    what: 'order matters',
    disk: ['a', 'b'],
    databases: { db: [record('a'), record('b')] },
    replay: { orderDifferences: new Map([['db', [difference]]]) },
    finds: ['warning order-dependent db'],
  },
  {
    what: 'order does not matter',
    disk: ['a', 'b'],
    databases: { db: [record('a'), record('b')] },
    replay: { orderDifferences: new Map([['db', []]]) },
    finds: [],
  },
  {
    what: 'a pending one that fails after what the database has',
    settings: { allowPending: true },
    disk: ['a', 'b', 'c'],
    databases: { db: [record('a'), record('c')] },
    replay: { migrations: replayed, deployed: new Map([['db', { ...replayed, catalog: null, failure }]]) },
    finds: ['error order-dependent b db', 'notice pending b db', 'warning out-of-order b db'],
  },
  {
    what: 'a project of another kind',
    repository: { unsupported: 'MySQL' },
    databases: { db: [record('a')] },
    finds: [],
  },
];

describe('which rules speak, how loudly, and of what', () => {
  test.each(cases)('$what', ({ finds, ...situation }) => {
    expect(brief(situation).toSorted()).toEqual([...finds].toSorted());
  });
});

test('every history rule of the contract is there and in use', () => {
  const spoken = new Set(cases.flatMap(({ finds }) => finds.map((line) => line.split(' ')[1])));
  expect(historyRules.map(({ name }) => name.replace('history/', ''))).toEqual([...spoken].sort(byRule));
  function byRule(one: string | undefined, other: string | undefined): number {
    const names = historyRules.map(({ name }) => name.replace('history/', ''));
    return names.indexOf(one ?? '') - names.indexOf(other ?? '');
  }
});

/** A finding as people read it. */
function told(situation: Situation): string {
  return findings(situation)
    .map(({ message, help }) => `${message}\n${help}`)
    .join('\n---\n');
}

describe('what people read', () => {
  const log = `A migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve

Migration name: b

Database error code: 42701

Database error:
ERROR: column "x" of relation "User" already exists

DbError { severity: "ERROR", parsed_severity: Some(Error) }

   0: sql_schema_connector::apply_migration::apply_script`;

  test('failed, in a package of a monorepo with a schema of its own place', () => {
    expect(
      told({
        settings: { workingDirectory: '/repository/packages/db', schema: 'models' },
        disk: ['a', 'b'],
        databases: { production: [record('a'), { ...failedRow, logs: log }] },
        drift: [{ database: 'production', against: 'expected', differences: [], excluded: 0 }],
      }),
    ).toMatchInlineSnapshot(`
      "b failed on production at 2025-01-01T10:00:00.000Z: column "x" of relation "User" already exists (42701). No deploy will run there until it is resolved.
      No change of it is left in the structure of production: correct prisma/migrations/b/migration.sql if it is to blame, and let the next deploy run it again. With DATABASE_URL set to production:
          (cd packages/db && npx prisma migrate resolve --rolled-back b --schema models)
      If all of its changes are there, or you complete them by hand, mark it as done instead:
          (cd packages/db && npx prisma migrate resolve --applied b --schema models)"
    `);
  });

  test('in progress', () => {
    const database = { history: [record('a')], lockHolders: [holder] };
    expect(told({ disk: ['a'], databases: { production: database } })).toMatchInlineSnapshot(`
      "A deploy is running on production now: pid 4711, role deployer, connected for 12 s, active: ALTER TABLE "User" ADD COLUMN x int.
      Wait until it has ended and run the gate again. If it hangs, end it:
          SELECT pg_terminate_backend(4711);"
    `);
  });

  test('a lock that a pooler kept', () => {
    const kept = { ...holder, state: 'idle', stateAgeMs: 7_200_000, ageMs: 7_300_000, query: 'SELECT 1' };
    const database = { history: [record('a')], lockHolders: [kept] };
    expect(told({ disk: ['a'], databases: { production: database } })).toMatchInlineSnapshot(`
      "A deploy is running on production now: pid 4711, role deployer, connected for 2 h, idle: SELECT 1.
      The session does nothing: perhaps a pooler keeps it after its deploy has ended, and the lock with it. If no deploy is running, end it:
          SELECT pg_terminate_backend(4711);"
    `);
  });

  test('renamed, by a name that a shell and SQL must not take apart', () => {
    const disk = [migrationFile("b'; $(rm -rf ~)", textOf('b'))];
    expect(told({ disk, databases: { production: [record('b')] } })).toMatchInlineSnapshot(`
      "b'; $(rm -rf ~) is what production has applied as b: the same text under another name. The next deploy will run it a second time.
      Rename it back:
          git mv -- 'prisma/migrations/b'\\''; $(rm -rf ~)' prisma/migrations/b
      If the new name is to stay, rename it in the history of production before the next deploy:
          UPDATE "public"."_prisma_migrations" SET migration_name = 'b''; $(rm -rf ~)' WHERE migration_name = 'b';"
    `);
  });

  test('edited', () => {
    const checksum = sha256('other');
    expect(told({ disk: ['a'], databases: { production: [record('a', { checksum })] } })).toMatchInlineSnapshot(`
      "a was changed after production applied it on 2025-01-01. production will not run the new text, so it and new environments will differ.
      No commit of this checkout has the text that ran. Find the commit in a clone that has every branch, restore the text, and put the change into a migration of its own:
          git log --all --format=%h -- prisma/migrations/a/migration.sql | while read c; do git show "$c:"prisma/migrations/a/migration.sql 2>/dev/null | sha256sum | grep -q ^d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa && echo $c; done
          git checkout COMMIT -- prisma/migrations/a/migration.sql
          npx prisma migrate dev --create-only
      If nobody has it any more, the plan in the report goes on without it."
    `);
  });

  test('edited, and git has the text that ran', () => {
    const checksum = sha256('other');
    const recovered = new Map([[checksum, { commit: 'c'.repeat(40), blob: 'b'.repeat(40), sql: 'other' }]]);
    const databases = { production: [record('a', { checksum })] };
    expect(told({ disk: ['a'], databases, recovered })).toMatchInlineSnapshot(`
      "a was changed after production applied it on 2025-01-01. production will not run the new text, so it and new environments will differ.
      Commit cccccccccc has the text that ran. Restore it, and put the change into a migration of its own:
          git show bbbbbbbbbbbbbbbbbbbb > prisma/migrations/a/migration.sql
          npx prisma migrate dev --create-only"
    `);
  });

  test('missing, and git has the text that ran', () => {
    const recovered = new Map([
      [record('b').checksum, { commit: 'c'.repeat(40), blob: 'b'.repeat(40), sql: textOf('b') }],
    ]);
    const databases = { production: [record('a'), record('b')] };
    expect(told({ disk: ['a'], databases, recovered })).toMatchInlineSnapshot(`
      "production has applied b (2025-01-01), and the repository has no such folder. New environments will be without its changes.
      Commit cccccccccc has the text that ran. Bring it back:
          mkdir -p prisma/migrations/b
          git show bbbbbbbbbbbbbbbbbbbb > prisma/migrations/b/migration.sql
      If it belongs to another project that shares this history, name it under \`ignore\` in the config file."
    `);
  });

  test('missing after a squash', () => {
    expect(
      told({ disk: ['0_init'], databases: { production: [record('a'), markedRow('0_init')] } }),
    ).toMatchInlineSnapshot(`
      "production has applied a (2025-01-01), and the repository has no such folder. New environments will be without its changes.
      No commit of this checkout has the text that ran. Find the commit in a clone that has every branch, and bring the folder back from there:
          git log --all --oneline -- prisma/migrations/a
          git checkout COMMIT -- prisma/migrations/a
      If nobody has it any more, the plan in the report goes on without it.
      If 0_init replaces it, its row can go, which is what makes the histories agree again:
          DELETE FROM "public"."_prisma_migrations" WHERE migration_name = 'a';
      If it belongs to another project that shares this history, name it under \`ignore\` in the config file."
    `);
  });

  test('a squash that left nothing out', () => {
    const databases = { production: [record('a'), record('b'), markedRow('0_init')] };
    const drift = [{ database: 'production', differences: [], against: 'expected' as const, excluded: 0 }];
    expect(brief({ disk: ['0_init'], databases, drift })).toEqual(['notice missing-on-disk 0_init production']);
    expect(brief({ disk: ['0_init'], databases: { production: [markedRow('0_init'), later('a')] }, drift })).toEqual([
      'error missing-on-disk a production',
    ]);
    expect(
      brief({ disk: ['0_init'], databases, drift: [{ ...drift[0], differences: [difference] } as never] }),
    ).toEqual(['error missing-on-disk a production', 'error missing-on-disk b production']);
  });

  test('no history, with migrations and without', () => {
    const databases = { production: { historySchema: null, tables: ['public.User', 'public.Order'] } };
    expect(told({ disk: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], databases })).toMatchInlineSnapshot(`
      "production has 2 tables and no _prisma_migrations. \`prisma migrate deploy\` will refuse it (P3005).
      Mark the migrations whose changes it already has, oldest first; the next deploy runs the others. With DATABASE_URL set to production:
          npx prisma migrate resolve --applied a
          npx prisma migrate resolve --applied b
          npx prisma migrate resolve --applied c
          npx prisma migrate resolve --applied d
          npx prisma migrate resolve --applied e
      and so on for those of the other 2 that it has."
    `);
    expect(told({ databases })).toMatchInlineSnapshot(`
      "production has 2 tables and no _prisma_migrations. \`prisma migrate deploy\` will refuse it (P3005).
      Make a first migration that describes what is there, and mark it as applied. With DATABASE_URL set to production:
          mkdir -p prisma/migrations/0_init
          npx prisma migrate diff --from-empty --to-schema-datamodel prisma/schema.prisma --script > prisma/migrations/0_init/migration.sql
          npx prisma migrate resolve --applied 0_init"
    `);
    expect(told({ databases, repository: { prismaVersion: '7.1.0' } })).toContain('--to-schema prisma/schema.prisma');
  });

  test('not replayable', () => {
    const replay = { migrations: { migrations: ['a'], catalog: null, failure } };
    expect(told({ disk: ['a', 'b'], replay })).toMatchInlineSnapshot(`
      "On an empty database b fails in line 3: relation "c" does not exist (42P01).
          ALTER TABLE c ADD x int
      It needs something that no earlier migration makes: made by hand or with \`prisma db push\`, or by a migration that sorts later. Add it before this statement. If databases have applied b already, editing it makes history/edited-after-apply of it: put what is missing into a migration that sorts before it and mark that one as applied in them, or squash the history."
    `);
  });
});
